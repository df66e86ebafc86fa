//! Completions and the manual page know every command and flag.

use crate::sandbox::Sandbox;

#[test]
fn completions_know_the_flags() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = Sandbox::new().succeeds(&["completions", shell]);
        for word in ["bench", "report", "fail-above", "save-baseline"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
}

#[test]
fn the_manual_page_knows_the_flags() {
    let page = Sandbox::new().succeeds(&["man"]);
    assert!(page.contains(".TH dualtape 1"), "{page}");
    for word in [".SH \"DUALTAPE BENCH\"", "fail\\-above", "patience", ".SS REPORTS"] {
        assert!(page.contains(word), "{word}");
    }
}
