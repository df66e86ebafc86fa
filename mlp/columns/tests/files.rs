//! Files of each kind that people have, with the reading that is right for each.

use dualtape_columns::DecimalMark::{Comma, Point};
use dualtape_columns::{
    Choices, DialectChoices, Error, Missing, Plan, RoleChoice, Rows, Table, TargetKind, input_names,
};
use std::io::Write;

fn table(file: &str, dialect: &DialectChoices) -> Result<Table, Error> {
    Table::open(format!("{}/tests/data/{file}", env!("CARGO_MANIFEST_DIR")), dialect)
}

fn plan_of(file: &str, choices: &Choices) -> Result<(Plan, Rows), Error> {
    let mut table = table(file, &DialectChoices::default())?;
    let plan = Plan::new(&mut table, choices)?;
    let rows = plan.read(&table)?;
    Ok((plan, rows))
}

/// Returns the roles of all columns, then the treatment of those that are no plain number.
fn reading(file: &str) -> String {
    match plan_of(file, &Choices::default()) {
        Ok((plan, rows)) => {
            let roles: Vec<String> =
                plan.summaries.iter().map(|column| format!("{} {}", column.name, column.role)).collect();
            let target = if plan.targets[0].classes.is_empty() {
                "values".into()
            } else {
                plan.targets[0].classes.join("|")
            };
            format!("{}: {target}, {} rows", roles.join(", "), rows.targets.len())
        }
        Err(error) => {
            let text = error.to_string();
            format!("? {}", text.rsplit_once(": ").map_or(text.as_str(), |(_, flag)| flag))
        }
    }
}

#[test]
fn each_file_has_its_right_reading() {
    let unnamed = "column_1 index, a number, y target: values, 3 rows";
    for (file, expected) in [
        ("bool-target.csv", "a number, b number, y target: false|true, 4 rows"),
        ("bool.csv", "a number, flag boolean, y target: values, 3 rows"),
        ("category.csv", "kind category, b number, y target: values, 3 rows"),
        ("ctrl-z.csv", "? --as b=number takes them as missing, --as b=category takes all for categories"),
        ("dates.csv", "date date, b number, y target: values, 2 rows"),
        ("decimal-comma.csv", "a number, b number, y target: values, 3 rows"),
        ("dot-missing.csv", "a number, b number, y target: values, 3 rows"),
        ("dup-header.csv", "a number, a_2 number, y target: values, 3 rows"),
        ("escape.csv", "? --as b=number takes them as missing, --as b=category takes all for categories"),
        ("headerless.csv", "? --no-header, or --target 3 for names"),
        ("mixed-labels.csv", "? --task classification or --as grade=number"),
        ("na.csv", "a number, b number, y target: values, 3 rows"),
        ("nan.csv", "a number, b number, y target: values, 3 rows"),
        ("odd-names.csv", "a b number, c, d number, größe target: values, 4 rows"),
        ("percent.csv", "a number, b number, y target: values, 2 rows"),
        ("tabs.tsv", "a number, b number, y target: values, 2 rows"),
        ("target-missing.csv", "a number, b number, y target: no|yes, 4 rows"),
        ("thousands.csv", "a number, b number, y target: values, 2 rows"),
        ("trailing-comma.csv", "a number, b number, y target, column_4 empty: values, 2 rows"),
        ("unique-text-target.csv", "? --target temp"),
        ("unnamed-index.csv", unnamed),
    ] {
        assert_eq!(reading(file), expected, "{file}");
    }
}

#[test]
fn the_numbers_are_those_of_the_file() {
    let inputs = |file: &str| plan_of(file, &Choices::default()).expect(file).1.inputs;
    assert_eq!(inputs("decimal-comma.csv"), [1.5, 2.5, 2.5, 2.6, 3.5, 0.5]);
    assert_eq!(inputs("thousands.csv"), [1234.0, 2.0, 2345.0, 3.0]);
    assert_eq!(inputs("percent.csv"), [45.0, 2.0, 35.0, 3.0]);
    assert_eq!(inputs("category.csv"), [1.0, 0.0, 2.0, 0.0, 1.0, 5.0, 1.0, 0.0, 6.0]);
    assert_eq!(inputs("bool.csv"), [1.0, 1.0, 2.0, 0.0, 3.0, 1.0]);
    for file in ["na.csv", "nan.csv", "dot-missing.csv"] {
        let inputs = inputs(file);
        assert!(
            inputs[1].is_nan() && inputs.iter().filter(|x| x.is_nan()).count() == 1,
            "{file}: {inputs:?}"
        );
    }
}

