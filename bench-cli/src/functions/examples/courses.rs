//! The examples of fixed size. `mlp/tests/worked_examples` holds both engines to the same examples.

use crate::functions::assignment::Assignment;
use crate::functions::examples::worked_example::PrintedQuantity::{Derivative, Value};
use crate::functions::examples::worked_example::{
    CasePoint, ExampleCase, PrintedFigure, PrintedQuantity, WorkedExample,
};

/// A correctly printed number.
fn figure(quantity: PrintedQuantity, printed: &'static str) -> PrintedFigure {
    PrintedFigure { quantity, printed, erratum: None }
}

/// A printed number that contradicts the formulas of its source.
fn erratum(quantity: PrintedQuantity, printed: &'static str, correction: &'static str) -> PrintedFigure {
    PrintedFigure { quantity, printed, erratum: Some(correction) }
}

/// The point of these values.
fn at(values: &[(&str, f64)]) -> CasePoint {
    CasePoint::At(values.iter().map(|&(name, value)| Assignment::new(name, value)).collect())
}

/// Owned names.
fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

const XOR: &str = "a1 = w11*x1 + w21*x2 + b1; h1 = sigmoid(a1); a2 = w12*x1 + w22*x2 + b2; h2 = sigmoid(a2); \
                   f_in = u1*h1 + u2*h2 + c; f = sigmoid(f_in); loss = (f - y)^2/2";
const XOR_WRT: [&str; 9] = ["w11", "w21", "w12", "w22", "b1", "b2", "u1", "u2", "c"];

