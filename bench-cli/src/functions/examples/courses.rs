//! The rows. `mlp/tests/worked_examples` holds both engines to the same examples.

use crate::functions::examples::Quantity::{Slope, Value};
use crate::functions::examples::{Example, Figure, Point, Quantity, Scene};

/// A number as it is printed.
const fn figure(what: Quantity, printed: &'static str) -> Figure {
    Figure { what, printed, slip: None }
}

/// A number that the source has otherwise than its own formulas.
const fn slip(what: Quantity, printed: &'static str, right: &'static str) -> Figure {
    Figure { what, printed, slip: Some(right) }
}

const XOR: &str = "a1 = w11*x1 + w21*x2 + b1; h1 = sigmoid(a1); a2 = w12*x1 + w22*x2 + b2; h2 = sigmoid(a2); \
                   f_in = u1*h1 + u2*h2 + c; f = sigmoid(f_in); loss = (f - y)^2/2";
const XOR_WRT: &[&str] = &["w11", "w21", "w12", "w22", "b1", "b2", "u1", "u2", "c"];

/// Every example but the one that is as deep as one likes.
pub(crate) const COURSES: &[Example] = &[
    Example {
        name: "xor",
        about: "The network 2-2-1 with sigmoids everywhere and half the squared error meets one row of the XOR table, \
                before and after one step of gradient descent.",
        scenes: &[
            Scene {
                head: "Before the step",
                text: XOR,
                at: Point::Given(&[
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
                wrt: XOR_WRT,
                figures: &[
                    slip(
                        Value("f_in"),
                        "1.1122",
                        "its own weights give 1.1270, and the rest of its figures follow them",
                    ),
                    figure(Value("f"), "0.7553"),
                    figure(Value("loss"), "0.0299"),
                    figure(Slope("u1"), "-0.0168"),
                    figure(Slope("w11"), "0.0023"),
                ],
            },
            Scene {
                head: "After one step of rate 0.5",
                text: XOR,
                at: Point::Step(0.5),
                wrt: XOR_WRT,
                figures: &[
                    figure(Value("u1"), "-0.2116"),
                    figure(Value("w11"), "-0.0712"),
                    figure(Value("f"), "0.7624"),
                    figure(Value("loss"), "0.0282"),
                ],
            },
        ],
    },
    Example {
        name: "logistic",
        about: "-ln σ(wx) in its elementary steps at w = x = 3: two passes forward, one back.",
        scenes: &[Scene {
            head: "",
            text: "z = w*x; s = 1/(1 + exp(-z)); loss = -ln(s)",
            at: Point::Given(&[("w", 3.0), ("x", 3.0)]),
            wrt: &["w", "x"],
            figures: &[
                figure(Value("loss"), "0.000123402"),
                slip(Slope("w"), "0.000370184", "the table drops the minus of -x σ(-wx)"),
            ],
        }],
    },
    Example {
        name: "logistic-regression",
        about: "The mean cross-entropy of σ(β₀ + β₁ x) on five rows: its slopes are the means of σ - y and of (σ - y) x.",
        scenes: &[Scene {
            head: "",
            text: "z = beta0 + beta1*[-2, -0.5, 0.3, 1, 2.5]; loss = sum(logistic_loss(z, [0, 1, 0, 1, 1]))/5",
            at: Point::Given(&[("beta0", -0.3), ("beta1", 0.8)]),
            wrt: &["beta0", "beta1"],
            figures: &[
                figure(Value("loss"), "0.5096"),
                figure(Slope("beta0"), "-0.1170"),
                figure(Slope("beta1"), "-0.1089"),
            ],
        }],
    },
    Example {
        name: "relu-cross-entropy",
        about: "One rectified unit under cross-entropy: the slope by f0 is (h - y)/(h (1 - h)) where the unit is on.",
        scenes: &[Scene {
            head: "",
            text: "f0 = beta + omega*x; h = relu(f0); loss = -y*ln(h) - (1 - y)*ln(1 - h)",
            at: Point::Given(&[("x", 2.0), ("y", 1.0), ("omega", 0.3), ("beta", 0.1)]),
            wrt: &["omega", "beta"],
            figures: &[
                figure(Value("h"), "0.7"),
                figure(Value("loss"), "0.3567"),
                figure(Slope("omega"), "-2.8571"),
                figure(Slope("beta"), "-1.4286"),
            ],
        }],
    },
    Example {
        name: "linear-regression",
        about: "The mean squared error of w x + b on four rows: its slopes are the means of 2 (w x + b - y) x and of \
                2 (w x + b - y).",
        scenes: &[Scene {
            head: "",
            text: "r = w*[0.5, 1, 2, 3.5] + b - [1.2, 1.9, 4.1, 6.8]; loss = sum(r^2)/4",
            at: Point::Given(&[("w", 1.5), ("b", 0.25)]),
            wrt: &["w", "b"],
            figures: &[
                figure(Value("loss"), "0.6187"),
                figure(Slope("w"), "-3.2500"),
                figure(Slope("b"), "-1.2500"),
            ],
        }],
    },
    Example {
        name: "softmax-regression",
        about: "Three classes on the features x1, x2, x1², x2², x1 x2; the third is right. The adjoints of the logits z are \
                the probabilities, minus 1 for the right class.",
        scenes: &[Scene {
            head: "",
            text: "phi = [x1, x2, x1^2, x2^2, x1*x2]; \
                   z = [dot([w11, w12, w13, w14, w15], phi) + b1, dot([w21, w22, w23, w24, w25], phi) + b2, \
                   dot([w31, w32, w33, w34, w35], phi) + b3]; loss = log_sum_exp(z) - z[3]",
            at: Point::Given(&[
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
            wrt: &[
                "w11", "w12", "w13", "w14", "w15", "w21", "w22", "w23", "w24", "w25", "w31", "w32", "w33",
                "w34", "w35", "b1", "b2", "b3",
            ],
            figures: &[
                figure(Value("loss"), "1.2629"),
                figure(Slope("z[1]"), "0.4548"),
                figure(Slope("z[2]"), "0.2624"),
                figure(Slope("z[3]"), "-0.7172"),
                figure(Slope("w31"), "-0.3586"),
            ],
        }],
    },
    Example {
        name: "bishop",
        about: "Bishop's network of section 5.3: tanh, then linear, and half the sum of squares. The adjoint of y1 and y2 \
                is δₖ = yₖ - tₖ, that of a1 and a2 is δⱼ = (1 - zⱼ²) Σₖ vₖⱼ δₖ: the table has the recursion in `how it \
                got there`.",
        scenes: &[Scene {
            head: "",
            text: "a1 = w11*x1 + w12*x2; z1 = tanh(a1); a2 = w21*x1 + w22*x2; z2 = tanh(a2); \
                   y1 = v11*z1 + v12*z2; y2 = v21*z1 + v22*z2; loss = ((y1 - t1)^2 + (y2 - t2)^2)/2",
            at: Point::Given(&[
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
            wrt: &["w11", "w12", "w21", "w22", "v11", "v12", "v21", "v22"],
            figures: &[
                figure(Value("loss"), "0.1621"),
                figure(Slope("y1"), "-0.5097"),
                figure(Slope("y2"), "0.2539"),
                figure(Slope("a1"), "-0.0443"),
                figure(Slope("a2"), "0.2482"),
                figure(Slope("w11"), "-0.0221"),
                figure(Slope("v21"), "0.0965"),
            ],
        }],
    },
    Example {
        name: "two-networks",
        about: "The same command on a network and on a changed one, with another activation and a shortcut: nothing is \
                derived again.",
        scenes: &[
            Scene {
                head: "One layer of tanh",
                text: "h = tanh(w1*x + b1); f = w2*h + b2; loss = (f - y)^2/2",
                at: TWO,
                wrt: TWO_WRT,
                figures: &[],
            },
            Scene {
                head: "softplus instead, and the input also goes straight to the output",
                text: "h = softplus(w1*x + b1); f = w2*h + b2 + x; loss = (f - y)^2/2",
                at: TWO,
                wrt: TWO_WRT,
                figures: &[],
            },
        ],
    },
    Example {
        name: "chain-exercise",
        about: "(x² + 1)³ by the chain rule, 3 u² · 2x, and multiplied out by hand, 6x⁵ + 12x³ + 6x: the same slope.",
        scenes: &[
            Scene {
                head: "By the chain rule",
                text: "u = x^2 + 1; u^3",
                at: Point::Given(&[("x", 2.0)]),
                wrt: &["x"],
                figures: &[figure(Slope("u"), "75"), figure(Slope("x"), "300")],
            },
            Scene {
                head: "Multiplied out",
                text: "x^6 + 3*x^4 + 3*x^2 + 1",
                at: Point::Given(&[("x", 2.0)]),
                wrt: &["x"],
                figures: &[figure(Slope("x"), "300")],
            },
        ],
    },
];

const TWO: Point =
    Point::Given(&[("x", 0.8), ("y", 1.0), ("w1", 0.5), ("b1", -0.1), ("w2", 1.2), ("b2", 0.3)]);
const TWO_WRT: &[&str] = &["w1", "b1", "w2", "b2"];
