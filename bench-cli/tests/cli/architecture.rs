//! The structure that ARCHITECTURE.md describes: imports point downwards, and its maps are the folders.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms of `bench-cli`, top to bottom. A file imports from rooms below its own; rooms of one layer do not know one
/// another.
const ROOMS: &[&[&str]] = &[
    &["main"],
    &["lib"],
    &["fuzzing"],
    &["cli"],
    &["commands"],
    &["benchmark", "report", "training_report", "functions", "graph"],
    &["analysis"],
    &["terminal"],
    &["draw"],
    &["flags", "record"],
    &["compiled", "error", "stats", "units"],
];

/// The libraries, each with the modules that may import one another in a circle, because their types name one another.
const LIBRARIES: &[(&str, &[&str])] = &[
    ("core", &["array", "op", "real", "rules", "rules::functions", "rules::slopes", "scalar"]),
    ("core/check", &[]),
    ("core/dualtape", &[]),
    ("core/gemm", &[]),
    ("forward", &["dual", "dual::array"]),
    ("reverse", &[]),
    ("reverse/program", &["graph", "rule", "traced"]),
    ("mlp", &[]),
    ("mlp/columns", &[]),
    ("bench-cli/contenders", &[]),
];

/// The crates of this workspace that each crate may depend on.
const DEPENDENCIES: &[(&str, &[&str])] = &[
    ("core/gemm", &[]),
    ("core", &["gemm"]),
    ("core/check", &["core"]),
    ("core/dualtape", &["core", "forward", "mlp", "reverse"]),
    ("forward", &["core"]),
    ("reverse", &["core", "forward"]),
    ("reverse/program", &["core"]),
    ("mlp", &["columns", "core"]),
    ("mlp/columns", &[]),
    ("bench-cli/contenders", &["check", "core", "forward", "mlp", "reverse"]),
    ("bench-cli/contenders/f32", &["contenders"]),
    ("bench-cli/contenders/f64", &["contenders"]),
    (
        "bench-cli",
        &["check", "contenders", "contenders-f32", "contenders-f64", "core", "forward", "mlp", "reverse"],
    ),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Returns the Rust files below a folder.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.expect("an entry of a folder").path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// Returns the path of a file's module below the crate: `["report", "html", "table"]`.
fn module(source: &Path, file: &Path) -> Vec<String> {
    let path = file.strip_prefix(source).expect("a file of this folder").with_extension("");
    let parts = path.iter().map(|part| part.to_string_lossy().into_owned());
    parts.filter(|part| part != "mod").collect()
}

/// Returns the paths behind `crate::` in a file, those of braces one by one; test modules and comments left out.
fn imports(text: &str) -> BTreeSet<Vec<String>> {
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or(text);
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    let code = lines.collect::<Vec<_>>().join("\n");
    let mut paths = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        // `$crate::` is another crate's.
        if code[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_' || before == '$') {
            continue;
        }
        let path = &code[at + "crate::".len()..];
        let end = path.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).unwrap_or(path.len());
        let parts =
            |path: &str| path.split("::").filter(|part| !part.is_empty()).map(str::to_owned).collect();
        let stem: Vec<String> = parts(&path[..end]);
        if let Some(list) = path[end..].strip_prefix('{').and_then(|list| list.split_once('}')) {
            for name in list.0.split(',').map(str::trim).filter(|name| !name.is_empty() && *name != "self") {
                paths.insert(stem.iter().cloned().chain(parts(name)).collect());
            }
        }
        paths.insert(stem);
    }
    paths
}

fn is_test(path: &[String]) -> bool {
    path.last().is_some_and(|name| name == "tests" || name.ends_with("_test") || name == "simulated")
}

