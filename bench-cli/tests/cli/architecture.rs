//! The structure that ARCHITECTURE.md describes: imports point downwards, and its maps are the folders.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A crate with its modules in layers, top to bottom. A module imports from layers below its own; modules of one
/// layer do not know one another, unless the layer is a knot that types tie: then it is one string.
struct House {
    folder: &'static str,
    layers: &'static [&'static [&'static str]],
}

const HOUSES: &[House] = &[House {
    folder: "bench-cli",
    layers: &[
        &["main"],
        &["cli"],
        &["commands"],
        &["benchmark", "report", "training_report", "functions", "graph"],
        &["analysis"],
        &["terminal"],
        &["draw"],
        &["flags", "record"],
        &["error", "stats", "units"],
    ],
}];

/// The crates of this workspace that each crate may depend on.
const DEPENDENCIES: &[(&str, &[&str])] = &[
    ("core", &[]),
    ("core/check", &["core"]),
    ("forward", &["core"]),
    ("reverse", &["core", "forward"]),
    ("mlp", &["core"]),
    ("bench-cli/contenders", &["check", "core", "forward", "mlp", "reverse"]),
    ("bench-cli", &["check", "contenders", "core", "forward", "mlp", "reverse"]),
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

/// Returns the paths behind `crate::` in a file, test modules and comments left out.
fn imports(text: &str) -> BTreeSet<Vec<String>> {
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or(text);
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    let mut paths = BTreeSet::new();
    for line in lines {
        for (at, _) in line.match_indices("crate::") {
            // `$crate::` and `super_crate::` name other things.
            if line[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_' || before == '$')
            {
                continue;
            }
            let path = &line[at + "crate::".len()..];
            let end =
                path.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).unwrap_or(path.len());
            let parts = path[..end].split("::").filter(|part| !part.is_empty());
            paths.insert(parts.map(str::to_owned).collect());
        }
    }
    paths
}

fn is_test(path: &[String]) -> bool {
    path.last().is_some_and(|name| name == "tests" || name.ends_with("_test") || name == "simulated")
}

#[test]
fn imports_point_downwards() {
    let mut wrong = Vec::new();
    for House { folder, layers } in HOUSES {
        let source = root().join(folder).join("src");
        let layer_of = |name: &str| layers.iter().position(|layer| layer.contains(&name));
        let modules: BTreeSet<String> =
            sources(&source).iter().filter_map(|file| module(&source, file).into_iter().next()).collect();
        for name in modules.iter().filter(|name| layer_of(name).is_none() && *name != "lib") {
            wrong.push(format!("{folder}: the module {name} is in no layer"));
        }
        for file in sources(&source) {
            let path = module(&source, &file);
            let (Some(own), false) = (path.first(), is_test(&path)) else { continue };
            for import in imports(&read(&file)) {
                // The root of a library has no layer: it re-exports.
                let Some(layer) = import.first().and_then(|name| layer_of(name)) else { continue };
                if import[0] != *own && layer_of(own).is_some_and(|own| layer <= own) {
                    wrong.push(format!("{folder}: {} imports {}", path.join("::"), import.join("::")));
                }
                let is_command = |path: &[String]| path.len() > 1 && path[0] == "commands";
                if is_command(&path) && is_command(&import) && path[1] != import[1] {
                    wrong.push(format!("{folder}: the command {} imports {}", path[1], import.join("::")));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "imports that point up or sideways:\n{}", wrong.join("\n"));
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