#[test]
fn the_flag_that_a_question_names_answers_it() {
    let no_header = DialectChoices { header: Some(false), ..DialectChoices::default() };
    let mut headerless = table("headerless.csv", &no_header).unwrap();
    assert_eq!(Plan::new(&mut headerless, &Choices::default()).unwrap().rows, 3);
    let classes = Choices { kind: TargetKind::Classes, ..Choices::default() };
    assert_eq!(plan_of("mixed-labels.csv", &classes).unwrap().0.targets[0].classes, ["1", "2", "X"]);
    let number =
        |name: &str| Choices { roles: vec![(name.into(), RoleChoice::Number)], ..Choices::default() };
    assert_eq!(plan_of("mixed-labels.csv", &number("grade")).unwrap().1.left_out, 2, "the rows of X");
    assert!(plan_of("ctrl-z.csv", &number("b")).unwrap().1.inputs[3].is_nan());
    let target = Choices { targets: vec!["temp".into()], ..Choices::default() };
    let (plan, _) = plan_of("unique-text-target.csv", &target).unwrap();
    assert_eq!(input_names(&plan.columns), ["date", "date.hour.sin", "date.hour.cos"]);
}

/// The same table in many forms.
const PLAIN: &str = "größe,farbe,y\n1.5,rot,0.5\n2.5,blau,1.5\n3.5,rot,2.5\n";

fn read(bytes: &[u8]) -> (Table, Rows) {
    let mut table = Table::read(bytes, "data", &DialectChoices::default()).expect("a table");
    let plan = Plan::new(&mut table, &Choices::default()).expect("a plan");
    let rows = plan.read(&table).expect("rows");
    assert_eq!(input_names(&plan.columns), ["größe", "farbe=blau", "farbe=rot"]);
    (table, rows)
}

#[test]
fn encodings_compressions_and_dialects_do_not_change_the_numbers() {
    let expected = read(PLAIN.as_bytes()).1;
    let utf_16 = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> { PLAIN.encode_utf16().flat_map(bytes).collect() };
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(PLAIN.as_bytes()).unwrap();
    let mut bzip2 = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    bzip2.write_all(PLAIN.as_bytes()).unwrap();
    let zstd =
        ruzstd::encoding::compress_to_vec(PLAIN.as_bytes(), ruzstd::encoding::CompressionLevel::Fastest);
    let german = PLAIN.replace(',', ";").replace('.', ",");
    let spaced = PLAIN.replace(',', "   ");
    let forms: Vec<(&str, Vec<u8>)> = vec![
        ("byte order mark", [b"\xef\xbb\xbf", PLAIN.as_bytes()].concat()),
        ("windows-1252", encoding_rs::WINDOWS_1252.encode(PLAIN).0.into_owned()),
        ("UTF-16 LE", [vec![0xff, 0xfe], utf_16(u16::to_le_bytes)].concat()),
        ("UTF-16 BE", [vec![0xfe, 0xff], utf_16(u16::to_be_bytes)].concat()),
        ("UTF-16 LE without a mark", utf_16(u16::to_le_bytes)),
        ("gzip", gzip.finish().unwrap()),
        ("bzip2", bzip2.finish().unwrap()),
        ("zstd", zstd),
        ("semicolons and decimal commas", german.into_bytes()),
        ("tabs", PLAIN.replace(',', "\t").into_bytes()),
        ("bars", PLAIN.replace(',', "|").into_bytes()),
        ("spaces", spaced.into_bytes()),
        ("carriage returns", PLAIN.replace('\n', "\r").into_bytes()),
        ("both ends of a line", PLAIN.replace('\n', "\r\n").into_bytes()),
        ("comments", format!("# made by hand\n# in May\n{PLAIN}").into_bytes()),
        ("comments behind a mark", format!("\u{feff}# made by hand\n{PLAIN}").into_bytes()),
        ("blank lines", PLAIN.replace('\n', "\n\n").into_bytes()),
        ("quotes", PLAIN.replace("rot", "\"rot\"").into_bytes()),
    ];
    for (form, bytes) in forms {
        assert_eq!(read(&bytes).1, expected, "{form}");
    }
}

