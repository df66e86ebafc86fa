//! CSV files: the data sets that they give, and the error message for each fault.

use dualtape_mlp::{DataSchema, DataSource, Dataset, Error, Loss, Scaling, Task, TaskChoice, folds, split};
use std::path::PathBuf;

fn read_as(text: &str, target: Option<&str>, task: TaskChoice) -> Result<Dataset, Error> {
    Dataset::read(text.as_bytes(), "flowers.csv", target, task)
}

fn read(text: &str) -> Result<Dataset, Error> {
    read_as(text, None, TaskChoice::Auto)
}

#[track_caller]
fn assert_message(found: Result<Dataset, Error>, expected: &str) {
    assert_eq!(found.expect_err("an error").to_string(), expected);
}

#[test]
fn every_error_names_the_place_and_the_expected_content() {
    for (text, expected) in [
        ("", "flowers.csv: found nothing, expected a table with a header"),
        (
            "1,2\n3,4\n",
            "flowers.csv: found numbers in line 1 (1, 2), expected the names of the columns there, or a word that the first line is data: --no-header, or --target 2 for names",
        ),
        (
            "y\n1\n2\n",
            "flowers.csv: found the one column `y`, so a target without features, expected a feature",
        ),
        ("a,y\n", "flowers.csv: found no rows below the header, expected at least one"),
        ("a,b,y\n1,2,x\n3,x\n", "flowers.csv, line 3: found 2 cells, expected 3 as in the header"),
        ("a,b,y\n1,2,x\n\n3,4,5,x\n", "flowers.csv, line 4: found 4 cells, expected 3 as in the header"),
        (
            "a,y\n1,0.5\n2,0.25\n3,7o\n",
            "flowers.csv: found 1 texts among 2 numbers in the target column `y`, `7o` in line 4 for example, expected to know what they are: --as y=number",
        ),
        (
            "a,y\n1,x\n2,x\n",
            "flowers.csv: found `x` in each row of the target column `y`, expected a target that can be learnt: --target a",
        ),
        (
            "a,y\n1,3\n2,3\n",
            "flowers.csv: found `3` in each row of the target column `y`, expected a target that can be learnt: --target a",
        ),
        (
            "a,y\n1,2020-01-01\n2,2020-01-02\n",
            "flowers.csv: found dates such as `2020-01-01` in the target column `y`, expected a target that can be learnt: --target a",
        ),
        (
            "a,y\n1,\n2,\n",
            "flowers.csv: found no content in the target column `y`, expected a target that can be learnt: --target a",
        ),
    ] {
        assert_message(read(text), expected);
    }
}

/// The schema of a network that learnt from `a` alone.
fn one_feature() -> DataSchema {
    DataSchema::of_numbers("train.csv", Task::Classification, ["a"], ["y"], vec!["x".into(), "z".into()])
}

#[test]
fn line_numbers_count_every_line_of_the_text() {
    let read = |text: String| Dataset::read_as(text.as_bytes(), "flowers.csv", &one_feature());
    for end in ["\n", "\r\n", "\r"] {
        let lines = ["a,y", "1,x", "", "\"2\",\"x", "z\"", "three,x", ""];
        let expected = "flowers.csv, line 4, column 2 (y): found `x";
        let found = read(lines.join(end)).expect_err("no class").to_string();
        assert!(found.starts_with(expected), "{found}");
        let lines = ["a,y", "1,x", "", "", "2,z", "three,x", ""];
        let expected = "flowers.csv, line 6, column 1 (a): found `three`, expected a number";
        assert_message(read(lines.join(end)), expected);
    }
}

#[test]
fn lines_are_counted_however_long_the_file() {
    for end in ["\n", "\r\n", "\r"] {
        let blank = |row: u32| if row.is_multiple_of(7) { end } else { "" };
        let rows: Vec<String> =
            (0..20_000).map(|row| format!("{row},x,\"p{end}q\"{end}{}", blank(row))).collect();
        let text = format!("a,y,note{end}{}here,x,", rows.concat());
        let lines = 1 + 2 * 20_000 + 20_000_u32.div_ceil(7);
        assert_message(
            Dataset::read_as(text.as_bytes(), "flowers.csv", &one_feature()),
            &format!("flowers.csv, line {}, column 1 (a): found `here`, expected a number", lines + 1),
        );
    }
}

