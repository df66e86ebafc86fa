//! Misuse, as files that show it.

#[test]
fn misuse_is_one_sentence() {
    trycmd::TestCases::new().case("tests/cli/cmd/*.trycmd");
}