#[test]
fn latin_letters_far_into_a_file_change_its_encoding() {
    let mut bytes = b"a,b,y\n".to_vec();
    for row in 0..60_000 {
        bytes.extend(format!("{row},{},{}\n", ["x", "z"][row % 2], row % 7).bytes());
    }
    bytes.extend(b"1,gr\xfcn,3\n");
    let mut table = Table::read(&bytes[..], "data", &DialectChoices::default()).unwrap();
    Plan::new(&mut table, &Choices::default()).unwrap();
    assert_eq!(table.dialect().encoding, "windows-1252");
}

#[test]
fn missing_cells_are_treated_as_asked() {
    let csv = "a,kind,y\n1,p,5.5\n,q,6.5\n3,,7.5\n4,p,NA\n5,q,8.5\n";
    let rows = |missing| {
        let mut table = Table::read(csv.as_bytes(), "d.csv", &DialectChoices::default())?;
        Plan::new(&mut table, &Choices { missing, ..Choices::default() })?.read(&table)
    };
    let auto = rows(Missing::Auto).unwrap();
    assert_eq!((auto.targets.len(), auto.left_out), (4, 1));
    assert_eq!(auto.inputs[8..12], [3.0, 0.0, 0.0, 1.0], "a missing category is a category");
    assert_eq!(rows(Missing::Drop).unwrap().targets, [5.5, 8.5]);
    let error = rows(Missing::Error).unwrap_err().to_string();
    assert_eq!(
        error,
        "d.csv, line 3, column 1 (a): found an empty cell, expected a value, as missing ones are an error"
    );
}

#[test]
fn foreign_formats_are_named() {
    for (bytes, name) in [
        (&b"PK\x03\x04rest"[..], "xlsx"),
        (b"PAR1\x15\x04", "Parquet"),
        (b"[{\"a\": 1}]", "JSON"),
        (b"% comment\n@relation iris", "ARFF"),
        (b"@RELATION iris\n@DATA\n1", "ARFF"),
        (b"\xfd7zXZ\x00rest", "xz"),
        (b"<!DOCTYPE html>", "HTML"),
    ] {
        let error = Table::read(bytes, "f", &DialectChoices::default());
        let error = error.map(|_| ()).expect_err(name).to_string();
        assert!(error.contains(name), "{error}");
    }
}

#[test]
fn an_id_is_not_learnt_and_a_code_is_no_number() {
    let rows: Vec<String> =
        (0..40).map(|row| format!("{},0{},{}", 7919 * row % 1000 + 5000, 1000 + row % 4, row % 2)).collect();
    let csv = format!("customer_id,zip,y\n{}\n", rows.join("\n"));
    let mut table = Table::read(csv.as_bytes(), "d.csv", &DialectChoices::default()).unwrap();
    let plan = Plan::new(&mut table, &Choices::default()).unwrap();
    assert_eq!(input_names(&plan.columns), ["zip=01000", "zip=01001", "zip=01002", "zip=01003"]);
}

