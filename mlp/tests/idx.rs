//! IDX files, valid and invalid.

use dualtape_mlp::{DataSource, Dataset, Error, Task, TaskChoice};
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

/// Returns an IDX file of this type of number, with these dimensions and data.
fn idx(code: u8, dimensions: &[u32], data: &[u8]) -> Vec<u8> {
    let count = u8::try_from(dimensions.len()).expect("a few dimensions");
    let header = [0, 0, code, count];
    let sizes = dimensions.iter().flat_map(|size| size.to_be_bytes());
    header.into_iter().chain(sizes).chain(data.iter().copied()).collect()
}

/// A folder with a file of images and a file of labels.
struct IdxPair {
    home: TempDir,
}

impl IdxPair {
    fn new(images: &[u8], labels: &[u8]) -> Self {
        let home = tempfile::tempdir().expect("a temporary folder");
        fs::write(home.path().join("t-images-idx3-ubyte"), images).expect("writable");
        fs::write(home.path().join("t-labels-idx1-ubyte"), labels).expect("writable");
        Self { home }
    }

    fn images(&self) -> PathBuf {
        self.home.path().join("t-images-idx3-ubyte")
    }

    fn labels(&self) -> PathBuf {
        self.home.path().join("t-labels-idx1-ubyte")
    }

    fn open(&self) -> Result<Dataset, Error> {
        DataSource::from(self.images()).open(None, TaskChoice::Auto, 7)
    }

    /// Returns the error message, without the folder.
    fn message(&self) -> String {
        let message = self.open().expect_err("an error").to_string();
        message.replace(&format!("{}/", self.home.path().display()), "")
    }
}

/// Returns two images of 2 × 2.
fn images() -> Vec<u8> {
    idx(0x08, &[2, 2, 2], &[0, 1, 2, 3, 252, 253, 254, 255])
}

fn labels() -> Vec<u8> {
    idx(0x08, &[2], &[9, 4])
}

#[test]
fn a_pair_is_found_by_the_name_of_the_images() {
    let data = IdxPair::new(&images(), &labels()).open().unwrap();
    assert_eq!(data.features(), ["pixel_0_0", "pixel_0_1", "pixel_1_0", "pixel_1_1"]);
    assert_eq!((data.task(), &data.target()[..], data.rows()), (Task::Classification, "label", 2));
    assert_eq!(data.classes(), ["4", "9"]);
    assert_eq!(data.targets(), [1.0, 0.0]);
    assert_eq!(data.inputs(), [0.0, 1.0, 2.0, 3.0, 252.0, 253.0, 254.0, 255.0]);
}

#[test]
fn a_pair_may_be_named_with_a_comma() {
    let pair = IdxPair::new(&images(), &labels());
    let images = pair.home.path().join("pictures");
    fs::rename(pair.images(), &images).unwrap();
    let named = format!("{},{}", images.display(), pair.labels().display());
    let source = DataSource::from(PathBuf::from(&named));
    assert_eq!((source.to_string(), source.stem().as_str()), (named, "pictures"));
    assert_eq!(source.open(None, TaskChoice::Auto, 7).unwrap().rows(), 2);
    let message = DataSource::from(images).open(None, TaskChoice::Auto, 7).unwrap_err().to_string();
    assert!(message.ends_with("pictures: found images whose file name does not tell that of their labels, expected IMAGES,LABELS: both files with a comma between them"), "{message}");
    assert!(source.open(Some("label"), TaskChoice::Classification, 7).is_ok());
    assert!(source.open(Some("pixel_0_0"), TaskChoice::Auto, 7).is_err());
    assert!(source.open(None, TaskChoice::Regression, 7).is_err());
}

#[test]
fn every_type_of_number_is_read() {
    let floats: Vec<u8> = [-1.5_f32, 2.0].iter().flat_map(|x| x.to_be_bytes()).collect();
    let doubles: Vec<u8> = [1e300_f64, 0.1].iter().flat_map(|x| x.to_be_bytes()).collect();
    for (code, data, expected) in [
        (0x08, &[1, 255][..], [1.0, 255.0]),
        (0x09, &[1, 255], [1.0, -1.0]),
        (0x0B, &[1, 0, 255, 255], [256.0, -1.0]),
        (0x0C, &[0, 1, 0, 0, 255, 255, 255, 254], [65536.0, -2.0]),
        (0x0D, &floats, [-1.5, 2.0]),
        (0x0E, &doubles, [1e300, 0.1]),
    ] {
        let data = IdxPair::new(&idx(code, &[2, 1], data), &labels()).open().unwrap();
        assert_eq!(
            (data.inputs(), data.features()),
            (&expected[..], &["pixel_0".to_owned()][..]),
            "0x{code:02X}"
        );
    }
    let wide = IdxPair::new(&images(), &idx(0x0C, &[2], &[0, 0, 0, 1, 255, 255, 255, 255])).open().unwrap();
    assert_eq!(wide.classes(), ["-1", "1"]);
}

