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
    let rows = plan.read(&table)?;
    let mut text = format!(
        "= {file}: {} of {} rows, {} inputs",
        rows.targets.len(),
        plan.rows,
        input_names(&plan.columns).len()
    );
    for word in table.dialect().particulars() {
        text.push_str(&format!(", {word}"));
    }
    for column in &plan.summaries {
        let (name, role, missing) = (&column.name, column.role, column.missing);
        text.push_str(&format!(
            "\n  {name}: {role}, {}; {missing} missing; {}",
            column.treatment, column.content
        ));
    }
    Ok(text + "\n")
}
