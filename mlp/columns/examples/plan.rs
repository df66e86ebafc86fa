//! Prints the plan of each table that is named on the command line: `cargo run --example plan -- FILE…`.

use dualtape_columns::{Choices, DialectChoices, Error, Plan, Table, input_names};

fn main() {
    for file in std::env::args().skip(1) {
        match describe(&file) {
            Ok(text) => println!("{text}"),
            Err(error) => println!("? {error}\n"),
        }
    }
}

fn describe(file: &str) -> Result<String, Error> {
    let mut table = Table::open(file, &DialectChoices::default())?;
    let plan = Plan::new(&mut table, &Choices::default())?;
    let rows = plan.read(&table)?.targets.len();
    let inputs = input_names(&plan.columns).len();
    let mut lines = vec![format!("= {file}: {rows} of {} rows, {inputs} inputs", plan.rows)];
    lines.extend(table.dialect().particulars());
    lines.extend(plan.summaries.iter().map(|column| {
        let (name, role, missing) = (&column.name, column.role, column.missing);
        format!("  {name}: {role}, {}; {missing} missing; {}", column.treatment, column.content)
    }));
    Ok(lines.join("\n") + "\n")
}
