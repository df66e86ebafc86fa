//! The source of programs: compiled by rustc and by a C compiler, against runs.

#[path = "../benches/functions/mod.rs"]
mod functions;

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use dualtape_check::direction;
use dualtape_core::rules::{BinaryVisitor, UnaryVisitor, visit_binary, visit_unary};
use dualtape_core::{Binary, Function, Real, Scalar, Unary};
use dualtape_program::{Error, Language, Program};
use functions::{Visitor, for_each};

/// Programs as source, and what a run of each gives at a point.
#[derive(Default)]
struct Sources {
    programs: Vec<(String, Program, Vec<f64>)>,
}

impl Visitor for Sources {
    fn visit<F: Function + Sync>(&mut self, name: &'static str, f: &F, x: &[f64]) {
        let program = Program::record(f, x).unwrap();
        self.programs.push((format!("{name}_gradient"), program.value_and_gradient().unwrap(), x.to_vec()));
        let hv = program.hvp().unwrap();
        self.programs.push((format!("{name}_hv"), hv, [x, &direction::<f64>(x.len(), 1)].concat()));
    }
}

struct OfOne<U>(U);
impl<R: Real, U: Unary> Function<R> for OfOne<U> {
    fn eval<S: Scalar<Real = R>>(&self, x: &[S]) -> S {
        x[0].unary(self.0)
    }
}

struct OfTwo<B>(B);
impl<R: Real, B: Binary> Function<R> for OfTwo<B> {
    fn eval<S: Scalar<Real = R>>(&self, x: &[S]) -> S {
        x[0].binary(self.0, x[1])
    }
}

impl Sources {
    fn rule(&mut self, name: &str, f: &impl Function, x: Vec<f64>) {
        let program = Program::record(f, &x).unwrap();
        let index = self.programs.len();
        self.programs.push((format!("{name}_{index}"), program.value_and_gradient().unwrap(), x.clone()));
        if let Ok(hessian) = program.hessian() {
            self.programs.push((format!("{name}_hessian_{index}"), hessian, x));
        }
    }
}

impl UnaryVisitor for Sources {
    fn visit<U: Unary>(&mut self, rule: U) {
        U::SAMPLES.iter().for_each(|&x| self.rule(U::INFO.name, &OfOne(rule), vec![x]));
    }
}

impl BinaryVisitor for Sources {
    fn visit<B: Binary>(&mut self, rule: B) {
        B::SAMPLES.iter().for_each(|&(x, y)| self.rule(B::INFO.name, &OfTwo(rule), vec![x, y]));
    }
}

/// Returns the numbers that a compiled program prints, a line for each.
fn numbers(compiler: &mut Command, program: &Path) -> Vec<f64> {
    let out = compiler.output().unwrap_or_else(|error| panic!("{compiler:?}: {error}"));
    assert!(out.status.success(), "{compiler:?}: {}", String::from_utf8_lossy(&out.stderr));
    let out = Command::new(program).output().expect("a compiled program");
    let text = String::from_utf8(out.stdout).expect("numbers");
    text.lines().map(|line| line.parse().unwrap_or_else(|_| panic!("{line} is no number"))).collect()
}

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).expect("a folder for what is compiled");
    folder
}

/// Compares the numbers of compiled source with those of runs, within the rounding of other elementary functions.
fn compare(language: Language, compile: impl Fn(&str, &str) -> Vec<f64>) {
    let mut sources = Sources::default();
    for_each(&mut sources);
    visit_unary(&mut sources);
    visit_binary(&mut sources);
    let (mut functions, mut calls, mut expected, mut missing) =
        (String::new(), String::new(), vec![], vec![]);
    for (name, program, x) in &sources.programs {
        let source = match program.source(language, name) {
            Ok(source) => source,
            Err(Error::NoSource { rule, .. }) => {
                missing.push(rule);
                continue;
            }
            Err(error) => panic!("{name}: {error}"),
        };
        functions += &source;
        let (m, list) =
            (program.outputs(), x.iter().map(|x| format!("{x:e}")).collect::<Vec<_>>().join(", "));
        let _ = match language {
            Language::Rust => writeln!(
                calls,
                "    let mut y = [0.0; {m}];\n    assert!({name}(&[{list}], &mut y));\n    for v in y {{ println!(\"{{v:e}}\"); }}"
            ),
            Language::C => writeln!(
                calls,
                "    {{ double x[] = {{{list}}}, y[{m}]; if (!{name}(x, y)) return 1;\n      for (int i = 0; i < {m}; i++) printf(\"%.17e\\n\", y[i]); }}"
            ),
        };
        expected.extend(program.run(x).unwrap().into_iter().map(|v| (name, v)));
    }
    missing.sort_unstable();
    missing.dedup();
    assert_eq!(
        missing,
        match language {
            Language::Rust => vec!["erf", "erfc", "gelu"],
            Language::C => vec![],
        }
    );
    let found = compile(&functions, &calls);
    assert_eq!(found.len(), expected.len());
    for ((name, expected), found) in expected.into_iter().zip(found) {
        let same = (expected - found).abs() <= 1e-12 * (1.0 + expected.abs())
            || expected == found
            || expected.is_nan() && found.is_nan();
        assert!(same, "{name}: {found:e} by {language:?}, {expected:e} by a run");
    }
}

#[test]
fn rust_source_computes_what_a_run_computes() {
    let folder = folder("source-rust");
    compare(Language::Rust, |functions, calls| {
        let (file, program) = (folder.join("main.rs"), folder.join("main-rust"));
        std::fs::write(&file, format!("{functions}\nfn main() {{\n{calls}}}\n")).expect("a file");
        let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".into());
        numbers(
            Command::new(rustc).args(["--edition=2024", "-Awarnings", "-o"]).args([&program, &file]),
            &program,
        )
    });
}

#[test]
fn c_source_computes_what_a_run_computes() {
    if Command::new("cc").arg("--version").output().is_err() {
        println!("there is no C compiler");
        return;
    }
    let folder = folder("source-c");
    compare(Language::C, |functions, calls| {
        let (file, program) = (folder.join("main.c"), folder.join("main-c"));
        let text = format!("#include <stdio.h>\n{functions}\nint main(void) {{\n{calls}    return 0;\n}}\n");
        std::fs::write(&file, text).expect("a file");
        numbers(
            Command::new("cc").args(["-std=c99", "-w", "-o"]).args([&program, &file]).arg("-lm"),
            &program,
        )
    });
}
