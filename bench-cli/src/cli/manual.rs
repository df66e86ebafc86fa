//! `dualtape completions` and `dualtape man`: the command line for shells and for `man`.

use clap::{Arg, CommandFactory};
use clap_complete::Shell;
use clap_mangen::Man;

use crate::cli::Cli;
use crate::error::Failure;
use crate::terminal::destination::Destination;

/// Writes a completion script.
pub(crate) fn completions(shell: Shell) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "dualtape", &mut script);
    Destination::Stdout.write("", &String::from_utf8_lossy(&script))
}

/// Writes the manual page: the command itself, then the flags of each of its commands.
pub(crate) fn man() -> Result<(), Failure> {
    let command = Cli::command().disable_help_subcommand(true);
    let mut page = Vec::new();
    Man::new(command.clone()).render(&mut page)?;
    // A command may refer to the flags that all share, which are listed once, above.
    let shared: Vec<Arg> = command.get_arguments().filter(|flag| flag.is_global_set()).cloned().collect();
    for part in command.get_subcommands() {
        let part = part.clone().args(shared.iter().map(|flag| flag.clone().hide(true)));
        let name = format!("dualtape {}", part.get_name());
        let mut section = Vec::new();
        let man = Man::new(part.bin_name(&name).disable_help_flag(true));
        man.render_synopsis_section(&mut section)?;
        man.render_options_section(&mut section)?;
        page.extend(format!(".SH \"{}\"\n", name.to_uppercase()).bytes());
        // Sections of a command lie within its own.
        page.extend(String::from_utf8_lossy(&section).replace(".SH ", ".SS ").bytes());
    }
    Destination::Stdout.write("", &String::from_utf8_lossy(&page))
}
