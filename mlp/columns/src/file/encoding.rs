//! Encodings of text.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use encoding_rs_io::DecodeReaderBytesBuilder;
use std::io::Read;

/// An encoding that was given, and the usual one.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct EncodingChoice {
    pub(crate) given: Option<&'static Encoding>,
    pub(crate) usual: Option<&'static Encoding>,
}

impl EncodingChoice {
    /// Returns the encoding of a text that begins with these bytes: as given, or as detected, or the usual one if they do
    /// not tell.
    pub(super) fn of(self, sample: &[u8]) -> &'static Encoding {
        let usual = self.usual.filter(|_| sample.is_ascii());
        self.given.or(usual).unwrap_or_else(|| detect(sample))
    }
}

/// Detects the encoding of a text that begins with these bytes.
pub(super) fn detect(sample: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(sample) {
        return encoding;
    }
    // Text of mostly Latin letters in UTF-16 has a zero in every second byte.
    let zeros = |parity| sample.iter().skip(parity).step_by(2).filter(|&&byte| byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    if sample.len() >= 4 && 4 * even.max(odd) > sample.len() && 8 * even.min(odd) < even.max(odd) {
        return if even > odd { UTF_16BE } else { UTF_16LE };
    }
    match std::str::from_utf8(sample) {
        Ok(_) => UTF_8,
        // The sample can end within a character.
        Err(error) if error.error_len().is_none() => UTF_8,
        Err(_) => {
            let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
            detector.feed(sample, true);
            detector.guess(None, Utf8Detection::Allow)
        }
    }
}

/// Returns the text of a source in UTF-8. Text in UTF-8 is passed on as it is.
pub(super) fn decoded<'a>(source: impl Read + 'a, encoding: &'static Encoding) -> Box<dyn Read + 'a> {
    if encoding == UTF_8 {
        return Box::new(source);
    }
    Box::new(DecodeReaderBytesBuilder::new().encoding(Some(encoding)).bom_override(true).build(source))
}