#[test]
fn imports_point_downwards() {
    let mut wrong = Vec::new();
    let source = root().join("bench-cli/src");
    let room_of = |name: &str| ROOMS.iter().position(|layer| layer.contains(&name));
    for file in sources(&source) {
        let path = module(&source, &file);
        let Some(own) = path.first() else { continue };
        if room_of(own).is_none() {
            wrong.push(format!("{own} is in no layer"));
        }
        if is_test(&path) {
            continue;
        }
        for import in imports(&read(&file)) {
            let Some(room) = import.first().and_then(|name| room_of(name)) else { continue };
            if import[0] != *own && room_of(own).is_some_and(|own| room <= own) {
                wrong.push(format!("{} imports {}", path.join("::"), import.join("::")));
            }
            let is_command = |path: &[String]| path.len() > 1 && path[0] == "commands";
            if is_command(&path) && is_command(&import) && path[1] != import[1] {
                wrong.push(format!("the command {} imports {}", path[1], import.join("::")));
            }
        }
    }
    assert!(wrong.is_empty(), "imports that point up or sideways:\n{}", wrong.join("\n"));
}

#[test]
fn libraries_import_in_no_circle() {
    for (folder, knot) in LIBRARIES {
        let source = root().join(folder).join("src");
        let files: Vec<(String, PathBuf)> = sources(&source)
            .into_iter()
            .map(|file| (module(&source, &file).join("::"), file))
            .filter(|(name, _)| name != "lib" && !is_test(std::slice::from_ref(name)))
            .collect();
        let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        let place = |import: &[String]| {
            (1..=import.len()).rev().find_map(|length| {
                let path = import[..length].join("::");
                names.iter().position(|name| *name == path)
            })
        };
        // reaches[a][b]: a imports b, at once or by way of others.
        let mut reaches = vec![vec![false; names.len()]; names.len()];
        for (own, (_, file)) in files.iter().enumerate() {
            for other in imports(&read(file)).iter().filter_map(|import| place(import)) {
                reaches[own][other] |= own != other;
            }
        }
        for via in 0..names.len() {
            for from in 0..names.len() {
                for to in 0..names.len() {
                    reaches[from][to] |= reaches[from][via] && reaches[via][to];
                }
            }
        }
        let mut circular: Vec<&str> = (0..names.len()).filter(|&i| reaches[i][i]).map(|i| names[i]).collect();
        circular.sort_unstable();
        assert_eq!(circular, *knot, "modules of {folder} that import one another in a circle");
    }
}

#[test]
fn crates_depend_downwards() {
    for (folder, allowed) in DEPENDENCIES {
        let manifest = read(&root().join(folder).join("Cargo.toml"));
        let (_, after) = manifest.split_once("[dependencies]\n").expect("a table of dependencies");
        let table = after.split("\n[").next().unwrap_or(after);
        let found: Vec<&str> = table
            .lines()
            .filter_map(|line| line.strip_prefix("dualtape-")?.split([' ', '.']).next())
            .filter(|name| !allowed.contains(name))
            .collect();
        assert!(found.is_empty(), "{folder} depends on {found:?}, expected no more than {allowed:?}");
    }
}

/// Returns the folders of source below a crate, its own included: `core/src`, `core/src/array`.
fn folders(source: &Path, name: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::from([name.to_owned()]);
    for entry in fs::read_dir(source).unwrap_or_else(|error| panic!("{}: {error}", source.display())) {
        let path = entry.expect("an entry of a folder").path();
        if path.is_dir() {
            let child = path.file_name().expect("a folder has a name").to_string_lossy();
            found.extend(folders(&path, &format!("{name}/{child}")));
        }
    }
    found
}

#[test]
fn the_map_is_the_tree() {
    let text = read(&root().join("ARCHITECTURE.md"));
    let (_, map) = text.split_once("## The map\n").expect("a map");
    let map = map.split("```\n").nth(1).expect("a block of code");
    let mut drawn = BTreeSet::new();
    let mut path: Vec<String> = Vec::new();
    for line in map.lines() {
        let depth = (line.len() - line.trim_start().len()) / 4;
        path.truncate(depth);
        path.push(line.split_whitespace().next().expect("a name").to_owned());
        drawn.insert(path.join("/"));
    }
    let crates = DEPENDENCIES.iter().map(|(folder, _)| format!("{folder}/src"));
    let real: BTreeSet<String> = crates.flat_map(|name| folders(&root().join(&name), &name)).collect();
    let (missing, gone): (Vec<_>, Vec<_>) =
        (real.difference(&drawn).collect(), drawn.difference(&real).collect());
    assert!(missing.is_empty() && gone.is_empty(), "not drawn: {missing:?}; drawn but gone: {gone:?}");
}