#[test]
fn targets_that_can_be_read_in_two_ways_are_decided_or_asked_about() {
    let target = |values: &[u32]| {
        let rows: Vec<String> =
            values.iter().enumerate().map(|(row, y)| format!("{}.5,{y}", row % 5)).collect();
        let csv = format!("x,y\n{}\n", rows.join("\n"));
        let mut table = Table::read(csv.as_bytes(), "d.csv", &DialectChoices::default()).unwrap();
        Plan::new(&mut table, &Choices::default()).map(|plan| plan.targets[0].classes.len())
    };
    let repeated = |levels: &[u32]| levels.repeat(20);
    assert_eq!(target(&repeated(&[1, 2, 3])).unwrap(), 3, "numbered classes");
    assert_eq!(target(&repeated(&[1, 2, 3, 5, 6, 7])).unwrap(), 6, "numbered classes with a gap");
    assert_eq!(target(&repeated(&[4, 8])).unwrap(), 2, "two of anything");
    assert_eq!(target(&repeated(&[1990, 1991, 1992])).unwrap(), 0, "years");
    assert_eq!(target(&repeated(&[0, 1, 2, 3, 7, 12])).unwrap(), 0, "counts with gaps");
    let tail = [repeated(&[0, 1, 2, 3, 4]), vec![5]].concat();
    assert_eq!(target(&tail).unwrap(), 0, "counts with a tail");
    let few = [repeated(&[0, 1, 2]), vec![3]].concat();
    let question = target(&few).unwrap_err().to_string();
    assert!(question.ends_with("--task regression or --task classification"), "{question}");
}

/// Returns the names of the columns with their roles, or the error.
fn roles(csv: &str, dialect: &DialectChoices, choices: &Choices) -> Result<String, Error> {
    let mut table = Table::read(csv.as_bytes(), "d.csv", dialect)?;
    let plan = Plan::new(&mut table, choices)?;
    plan.read(&table)?;
    let roles: Vec<String> =
        plan.summaries.iter().map(|column| format!("{} {}", column.name, column.role)).collect();
    Ok(roles.join(", "))
}

fn guessed(csv: &str) -> String {
    match roles(csv, &DialectChoices::default(), &Choices::default()) {
        Ok(roles) => roles,
        Err(error) => format!("? {error}"),
    }
}

#[test]
fn a_decimal_comma_is_no_separator_however_long_the_file() {
    for rows in [1, 3, 25, 2000] {
        let csv = format!("x;y\n{}", "1,5;2,5\n2,5;1,25\n".repeat(rows));
        assert_eq!(guessed(&csv), "x number, y target", "{rows} pairs of rows");
        let tabs = format!("name\tx\ty\n{}", "Last, First\t1\t2.5\nLast, Second\t2\t1.5\n".repeat(rows));
        assert!(guessed(&tabs).ends_with("x number, y target"), "{rows} pairs of rows: {}", guessed(&tabs));
    }
}

#[test]
fn a_row_longer_than_the_header_is_no_shift_of_the_names() {
    let ragged = "? d.csv, line 2: found 4 cells, expected 3 as in the header";
    assert_eq!(guessed("x,z,y\n1,234,5,0.1\n2,345,6,0.2\n"), ragged);
    assert_eq!(
        guessed("a,b,y\n1,2,3,\n2,3,4,\n"),
        "a number, b number, y target",
        "commas at the ends of rows"
    );
    assert!(guessed("x\n1,5\n2,5\n").starts_with("? d.csv, line 2: found 2 cells, expected 1"));
    assert!(guessed("name\nJohn Smith\nAnna Lee\n").contains("the one column `name`"), "words are no cells");
    let named = "x y\nr1 1 2.5\nr2 2 3.5\nr3 3 4.5\n";
    assert_eq!(guessed(named), "column_1 index, x number, y target", "the names of rows, as R writes them");
}

#[test]
fn a_number_with_three_decimals_is_no_thousand() {
    let inputs = |csv: &str| {
        let mut table = Table::read(csv.as_bytes(), "d.csv", &DialectChoices::default()).unwrap();
        Plan::new(&mut table, &Choices::default()).unwrap().read(&table).unwrap().inputs
    };
    assert_eq!(inputs("a,y\n\"0,125\",1\n\"1,250\",2\n"), [0.125, 1.25]);
    assert_eq!(inputs("a;y\n1,5%;1\n1,234%;2\n"), [1.5, 1.234]);
    let mixed = guessed("a;y\n1,5;1\n0.125;2\n2,5;3\n");
    assert!(mixed.contains("`0.125`") && mixed.ends_with("--decimal , or --decimal ."), "{mixed}");
    // Beyond the rows in which the mark is looked for.
    let late = format!("a;y\n{}1,234;3\n", "1;2\n3;4\n".repeat(70_000));
    assert!(guessed(&late).ends_with("--decimal , or --decimal ."), "{}", guessed(&late));
}