/// A source that returns one byte at a time and then fails.
struct FailingSource<'a>(&'a [u8]);

impl std::io::Read for FailingSource<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let (first, rest) = self.0.split_first().ok_or_else(|| std::io::Error::other("the cable is out"))?;
        buffer[0] = *first;
        self.0 = rest;
        Ok(1)
    }
}

#[test]
fn a_failing_source_is_named() {
    let found = Dataset::read(FailingSource(b"a,y\n1,x\n2,z"), "flowers.csv", None, TaskChoice::Auto);
    assert_message(found, "could not read flowers.csv: the cable is out");
}

#[test]
fn a_long_cell_is_truncated() {
    let text = format!("a,y\n{},x\n", "é".repeat(100));
    let shown = "é".repeat(40);
    assert_message(
        Dataset::read_as(text.as_bytes(), "flowers.csv", &one_feature()),
        &format!("flowers.csv, line 2, column 1 (a): found `{shown}…`, expected a number"),
    );
}

#[test]
fn an_unknown_target_is_an_error_that_lists_the_columns() {
    let found = read_as("a,b,y\n1,2,3\n", Some("z"), TaskChoice::Auto);
    assert_message(found, "flowers.csv: found no column `z`, expected one of a, b, y");
}

#[test]
fn a_regression_of_text_is_refused() {
    let found = read_as("a,y\n1,x\n2,z\n", None, TaskChoice::Regression);
    assert_message(found, "flowers.csv, line 2, column 2 (y): found `x`, expected a number");
}

#[test]
fn text_in_another_encoding_is_read() {
    let data = Dataset::read(&b"a,gr\xf6\xdfe,y\n1,2,x\n2,1,z\n"[..], "flowers.csv", None, TaskChoice::Auto);
    assert_eq!(data.unwrap().features(), ["a", "größe"]);
}

#[test]
fn a_missing_file_is_named() {
    let message = Dataset::open("no/such.csv", None, TaskChoice::Auto).unwrap_err().to_string();
    assert!(message.starts_with("could not read no/such.csv: "), "{message}");
}

#[test]
fn the_target_determines_the_task() {
    let task = |text: &str| read(text).unwrap().task();
    assert_eq!(task("a,y\n1,cat\n2,dog\n"), Task::Classification);
    assert_eq!(task("a,y\n1,0\n2,1\n3,1\n4,0\n"), Task::Classification);
    assert_eq!(task("a,y\n1,0\n2,1\n3,2\n4,3\n"), Task::Regression, "whole numbers that hardly repeat");
    assert_eq!(task("a,y\n1,0.5\n2,0.5\n3,1\n4,1\n"), Task::Regression, "not whole");
    let forced = read_as("a,y\n1,0.5\n2,0.5\n3,1\n4,1.0\n", None, TaskChoice::Classification).unwrap();
    assert_eq!(forced.classes(), ["0.5", "1"], "equal numbers are one class, however they are written");
    let forced = read_as("a,y\n1,0\n2,1\n3,1\n4,0\n", None, TaskChoice::Regression).unwrap();
    assert_eq!(forced.task(), Task::Regression);
}

#[test]
fn columns_are_found_by_name_and_cells_parsed_by_value() {
    let data =
        read_as("y, a ,\"b, c\"\ncat,1,2\ndog, 3 ,4e0\r\n\"cat\",-5,+6\n", Some("y"), TaskChoice::Auto);
    let data = data.unwrap();
    assert_eq!(data.features(), ["a", "b, c"]);
    assert_eq!((&data.target()[..], data.classes()), ("y", &["cat".to_owned(), "dog".to_owned()][..]));
    assert_eq!(data.inputs(), [1.0, 2.0, 3.0, 4.0, -5.0, 6.0]);
    assert_eq!(data.targets(), [0.0, 1.0, 0.0]);
}

#[test]
fn numeric_classes_are_in_numeric_order() {
    let data = read("a,y\n1,10\n2,9\n3,10\n4,9\n").unwrap();
    assert_eq!(data.classes(), ["9", "10"]);
    assert_eq!(data.targets(), [1.0, 0.0, 1.0, 0.0]);
}

