//! The bits of a gradient do not depend on the number of threads.

use dualtape_check::RandomGraph;
use dualtape_core::{Array, BlockFunction, Buf, Engine, Error, Function, Scalar, VectorFunction, rules};
use dualtape_forward::{Forward, Lanes, ParallelForward};

/// Scalar code, of any number of inputs.
struct Waves;
impl Function for Waves {
    fn eval<S: Scalar<Real = f64>>(&self, x: &[S]) -> S {
        x.windows(2).map(|pair| (pair[0] * pair[1]).tanh() * pair[0].sin()).sum()
    }
}

/// Block code: an affine map of the inputs by themselves.
struct Blocks;
impl BlockFunction for Blocks {
    fn eval<A: Array<Real = f64>>(&self, x: &A) -> A::Scalar {
        let n = x.len() / 4;
        let (w, b) = (x.slice(0..3 * n), x.slice(0..n));
        let hidden = A::affine(&x.slice(0..3 * (x.len() / 3)), &w, &b).map(rules::Tanh);
        hidden.dot(&hidden) + x.sum()
    }
}

fn point(n: usize) -> Vec<f64> {
    (0..n).map(|i| ((i * 7) % 11) as f64 * 0.1 - 0.4).collect()
}

/// The result in a pool of so many threads.
fn on<Out: Send>(threads: usize, f: impl FnOnce() -> Out + Send) -> Out {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a few threads").install(f)
}

#[test]
fn threads_do_not_change_the_bits() {
    for lanes in [Lanes::Auto, Lanes::One, Lanes::Eight] {
        let (mut one, several) = (Forward::with_lanes(lanes), ParallelForward::with_lanes(lanes));
        for n in [0, 1, 15, 16, 17, 100, 301] {
            let x = point(n);
            let expected = one.value_and_gradient(&Waves, &x).unwrap();
            for threads in [1, 2, 3] {
                let mut gradient = vec![f64::NAN; n];
                let value =
                    on(threads, || several.value_and_gradient_into(&Waves, &x, &mut gradient)).unwrap();
                assert_eq!((value, gradient), expected, "{n} inputs, {lanes} lanes, {threads} threads");
            }
        }
        let x = Buf::from_slice(&point(48));
        let (value, gradient) = one.value_and_gradient_array(&Blocks, &x).unwrap();
        for threads in [1, 2, 3] {
            let (found, slopes) = on(threads, || several.value_and_gradient_array(&Blocks, &x)).unwrap();
            assert_eq!((found, &*slopes), (value, &*gradient), "{lanes} lanes, {threads} threads");
        }
    }
}

#[test]
fn wrong_lengths_and_too_many_outputs_are_errors() {
    struct Two;
    impl VectorFunction for Two {
        fn outputs(&self, _: usize) -> usize {
            2
        }
        fn eval<S: Scalar<Real = f64>>(&self, x: &[S], y: &mut [S]) {
            y.fill(x[0]);
        }
    }
    let engine = ParallelForward::new();
    let short = engine.value_and_gradient_into(&Waves, &[1.0, 2.0], &mut [0.0]);
    assert_eq!(short, Err(Error::Length { what: "gradient", expected: 2, found: 1 }));
    let many = engine.value_and_gradient_into(&Two, &[1.0], &mut [0.0]);
    assert_eq!(many, Err(Error::NotScalarValued { operation: "gradient", outputs: 2 }));
}

#[test]
fn random_graphs_on_two_threads() {
    for seed in 0..8 {
        let graph = RandomGraph::new(seed, 40, 200, 1);
        let (x, mut gradient) = (point(40), vec![0.0; 40]);
        let value = on(2, || ParallelForward::new().value_and_gradient_into(&graph.sum(), &x, &mut gradient))
            .unwrap();
        assert_eq!((value, gradient), Forward::new().value_and_gradient(&graph.sum(), &x).unwrap());
    }
}