#[test]
fn the_mark_of_a_file_of_the_same_kind_answers_for_the_next() {
    let usual = |mark| DialectChoices { usual_decimal: Some(mark), ..DialectChoices::default() };
    let value = |csv: &str, mark| {
        let mut table = Table::read(csv.as_bytes(), "d.csv", &usual(mark)).unwrap();
        Plan::new(&mut table, &Choices::default()).unwrap().read(&table).unwrap().inputs[0]
    };
    assert_eq!(value("a;y\n1.234;5\n2.345;6\n", Comma), 1234.0);
    assert_eq!(value("a;y\n1,234;5\n2,345;6\n", Point), 1234.0);
    assert_eq!(value("a;y\n1,234;5\n2,345;6\n", Comma), 1.234);
    assert_eq!(value("a,y\n1.5,5\n2.5,6\n", Comma), 1.5, "numbers that tell have the last word");
}

#[test]
fn numbers_with_and_without_percent_are_asked_about_and_counted() {
    let csv = format!("a,y\n{}{}", "45%,1.5\n50%,2.5\n".repeat(30), "0.45,3.5\n0.5,4.5\n".repeat(20));
    assert!(guessed(&csv).contains("--as a=number"), "{}", guessed(&csv));
    let choices = Choices { roles: vec![("a".into(), RoleChoice::Number)], ..Choices::default() };
    let mut table = Table::read(csv.as_bytes(), "d.csv", &DialectChoices::default()).unwrap();
    let plan = Plan::new(&mut table, &choices).unwrap();
    assert_eq!((plan.summaries[0].missing, input_names(&plan.columns).len()), (40, 2), "told by an input");
    let rows = plan.read(&table).unwrap();
    assert_eq!(rows.odd_cells[0].1.missing, 40);
}

#[test]
fn a_table_without_a_header_keeps_its_first_row_and_column() {
    assert_eq!(
        guessed("5.1,3.5,0.21\n4.9,-,0.34\n4.8,3.1,0.25\n"),
        "column_1 number, column_2 number, column_3 target"
    );
    assert!(
        guessed("5.1,3.5,sp-001\n4.9,3.0,sp-002\n4.7,3.2,sp-003\n").contains("--no-header, or --target ")
    );
    assert!(guessed(",3.5,0.2\n4.9,3.0,0.3\n4.7,3.2,0.1\n").contains("--no-header, or --target "));
    assert_eq!(
        guessed("Country,1990,1991\nA,1,2.5\nB,3,4.5\n"),
        "Country id, 1990 number, 1991 target",
        "years are names"
    );
    let houses = "1416,3,232000\n1600,3,329900\n2400,4,369000\n";
    let no_header = DialectChoices { header: Some(false), ..DialectChoices::default() };
    let found = roles(houses, &no_header, &Choices::default()).unwrap();
    assert_eq!(found, "column_1 number, column_2 number, column_3 target", "no index without a header");
    let dated = "\"\",x,y\n2020-01-01,1.5,2.5\n2020-01-02,2.5,1.5\n2020-01-03,4.5,0.5\n";
    assert!(guessed(dated).starts_with("column_1 date"), "a date tells more than the number of a row");
}

#[test]
fn categories_that_are_asked_for_have_inputs() {
    let long = "w".repeat(300);
    let csv = format!("review,age,y\n{long},1,2.5\nshort,2,1.5\nshort,3,0.5\n");
    let choices = Choices { features: Some(vec!["review".into()]), ..Choices::default() };
    let error = roles(&csv, &DialectChoices::default(), &choices).unwrap_err().to_string();
    assert!(error.contains("no more than 5000 short texts"), "{error}");
    let rows: Vec<String> = (0..40).map(|row| format!("t{row},{row}.5")).collect();
    let csv = format!("who,y\n{}\n", rows.join("\n"));
    let choices = Choices { roles: vec![("who".into(), RoleChoice::Category)], ..Choices::default() };
    let mut table = Table::read(csv.as_bytes(), "d.csv", &DialectChoices::default()).unwrap();
    let plan = Plan::new(&mut table, &choices).unwrap();
    assert_eq!(input_names(&plan.columns).len(), 40, "an input for each");
}

