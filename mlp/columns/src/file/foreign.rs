//! File formats that are named when they are refused, with the way out.

/// A format: the bytes that it begins with, its name, and the way to a file that can be read.
struct Format(&'static [u8], &'static str, &'static str);

const CSV_UTF8: &str = "CSV: save the sheet as `CSV UTF-8`";
const TO_CSV: &str = "CSV: in Python, `pandas.read_…(file).to_csv(\"data.csv\", index=False)`";
const UNPACKED: &str = "the file that is packed in it: unpack it first";

#[rustfmt::skip]
const FORMATS: &[Format] = &[
    Format(b"PK\x03\x04", "a zip archive or a spreadsheet (xlsx, ods)", "CSV: save the sheet as `CSV UTF-8`, or unpack the archive"),
    Format(b"\xd0\xcf\x11\xe0", "a spreadsheet (xls)", CSV_UTF8),
    Format(b"PAR1\x15", "a Parquet file", TO_CSV),
    Format(b"ARROW1", "an Arrow or Feather file", TO_CSV),
    Format(b"\x89HDF", "an HDF5 file", TO_CSV),
    Format(b"$FL2", "an SPSS file", TO_CSV),
    Format(b"<stata_dta>", "a Stata file", TO_CSV),
    Format(b"RDX2\n", "a file of R", "CSV: in R, `write.csv(data, \"data.csv\", row.names = FALSE)`"),
    Format(b"RDX3\n", "a file of R", "CSV: in R, `write.csv(data, \"data.csv\", row.names = FALSE)`"),
    Format(b"SQLite format", "an SQLite database", "CSV: `sqlite3 -header -csv FILE 'select * from TABLE' > data.csv`"),
    Format(b"\x93NUMPY", "a NumPy array", "CSV: in Python, `numpy.savetxt`"),
    Format(b"%PDF", "a PDF document", "a table in CSV"),
    Format(b"\x89PNG", "a picture", "a table in CSV, or images in IDX"),
    Format(b"\xff\xd8\xff", "a picture", "a table in CSV, or images in IDX"),
    Format(b"7z\xbc\xaf", "a 7z archive", UNPACKED),
    Format(b"\xfd7zXZ", "an xz file", UNPACKED),
    Format(b"Rar!", "a rar archive", UNPACKED),
    Format(b"\x7fELF", "a program", "a table in CSV"),
];

/// The formats that are text, by their first word in lower case.
#[rustfmt::skip]
const TEXTS: &[Format] = &[
    Format(b"@relation", "an ARFF file", "CSV: the rows after `@data`, below a line with the names of the columns"),
    Format(b"<!doctype", "an HTML page", "a table in CSV: was an error page saved instead of the file?"),
    Format(b"<html", "an HTML page", "a table in CSV: was an error page saved instead of the file?"),
    Format(b"<?xml", "an XML file", "a table in CSV"),
    Format(b"{\"", "a JSON file", "CSV: in Python, `pandas.read_json(file).to_csv(\"data.csv\", index=False)`"),
    Format(b"{\n", "a JSON file", "CSV: in Python, `pandas.read_json(file).to_csv(\"data.csv\", index=False)`"),
    Format(b"[{", "a JSON file", "CSV: in Python, `pandas.read_json(file).to_csv(\"data.csv\", index=False)`"),
    Format(b"[\n", "a JSON file", "CSV: in Python, `pandas.read_json(file).to_csv(\"data.csv\", index=False)`"),
];

/// Returns name and way out of a foreign format that a file begins as.
pub(super) fn foreign_format(start: &[u8]) -> Option<(&'static str, &'static str)> {
    let mut text = start.trim_ascii_start();
    // Comments of ARFF.
    while let Some(end) = text.strip_prefix(b"%").and_then(|text| text.iter().position(|&byte| byte == b'\n'))
    {
        text = text[end + 1..].trim_ascii_start();
    }
    let text = text[..text.len().min(16)].to_ascii_lowercase();
    let binary = FORMATS.iter().find(|Format(magic, ..)| start.starts_with(magic));
    let textual = || TEXTS.iter().find(|Format(word, ..)| text.starts_with(word));
    binary.or_else(textual).map(|&Format(_, name, way)| (name, way))
}