/// Returns the examples of fixed size.
#[expect(clippy::too_many_lines, reason = "data")]
pub(crate) fn courses() -> Vec<WorkedExample> {
    vec![
    WorkedExample {
        name: "xor".to_owned(),
        about: "The network 2-2-1 with sigmoids everywhere and half the squared error meets one row of the XOR table, \
                before and after one step of gradient descent.",
        cases: vec![
            ExampleCase {
                heading: "Before the step",
                text: XOR.to_owned(),
                point: at(&[
                    ("x1", 1.0),
                    ("x2", 0.0),
                    ("y", 1.0),
                    ("w11", -0.07),
                    ("w21", 0.22),
                    ("w12", 0.94),
                    ("w22", 0.46),
                    ("b1", -0.46),
                    ("b2", 0.10),
                    ("u1", -0.22),
                    ("u2", 0.58),
                    ("c", 0.78),
                ]),
                wrt: names(&XOR_WRT),
                figures: vec![
                    erratum(
                        Value("f_in"),
                        "1.1122",
                        "its own weights give 1.1270, and the rest of its figures follow them",
                    ),
                    figure(Value("f"), "0.7553"),
                    figure(Value("loss"), "0.0299"),
                    figure(Derivative("u1"), "-0.0168"),
                    figure(Derivative("w11"), "0.0023"),
                ],
            },
            ExampleCase {
                heading: "After one step of rate 0.5",
                text: XOR.to_owned(),
                point: CasePoint::AfterStep { rate: 0.5 },
                wrt: names(&XOR_WRT),
                figures: vec![
                    figure(Value("u1"), "-0.2116"),
                    figure(Value("w11"), "-0.0712"),
                    figure(Value("f"), "0.7624"),
                    figure(Value("loss"), "0.0282"),
                ],
            },
        ],
    },
    WorkedExample {
        name: "logistic".to_owned(),
        about: "-ln σ(wx) in its elementary steps at w = x = 3: two passes forward, one back.",
        cases: vec![ExampleCase {
            heading: "",
            text: "z = w*x; s = 1/(1 + exp(-z)); loss = -ln(s)".to_owned(),
            point: at(&[("w", 3.0), ("x", 3.0)]),
            wrt: names(&["w", "x"]),
            figures: vec![
                figure(Value("loss"), "0.000123402"),
                erratum(Derivative("w"), "0.000370184", "the table drops the minus of -x σ(-wx)"),
            ],
        }],
    },
    WorkedExample {
        name: "logistic-regression".to_owned(),
        about: "The mean cross-entropy of σ(β₀ + β₁ x) on five rows: its slopes are the means of σ - y and of (σ - y) x.",
        cases: vec![ExampleCase {
            heading: "",
            text: "z = beta0 + beta1*[-2, -0.5, 0.3, 1, 2.5]; loss = sum(logistic_loss(z, [0, 1, 0, 1, 1]))/5".to_owned(),
            point: at(&[("beta0", -0.3), ("beta1", 0.8)]),
            wrt: names(&["beta0", "beta1"]),
            figures: vec![
                figure(Value("loss"), "0.5096"),
                figure(Derivative("beta0"), "-0.1170"),
                figure(Derivative("beta1"), "-0.1089"),
            ],
        }],
    },
    WorkedExample {
        name: "relu-cross-entropy".to_owned(),
        about: "One rectified unit under cross-entropy: the slope by f0 is (h - y)/(h (1 - h)) where the unit is on.",
        cases: vec![ExampleCase {
            heading: "",
            text: "f0 = beta + omega*x; h = relu(f0); loss = -y*ln(h) - (1 - y)*ln(1 - h)".to_owned(),
            point: at(&[("x", 2.0), ("y", 1.0), ("omega", 0.3), ("beta", 0.1)]),
            wrt: names(&["omega", "beta"]),
            figures: vec![
                figure(Value("h"), "0.7"),
                figure(Value("loss"), "0.3567"),
                figure(Derivative("omega"), "-2.8571"),
                figure(Derivative("beta"), "-1.4286"),
            ],
        }],
    },
    WorkedExample {
        name: "linear-regression".to_owned(),
        about: "The mean squared error of w x + b on four rows: its slopes are the means of 2 (w x + b - y) x and of \
                2 (w x + b - y).",
        cases: vec![ExampleCase {
            heading: "",
            text: "r = w*[0.5, 1, 2, 3.5] + b - [1.2, 1.9, 4.1, 6.8]; loss = sum(r^2)/4".to_owned(),
            point: at(&[("w", 1.5), ("b", 0.25)]),
            wrt: names(&["w", "b"]),
            figures: vec![
                figure(Value("loss"), "0.6187"),
                figure(Derivative("w"), "-3.2500"),
                figure(Derivative("b"), "-1.2500"),
            ],
        }],
    },
    WorkedExample {
        name: "softmax-regression".to_owned(),
        about: "Three classes on the features x1, x2, x1², x2², x1 x2; the third is right. The adjoints of the logits z are \
                the probabilities, minus 1 for the right class.",
        cases: vec![ExampleCase {
            heading: "",
            text: "phi = [x1, x2, x1^2, x2^2, x1*x2]; \
                   z = [dot([w11, w12, w13, w14, w15], phi) + b1, dot([w21, w22, w23, w24, w25], phi) + b2, \
                   dot([w31, w32, w33, w34, w35], phi) + b3]; loss = log_sum_exp(z) - z[3]".to_owned(),
            point: at(&[
                ("x1", 0.5),
                ("x2", -1.0),
                ("w11", 0.2),
                ("w12", -0.1),
                ("w13", 0.3),
                ("w14", 0.0),
                ("w15", 0.1),
                ("w21", -0.3),
                ("w22", 0.4),
                ("w23", 0.1),
                ("w24", 0.2),
                ("w25", -0.2),
                ("w31", 0.1),
                ("w32", 0.2),
                ("w33", -0.4),
                ("w34", 0.3),
                ("w35", 0.2),
                ("b1", 0.1),
                ("b2", 0.0),
                ("b3", -0.1),
            ]),
            wrt: names(&[
                "w11", "w12", "w13", "w14", "w15", "w21", "w22", "w23", "w24", "w25", "w31", "w32", "w33",
                "w34", "w35", "b1", "b2", "b3",
            ]),
            figures: vec![
                figure(Value("loss"), "1.2629"),
                figure(Derivative("z[1]"), "0.4548"),
                figure(Derivative("z[2]"), "0.2624"),
                figure(Derivative("z[3]"), "-0.7172"),
                figure(Derivative("w31"), "-0.3586"),
            ],
        }],
    },
    WorkedExample {
        name: "bishop".to_owned(),
        about: "Bishop's network of section 5.3: tanh, then linear, and half the sum of squares. The adjoint of y1 and y2 \
                is δₖ = yₖ - tₖ, that of a1 and a2 is δⱼ = (1 - zⱼ²) Σₖ vₖⱼ δₖ: the table has the recursion in `how it \
                got there`.",
        cases: vec![ExampleCase {
            heading: "",
            text: "a1 = w11*x1 + w12*x2; z1 = tanh(a1); a2 = w21*x1 + w22*x2; z2 = tanh(a2); \
                   y1 = v11*z1 + v12*z2; y2 = v21*z1 + v22*z2; loss = ((y1 - t1)^2 + (y2 - t2)^2)/2".to_owned(),
            point: at(&[
                ("x1", 0.5),
                ("x2", -1.0),
                ("t1", 1.0),
                ("t2", 0.0),
                ("w11", 0.4),
                ("w12", -0.2),
                ("w21", 0.3),
                ("w22", 0.7),
                ("v11", 0.5),
                ("v12", -0.6),
                ("v21", 0.8),
                ("v22", 0.1),
            ]),
            wrt: names(&["w11", "w12", "w21", "w22", "v11", "v12", "v21", "v22"]),
            figures: vec![
                figure(Value("loss"), "0.1621"),
                figure(Derivative("y1"), "-0.5097"),
                figure(Derivative("y2"), "0.2539"),
                figure(Derivative("a1"), "-0.0443"),
                figure(Derivative("a2"), "0.2482"),
                figure(Derivative("w11"), "-0.0221"),
                figure(Derivative("v21"), "0.0965"),
            ],
        }],
    },
    WorkedExample {
        name: "two-networks".to_owned(),
        about: "The same command on a network and on a changed one, with another activation and a shortcut: nothing is \
                derived again.",
        cases: vec![
            ExampleCase {
                heading: "One layer of tanh",
                text: "h = tanh(w1*x + b1); f = w2*h + b2; loss = (f - y)^2/2".to_owned(),
                point: at(&TWO),
                wrt: names(&TWO_WRT),
                figures: vec![],
            },
            ExampleCase {
                heading: "softplus instead, and the input also goes straight to the output",
                text: "h = softplus(w1*x + b1); f = w2*h + b2 + x; loss = (f - y)^2/2".to_owned(),
                point: at(&TWO),
                wrt: names(&TWO_WRT),
                figures: vec![],
            },
        ],
    },
    WorkedExample {
        name: "chain-exercise".to_owned(),
        about: "(x² + 1)³ by the chain rule, 3 u² · 2x, and multiplied out by hand, 6x⁵ + 12x³ + 6x: the same slope.",
        cases: vec![
            ExampleCase {
                heading: "By the chain rule",
                text: "u = x^2 + 1; u^3".to_owned(),
                point: at(&[("x", 2.0)]),
                wrt: names(&["x"]),
                figures: vec![figure(Derivative("u"), "75"), figure(Derivative("x"), "300")],
            },
            ExampleCase {
                heading: "Multiplied out",
                text: "x^6 + 3*x^4 + 3*x^2 + 1".to_owned(),
                point: at(&[("x", 2.0)]),
                wrt: names(&["x"]),
                figures: vec![figure(Derivative("x"), "300")],
            },
        ],
    },
]
}

const TWO: [(&str, f64); 6] = [("x", 0.8), ("y", 1.0), ("w1", 0.5), ("b1", -0.1), ("w2", 1.2), ("b2", 0.3)];
const TWO_WRT: [&str; 4] = ["w1", "b1", "w2", "b2"];