#[test]
fn classes_of_percentages_are_classes_and_one_class_is_none() {
    let choices = Choices { kind: TargetKind::Classes, ..Choices::default() };
    let mut table =
        Table::read(&b"a,y\n1,0%\n2,50%\n3,100%\n"[..], "d.csv", &DialectChoices::default()).unwrap();
    let plan = Plan::new(&mut table, &choices).unwrap();
    assert_eq!(plan.targets[0].classes, ["0", "50", "100"]);
    assert_eq!(plan.read(&table).unwrap().targets, [0.0, 1.0, 2.0]);
    let one = guessed("a,y\n1,1\n2,1.0\n3,1\n4,1.0\n");
    assert!(one.ends_with("expected at least two classes"), "{one}");
}

#[test]
fn a_category_is_found_by_its_text_before_its_value() {
    let rows: Vec<String> = (0..600)
        .map(|row| {
            format!("{},{row}.5", if row == 7 || row == 9 { "7".into() } else { format!("x{}", row % 12) })
        })
        .collect();
    let csv = format!("code,y\n{}\n07,1\n07,2\n07,3\n07,4\n", rows.join("\n"));
    let mut table = Table::read(csv.as_bytes(), "d.csv", &DialectChoices::default()).unwrap();
    let plan = Plan::new(&mut table, &Choices::default()).unwrap();
    let names = input_names(&plan.columns);
    let rows = plan.read(&table).unwrap();
    let seventh = &rows.inputs[7 * names.len()..8 * names.len()];
    let hot: Vec<&str> =
        names.iter().zip(seventh).filter(|&(_, &x)| x == 1.0).map(|(name, _)| name.as_str()).collect();
    assert!(hot == ["code=7"] || hot == ["code=(rare)"], "{hot:?} of {names:?}");
}

#[test]
fn a_fault_in_utf_8_is_no_other_encoding() {
    let mut bytes = "a,größe,y\n".as_bytes().to_vec();
    for row in 0..60_000 {
        bytes.extend(format!("{row},ü{},{}\n", row % 2, row % 7).bytes());
    }
    bytes.extend(b"1,gr\xfcn,3\n");
    let mut table = Table::read(&bytes[..], "data", &DialectChoices::default()).unwrap();
    let error = Plan::new(&mut table, &Choices::default()).unwrap_err().to_string();
    assert!(error.contains("not UTF-8 in line 60002, column 2"), "{error}");
}

#[test]
fn rows_that_are_left_out_keep_the_places_of_the_others() {
    let csv = "a,y\n1,1.5\n2,\n3,2.5\n4,NA\n5,3.5\n";
    let mut table = Table::read(csv.as_bytes(), "d.csv", &DialectChoices::default()).unwrap();
    let rows = Plan::new(&mut table, &Choices::default()).unwrap().read(&table).unwrap();
    assert_eq!((&rows.places[..], rows.left_out), (&[0, 2, 4][..], 2));
}

#[test]
fn a_name_that_begins_as_another_format_does_is_a_name() {
    assert_eq!(guessed("PAR1,RDX2,y\n1,2,3.5\n2,3,4.5\n"), "PAR1 number, RDX2 number, y target");
    assert_eq!(
        guessed("a,score,y\n1,2:1,3.5\n2,2:1,4.5\n3,0:2,1.5\n4,0:2,1.5\n"),
        "a number, score category, y target"
    );
    assert_eq!(
        guessed("# colours\ncolour,x,y\n#00ff00,2,1.5\n#00ff00,3,2.5\n"),
        "colour constant, x number, y target"
    );
}