#[test]
fn a_split_is_seeded_and_contains_each_row_once() {
    let rows: Vec<String> = (0..97).map(|i| format!("{i},{}", ["x", "y", "z"][i % 3])).collect();
    let data = read(&format!("a,class\n{}", rows.join("\n"))).unwrap();
    let parts = split(&data, 0.25, 3).unwrap();
    assert_eq!(parts, split(&data, 0.25, 3).unwrap());
    assert_ne!(parts, split(&data, 0.25, 4).unwrap());
    assert_eq!(parts.validation.len(), 24);
    let mut all = [parts.train, parts.validation].concat();
    all.sort_unstable();
    assert_eq!(all, (0..97).collect::<Vec<_>>());
    assert!(split(&data, 0.0, 3).unwrap().validation.is_empty());
    for share in [-0.1, 1.0, f64::NAN] {
        let message = split(&data, share, 3).unwrap_err().to_string();
        assert_eq!(message, format!("validation: found {share}, expected a share of at least 0 and below 1"));
    }
}

#[test]
fn a_loss_for_another_kind_of_target_is_refused() {
    let three = read("a,y\n1,x\n2,y\n3,z\n").unwrap();
    let message = three.outputs(Loss::BinaryCrossEntropy).unwrap_err().to_string();
    assert_eq!(message, "the loss binary-cross-entropy needs two classes, found 3");
    let values = read("a,y\n1,0.5\n2,0.7\n").unwrap();
    let message = values.outputs(Loss::SoftmaxCrossEntropy).unwrap_err().to_string();
    assert_eq!(message, "the loss softmax-cross-entropy needs classes, found the numbers of column `y`");
    assert_eq!(three.outputs(Loss::SquaredError).unwrap(), 3, "one-hot");
    assert_eq!(values.outputs(Loss::SquaredError).unwrap(), 1);
}

#[test]
fn the_training_part_determines_the_scaling() {
    let data = read("a,b,y\n1,7,10.5\n3,7,20.5\n100,9,30.5\n").unwrap();
    let scaling = Scaling::fit(&data, &[0, 1]).unwrap();
    let examples = data.examples::<f32>(&[0, 1, 2], &scaling, Loss::SquaredError).unwrap();
    assert_eq!(examples.inputs()[..], [-1.0, 0.0, 1.0, 0.0, 98.0, 2.0]);
    let dualtape_mlp::Targets::Values(targets) = examples.targets() else { panic!("a regression") };
    assert_eq!(targets[..], [-1.0, 1.0, 3.0]);
}

#[test]
fn minus_zero_is_zero() {
    let data = read("a,y\n-0,0\n1,-0\n2,1\n3,1\n4,0\n5,-0.0\n").expect("two classes");
    assert_eq!((data.task(), data.classes()), (Task::Classification, &["0".to_owned(), "1".to_owned()][..]));
    assert_eq!(data.targets(), [0.0, 0.0, 1.0, 1.0, 0.0, 0.0]);
    assert!(data.inputs()[0].is_sign_positive());
}

/// Returns the schema of a network with the features `a` and `b`.
fn schema(task: Task, classes: &[&str]) -> DataSchema {
    let classes = classes.iter().map(|&class| class.to_owned()).collect();
    DataSchema::of_numbers("train.csv", task, ["a", "b"], ["y"], classes)
}

#[test]
fn columns_of_a_network_are_found_by_name() {
    let read = |text: &str, schema: &DataSchema| Dataset::read_as(text.as_bytes(), "new.csv", schema);
    let known = schema(Task::Classification, &["9", "10", "x"]);
    let data = read("note,y,b,a\nany,10.0,2,1\n,x,4,3\n", &known).unwrap();
    assert_eq!((data.inputs(), data.targets()), (&[1.0, 2.0, 3.0, 4.0][..], &[1.0, 2.0][..]));
    assert_eq!((data.features(), data.classes()), (&known.inputs()[..], &known.classes[..]));

    let missing = "expected every column that the network was trained on";
    for (text, expected) in [
        ("b,y\n1,x\n", format!("new.csv: found no column `a` among b, y, {missing}")),
        ("b,a\n1,2\n", format!("new.csv: found no column `y` among b, a, {missing}")),
        (
            "a,b,y\n1,2,x\n3,4,11\n",
            "new.csv, line 3, column 3 (y): found `11`, expected one of the classes 9, 10, x".into(),
        ),
        ("a,b,y\n1,two,x\n", "new.csv, line 2, column 2 (b): found `two`, expected a number".into()),
        ("a,b,y\n", "new.csv: found no rows below the header, expected at least one".into()),
    ] {
        assert_message(read(text, &known), &expected);
    }
    let values = schema(Task::Regression, &[]);
    assert_eq!(read("a,b,y\n1,2,3\n", &values).unwrap().targets(), [3.0], "one row is a regression too");
    assert_message(
        read("a,b,y\n1,2,x\n", &values),
        "new.csv, line 2, column 3 (y): found `x`, expected a number",
    );
}

