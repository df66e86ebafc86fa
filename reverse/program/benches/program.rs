//! Programs against the plain value and the tape, interleaved; every gradient is compared with the tape's first.
//!
//! Figures are lower quartiles over the rounds and their ratios, which other load on the machine moves least.
//!
//! `cargo bench -p dualtape-program` prints tables in Markdown; README.md, beside this file, has results.

mod functions;

use std::hint::black_box;
use std::sync::OnceLock;
use std::time::Instant;

use dualtape_check::timing::{interleaved, time};
use dualtape_check::{all_close, direction};
use dualtape_core::{Engine, Function, Scalar, value};
use dualtape_program::{LANES, Program, Recorded, Runner};
use dualtape_reverse::Reverse;
use functions::{Visitor, Volterra, for_each};

/// A program with sixteen samples as rows, which are put into columns and back as part of the time.
struct Rows {
    runner: Runner,
    x: Vec<f64>,
    y: Vec<f64>,
    columns: [Vec<[f64; LANES]>; 2],
}

impl Rows {
    fn of(program: &Program, x: &[f64]) -> Self {
        let (n, m) = (program.inputs(), program.outputs());
        Rows {
            runner: program.runner(),
            x: x.iter().copied().cycle().take(n * LANES).collect(),
            y: vec![0.0; m * LANES],
            columns: [vec![[0.0; LANES]; n], vec![[0.0; LANES]; m]],
        }
    }

    /// Runs samples that stand in columns already.
    fn run_columns(&mut self) {
        let [x, y] = &mut self.columns;
        self.runner.run_lanes(black_box(x), y).expect("the guards hold");
        black_box(y);
    }

    fn run(&mut self) {
        let [x, y] = &mut self.columns;
        let n = x.len();
        let rows: [&[f64]; LANES] = std::array::from_fn(|lane| &self.x[lane * n..][..n]);
        for (i, column) in x.iter_mut().enumerate() {
            *column = rows.map(|row| row[i]);
        }
        self.runner.run_lanes(black_box(x), y).expect("the guards hold");
        for (lane, row) in self.y.chunks_exact_mut(y.len()).enumerate() {
            row.iter_mut().zip(&*y).for_each(|(y, column)| *y = column[lane]);
        }
        black_box(&self.y);
    }
}

/// The ratios of one function.
struct Row {
    name: &'static str,
    figures: Vec<f64>,
}

#[derive(Default)]
struct Gradients(Vec<Row>);

impl Visitor for Gradients {
    fn visit<F: Function + Sync>(&mut self, name: &'static str, f: &F, x: &[f64]) {
        let mut tape = Reverse::new();
        let mut gradient = vec![0.0; x.len()];
        let program = Program::record(f, x).unwrap().value_and_gradient().unwrap();
        let mut out = program.run(x).unwrap();
        tape.value_and_gradient_into(f, x, &mut gradient).unwrap();
        all_close(|| name.into(), &gradient, &out[1..], 1e-12).unwrap();
        let (mut one, mut lanes) = (program.runner(), Rows::of(&program, x));
        lanes.run();
        assert_eq!(lanes.y[..out.len()], out);
        let mut engine = Recorded::of(f, Reverse::new());

        let setup = || Program::record(f, x).unwrap().value_and_gradient().unwrap().runner();
        let rounds = interleaved(7, |task, runs| match task {
            0 => time(runs, || value(f, black_box(x))),
            1 => time(runs, || tape.value_and_gradient_into(f, black_box(x), &mut gradient)),
            2 => time(runs, || one.run(black_box(x), &mut out)),
            3 => time(runs, || lanes.run()),
            5 => time(runs, || lanes.run_columns()),
            4 => time(runs, || engine.value_and_gradient_into(f, black_box(x), &mut gradient)),
            _ => time(runs, setup),
        });
        let ns = |task: usize| rounds.seconds(task).lower * 1e9;
        let ratio = |task: usize, other: usize| ns(task) / ns(other);
        let per_sample = 1.0 / LANES as f64;
        let (instructions, runs) = program.instructions();
        self.0.push(Row {
            name,
            figures: vec![
                instructions as f64,
                runs as f64,
                ns(0),
                ns(1),
                ns(2),
                ns(3) * per_sample,
                ratio(2, 1),
                ratio(4, 1),
                ratio(3, 0) * per_sample,
                ratio(3, 1) * per_sample,
                ratio(5, 0) * per_sample,
                ratio(5, 1) * per_sample,
                ns(6) / program.operations() as f64,
                ns(6) / (ns(1) - ns(2)),
            ],
        });
    }
}

#[derive(Default)]
struct Products(Vec<Row>);

impl Visitor for Products {
    fn visit<F: Function + Sync>(&mut self, name: &'static str, f: &F, x: &[f64]) {
        let (v, mut hv) = (direction::<f64>(x.len(), 1), vec![0.0; x.len()]);
        let mut tape = Reverse::new();
        tape.hvp_into(f, x, &v, &mut hv).unwrap();
        let program = Program::record(f, x).unwrap().hvp().unwrap();
        let xv = [x, &v].concat();
        let mut out = program.run(&xv).unwrap();
        all_close(|| name.into(), &hv, &out, 1e-11).unwrap();
        let (mut one, mut lanes) = (program.runner(), Rows::of(&program, &xv));
        let rounds = interleaved(3, |task, runs| match task {
            0 => time(runs, || tape.hvp_into(f, black_box(x), &v, &mut hv)),
            1 => time(runs, || one.run(black_box(&xv), &mut out)),
            _ => time(runs, || lanes.run()),
        });
        let ns = |task: usize| rounds.seconds(task).lower * 1e9;
        self.0.push(Row {
            name,
            figures: vec![
                program.instructions().0 as f64,
                ns(0),
                ns(1) / ns(0),
                ns(2) / ns(0) / LANES as f64,
            ],
        });
    }
}