#[test]
fn invalid_files_are_named() {
    let good = images();
    let head = "t-images-idx3-ubyte: found ";
    for (bytes, expected) in [
        (good[..3].to_vec(), "3 bytes, expected an IDX file, which has 4 at least"),
        (good[..15].to_vec(), "a header of 15 bytes, expected one of 16 for 3 dimensions"),
        (good[..16].to_vec(), "0 bytes of data, expected 8, for the header says 2 × 2 × 2 numbers of 1"),
        (
            good[..good.len() - 1].to_vec(),
            "7 bytes of data, expected 8, for the header says 2 × 2 × 2 numbers of 1",
        ),
        (
            [&good[..], &[0]].concat(),
            "9 bytes of data, expected 8, for the header says 2 × 2 × 2 numbers of 1",
        ),
        (
            idx(0x0D, &[2, 2], &[0; 15]),
            "15 bytes of data, expected 16, for the header says 2 × 2 numbers of 4",
        ),
        (
            idx(0x0A, &[2, 2], &[0; 4]),
            "the type 0x0A of numbers, expected one of 0x08, 0x09, 0x0B, 0x0C, 0x0D, 0x0E",
        ),
        (idx(0x08, &[], &[]), "no dimensions, expected dimensions of 1 at least"),
        (idx(0x08, &[0, 2], &[]), "0 × 2, expected dimensions of 1 at least"),
        (idx(0x08, &[2], &[1, 2]), "one dimension, expected images of items × rows × columns"),
        (
            idx(0x0E, &[u32::MAX, u32::MAX, u32::MAX], &[1]),
            "1 bytes of data, expected more than memory can hold, for the header says 4294967295 × 4294967295 × 4294967295 numbers of 8",
        ),
        (idx(0x0D, &[1, 2], &[0, 0, 0, 0, 127, 192, 0, 0]), "NaN in item 1, expected finite numbers"),
    ] {
        let labels = if expected.contains("item") { idx(0x08, &[1], &[1]) } else { labels() };
        assert_eq!(IdxPair::new(&bytes, &labels).message(), format!("{head}{expected}"));
    }
    let packed = [&[0x1F, 0x8B][..], &good].concat();
    assert_eq!(
        IdxPair::new(&packed, &labels()).message(),
        "could not read t-images-idx3-ubyte: invalid gzip header"
    );
}

#[test]
fn compressed_files_are_read() {
    let packed = |bytes: &[u8]| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut encoder, bytes).unwrap();
        encoder.finish().unwrap()
    };
    let images = idx(0x08, &[2, 1, 2], &[0, 1, 2, 3]);
    let data = IdxPair::new(&packed(&images), &packed(&idx(0x08, &[2], &[5, 7]))).open().unwrap();
    assert_eq!(
        (data.inputs(), data.classes()),
        (&[0.0, 1.0, 2.0, 3.0][..], &["5".to_owned(), "7".to_owned()][..])
    );
}

#[test]
fn mismatched_labels_are_named() {
    let head = "t-labels-idx1-ubyte: found ";
    let message_for = |labels: &[u8]| {
        let message = IdxPair::new(&images(), labels).message();
        message.strip_prefix(head).unwrap_or_else(|| panic!("{message}")).to_owned()
    };
    let each = "expected 2, one for each image of t-images-idx3-ubyte";
    assert_eq!(message_for(&idx(0x08, &[3], &[1, 2, 3])), format!("3 labels, {each}"));
    assert_eq!(message_for(&idx(0x08, &[2, 1], &[1, 2])), format!("2 × 1 labels, {each}"));
    assert_eq!(message_for(&idx(0x08, &[2], &[5, 5])), "the one label 5, expected at least two");
    let halves: Vec<u8> = [1.0_f32, 0.5].iter().flat_map(|x| x.to_be_bytes()).collect();
    assert_eq!(message_for(&idx(0x0D, &[2], &halves)), "the label 0.5, expected whole numbers");
    assert_eq!(message_for(b"x1,x2\n"), "the first bytes 120, 49, expected an IDX file, which begins 0, 0");

    let pair = IdxPair::new(&images(), &labels());
    fs::remove_file(pair.labels()).unwrap();
    let other = "expected IMAGES,LABELS: both files with a comma between them";
    let expected = format!(
        "t-images-idx3-ubyte: found no labels in t-labels-idx1-ubyte or t-labels-idx3-ubyte, {other}"
    );
    assert_eq!(pair.message(), expected);
}

#[test]
fn no_header_causes_a_panic() {
    let good = images();
    let mut refused = 0;
    for at in 0..16 {
        for byte in (0..=255).step_by(17) {
            let mut bytes = good.clone();
            bytes[at] = byte;
            let same = bytes == good;
            match IdxPair::new(&bytes, &labels()).open() {
                Ok(data) => assert!(same || data.rows() == 2, "byte {at} as {byte}"),
                Err(_) => refused += 1,
            }
        }
    }
    assert!(refused > 240, "{refused} of them are refused");
}