#[test]
fn generated_data_have_a_fixed_target() {
    let open = |name: &str, target, task| DataSource::from(PathBuf::from(name)).open(target, task, 7);
    assert!(open("moons", Some("class"), TaskChoice::Classification).is_ok());
    assert_message(
        open("moons", Some("x1"), TaskChoice::Auto),
        "moons: found no column `x1`, expected one of class",
    );
    assert_message(
        open("sine", None, TaskChoice::Classification),
        "task: found classification, expected regression",
    );
    let known = schema(Task::Classification, &["0", "1"]);
    assert_message(
        DataSource::from(PathBuf::from("moons")).open_as(&known, 7),
        "moons: found no column `a` among x1, x2, expected every column that the network was trained on",
    );
}

#[test]
fn folds_contain_each_row_once_and_each_class_evenly() {
    let rows: Vec<String> =
        (0..97).map(|i| format!("{i},{}", ["x", "y", "y", "z", "z", "z"][i % 6])).collect();
    let data = read(&format!("a,class\n{}", rows.join("\n"))).unwrap();
    let five = folds(&data, 5, 3).unwrap();
    assert_eq!(five, folds(&data, 5, 3).unwrap());
    assert_ne!(five, folds(&data, 5, 4).unwrap());
    let mut held_out: Vec<usize> = five.iter().flat_map(|fold| fold.validation.clone()).collect();
    held_out.sort_unstable();
    assert_eq!(held_out, (0..97).collect::<Vec<_>>());
    for fold in &five {
        let mut all = [fold.train.clone(), fold.validation.clone()].concat();
        all.sort_unstable();
        assert_eq!(all, (0..97).collect::<Vec<_>>());
        assert!((19..=20).contains(&fold.validation.len()), "{}", fold.validation.len());
        for class in 0..3_u32 {
            let of_class =
                |rows: &[usize]| rows.iter().filter(|&&row| data.targets()[row] == f64::from(class)).count();
            let all = of_class(&(0..97).collect::<Vec<_>>());
            assert!((all / 5..=all.div_ceil(5)).contains(&of_class(&fold.validation)), "class {class}");
        }
    }
    for count in [0, 1, 98] {
        let message = folds(&data, count, 3).unwrap_err().to_string();
        assert_eq!(
            message,
            format!("folds: found {count} folds of 97 rows, expected at least 2 and a row for each")
        );
    }
}

#[test]
fn a_subset_keeps_the_classes_of_the_whole() {
    let data = read("a,b,y\n1,2,p\n3,4,q\n5,6,r\n").unwrap();
    let part = data.subset(&[2, 0]);
    assert_eq!((part.inputs(), part.targets()), (&[5.0, 6.0, 1.0, 2.0][..], &[2.0, 0.0][..]));
    assert_eq!((part.classes(), part.features()), (data.classes(), data.features()));
}

#[test]
fn memory_is_estimated_from_the_size_of_a_file() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("long.csv");
    let row = "1.25,-3,0.5,cat\n";
    std::fs::write(&path, format!("a,b,c,y\n{}", row.repeat(20_000))).unwrap();
    let forecast = DataSource::from(path.clone()).forecast_bytes().unwrap();
    let expected = 20_000 * 4 * 8;
    assert!(forecast.abs_diff(expected) * 100 < expected, "{forecast} and {expected}");
    // A sparse file: a terabyte without content on the disk.
    std::fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(1 << 40).unwrap();
    let forecast = DataSource::from(path.clone()).forecast_bytes().unwrap();
    assert!((1_u64 << 41..1 << 42).contains(&forecast), "{forecast}");
    std::fs::write(&path, [0, 0, 0x0D, 1, 0, 0, 0, 1, 0, 0, 0, 0]).unwrap();
    assert_eq!(DataSource::from(path).forecast_bytes().unwrap(), 3 * 8, "12 bytes of numbers of 4");
}