/// `Σ xᵢ²`, with or without a comparison for each number.
struct Squares(bool);

impl Function for Squares {
    #[inline(always)]
    fn eval<S: Scalar<Real = f64>>(&self, x: &[S]) -> S {
        x.iter().map(|&x| if self.0 && x < -1e9 { x } else { x * x }).sum()
    }
}

fn guards() {
    let x = vec![0.5; 200];
    let programs =
        [true, false].map(|guarded| Program::record(&Squares(guarded), &x).unwrap().gradient().unwrap());
    let mut one = programs.each_ref().map(Program::runner);
    let mut lanes = programs.each_ref().map(|program| Rows::of(program, &x));
    let mut out = vec![0.0; x.len()];
    let rounds = interleaved(4, |task, runs| match task {
        0 | 1 => time(runs, || one[task].run(black_box(&x), &mut out)),
        _ => time(runs, || lanes[task - 2].run()),
    });
    let cost = |task: usize| (rounds.seconds(task).lower - rounds.seconds(task + 1).lower) * 1e9 / 200.0;
    println!("\nA guard: {:.2} ns for one sample, {:.3} ns in lanes.", cost(0), cost(2) / LANES as f64);
}

/// Returns the time that this process has had a processor for, by Linux, or else the time since the first call.
fn processor_seconds() -> f64 {
    static START: OnceLock<Instant> = OnceLock::new();
    let wall = START.get_or_init(Instant::now).elapsed().as_secs_f64();
    let text = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let nanoseconds: Option<f64> = text.split_whitespace().next().and_then(|word| word.parse().ok());
    nanoseconds.map_or(wall, |ns| ns * 1e-9)
}

/// Prints the processor time of a program of each size, once.
fn sizes() {
    println!(
        "\n| operations | record ms | derive ms | schedule ms | first run ms | µs per operation | run ns per operation |"
    );
    println!("|---|---|---|---|---|---|---|");
    let x = [1.1, 0.4, 0.3, 0.9];
    for steps in [200, 2_000, 20_000] {
        let mut times = vec![];
        let mut clock = processor_seconds();
        let mut lap = || {
            let now = processor_seconds();
            times.push(now - clock);
            clock = now;
        };
        let program = Program::record(&Volterra(steps), &x).unwrap();
        lap();
        let gradient = program.value_and_gradient().unwrap();
        lap();
        let mut runner = gradient.runner();
        lap();
        let mut out = [0.0; 5];
        runner.run(&x, &mut out).unwrap();
        lap();
        let expected = Reverse::new().gradient(&Volterra(steps), &x).unwrap();
        all_close(|| "gradient".into(), &expected, &out[1..], 1e-8).unwrap();
        let total: f64 = times.iter().sum();
        let operations = gradient.operations() as f64;
        let clock = processor_seconds();
        for _ in 0..3 {
            runner.run(black_box(&x), &mut out).unwrap();
        }
        let run = (processor_seconds() - clock) / 3.0 * 1e9 / operations;
        let [a, b, c, d] = times[..] else { unreachable!("four laps") };
        println!(
            "| {operations} | {:.1} | {:.1} | {:.1} | {:.1} | {:.3} | {run:.2} |",
            a * 1e3,
            b * 1e3,
            c * 1e3,
            d * 1e3,
            total * 1e6 / operations
        );
    }
}

fn print(heading: &str, columns: &str, rows: &[Row]) {
    println!(
        "\n{heading}\n\n| function | {columns} |\n|---|{}",
        "---|".repeat(columns.matches('|').count() + 1)
    );
    let line = |name: &str, figures: &[f64]| {
        let digits = |v: f64| if v >= 100.0 { format!("{v:.0}") } else { format!("{v:.3}") };
        println!("| {name} | {} |", figures.iter().map(|&v| digits(v)).collect::<Vec<_>>().join(" | "));
    };
    rows.iter().for_each(|row| line(row.name, &row.figures));
    let six: Vec<&Row> = rows.iter().filter(|row| row.name != "determinant").collect();
    let mean = |i: usize| (six.iter().map(|row| row.figures[i].ln()).sum::<f64>() / six.len() as f64).exp();
    line("geometric mean of six", &(0..rows[0].figures.len()).map(mean).collect::<Vec<_>>());
}

fn main() {
    let (mut gradients, mut products) = (Gradients::default(), Products::default());
    for_each(&mut gradients);
    print(
        "Value and gradient",
        "instructions | runs | value ns | tape ns | one ns | rows ns | one ÷ tape | engine ÷ tape | rows ÷ value | rows ÷ tape | columns ÷ value | columns ÷ tape \
         | setup ns per operation | break-even, calls",
        &gradients.0,
    );
    for_each(&mut products);
    print("Hessian-vector product", "instructions | tape ns | one ÷ tape | lanes ÷ tape", &products.0);
    guards();
    sizes();
}
