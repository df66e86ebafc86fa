//! A program as source code without dependencies, in Rust and in C.

use std::fmt::Write;

use dualtape_core::Real;

use crate::error::Error;
use crate::graph::Node;
use crate::language::Language;
use crate::program::Program;
use crate::text::sign;

/// The values of rules as expressions in `$a`, `$b` and the parameter `$p`: the rule's name, Rust, C. `$f` stands for the
/// suffix of functions and literals in single precision. An empty text means that the language has no such function.
#[rustfmt::skip]
const EXPRESSIONS: &[(&str, &str, &str)] = &[
    ("add", "$a + $b", "$a + $b"),
    ("sub", "$a - $b", "$a - $b"),
    ("mul", "$a * $b", "$a * $b"),
    ("div", "$a / $b", "$a / $b"),
    ("neg", "-$a", "-$a"),
    ("recip", "1.0 / $a", "1.0$f / $a"),
    ("detach", "$a", "$a"),
    ("abs", "$a.abs()", "fabs$f($a)"),
    ("sqrt", "$a.sqrt()", "sqrt$f($a)"),
    ("cbrt", "$a.cbrt()", "cbrt$f($a)"),
    ("exp", "$a.exp()", "exp$f($a)"),
    ("exp2", "$a.exp2()", "exp2$f($a)"),
    ("exp_m1", "$a.exp_m1()", "expm1$f($a)"),
    ("ln", "$a.ln()", "log$f($a)"),
    ("ln_1p", "$a.ln_1p()", "log1p$f($a)"),
    ("log2", "$a.log2()", "log2$f($a)"),
    ("log10", "$a.log10()", "log10$f($a)"),
    ("powi", "$a.powi($p as i32)", "pow$f($a, $p)"),
    ("powf", "$a.powf($p)", "pow$f($a, $p)"),
    ("pow", "$a.powf($b)", "pow$f($a, $b)"),
    ("sin", "$a.sin()", "sin$f($a)"),
    ("cos", "$a.cos()", "cos$f($a)"),
    ("tan", "$a.tan()", "tan$f($a)"),
    ("asin", "$a.asin()", "asin$f($a)"),
    ("acos", "$a.acos()", "acos$f($a)"),
    ("atan", "$a.atan()", "atan$f($a)"),
    ("atan2", "$a.atan2($b)", "atan2$f($a, $b)"),
    ("sinh", "$a.sinh()", "sinh$f($a)"),
    ("cosh", "$a.cosh()", "cosh$f($a)"),
    ("tanh", "$a.tanh()", "tanh$f($a)"),
    ("asinh", "$a.asinh()", "asinh$f($a)"),
    ("acosh", "$a.acosh()", "acosh$f($a)"),
    ("atanh", "$a.atanh()", "atanh$f($a)"),
    ("erf", "", "erf$f($a)"),
    ("erfc", "", "erfc$f($a)"),
    ("hypot", "$a.hypot($b)", "hypot$f($a, $b)"),
    ("sigmoid", "if $a >= 0.0 { 1.0 / (1.0 + (-$a).exp()) } else { $a.exp() / (1.0 + $a.exp()) }",
        "$a >= 0 ? 1.0$f / (1.0$f + exp$f(-$a)) : exp$f($a) / (1.0$f + exp$f($a))"),
    ("sigmoid_slope", "(-$a.abs()).exp() / (1.0 + (-$a.abs()).exp()) / (1.0 + (-$a.abs()).exp())",
        "exp$f(-fabs$f($a)) / (1.0$f + exp$f(-fabs$f($a))) / (1.0$f + exp$f(-fabs$f($a)))"),
    ("softplus", "(if $a > 0.0 { $a } else { 0.0 }) + (-$a.abs()).exp().ln_1p()",
        "($a > 0 ? $a : 0) + log1p$f(exp$f(-fabs$f($a)))"),
    ("sech_square", "(-2.0 * $a.abs()).exp() * 4.0 / (1.0 + (-2.0 * $a.abs()).exp()) / (1.0 + (-2.0 * $a.abs()).exp())",
        "exp$f(-2.0$f * fabs$f($a)) * 4.0$f / (1.0$f + exp$f(-2.0$f * fabs$f($a))) / (1.0$f + exp$f(-2.0$f * fabs$f($a)))"),
    ("gaussian", "(-$p * $a * $a).exp()", "exp$f(-$p * $a * $a)"),
    ("gelu", "", "$a * 0.5$f * erfc$f(-$a * 0.7071067811865476$f)"),
    ("relu", "if $a <= 0.0 { 0.0 } else { $a }", "$a <= 0 ? 0 : $a"),
    ("leaky_relu", "if $a > 0.0 { $a } else { $a * $p }", "$a > 0 ? $a : $a * $p"),
    ("leaky_slope", "if $a > 0.0 { 1.0 } else if $a <= 0.0 { $p } else { $a }", "$a > 0 ? 1 : $a <= 0 ? $p : $a"),
    ("floor", "$a.floor()", "floor$f($a)"),
    ("ceil", "$a.ceil()", "ceil$f($a)"),
    ("round", "$a.round()", "round$f($a)"),
    ("trunc", "$a.trunc()", "trunc$f($a)"),
    ("signum", "if $a > 0.0 { 1.0 } else if $a < 0.0 { -1.0 } else { $a }", "$a > 0 ? 1 : $a < 0 ? -1 : $a"),
    ("abs_slope", "if $a > 0.0 { 1.0 } else if $a < 0.0 { -1.0 } else { $a }", "$a > 0 ? 1 : $a < 0 ? -1 : $a"),
    ("step", "if $a > 0.0 { 1.0 } else if $a <= 0.0 { 0.0 } else { $a }", "$a > 0 ? 1 : $a <= 0 ? 0 : $a"),
    ("jump", "if $a > 0.0 || $a < 0.0 { 0.0 } else { 0.0 / 0.0 }", "$a > 0 || $a < 0 ? 0 : NAN"),
    ("min", "if $a < $b { $a } else if $b < $a { $b } else if $a == $b { $a } else { $a + $b }",
        "$a < $b ? $a : $b < $a ? $b : $a == $b ? $a : $a + $b"),
    ("max", "if $a > $b { $a } else if $b > $a { $b } else if $a == $b { $a } else { $a + $b }",
        "$a > $b ? $a : $b > $a ? $b : $a == $b ? $a : $a + $b"),
    ("max_slope", "if $a > $b { 1.0 } else if $a < $b { 0.0 } else if $a == $b { 0.5 } else { $a + $b }",
        "$a > $b ? 1 : $a < $b ? 0 : $a == $b ? 0.5$f : $a + $b"),
    ("tie", "if $a > $b || $a < $b { 0.0 } else { 0.0 / 0.0 }", "$a > $b || $a < $b ? 0 : NAN"),
    ("larger", "if $b > $a { $b } else { $a }", "$b > $a ? $b : $a"),
    ("larger_magnitude", "if $b.abs() > $a { $b.abs() } else { $a }", "fabs$f($b) > $a ? fabs$f($b) : $a"),
    ("finite", "if $a.is_finite() { $a } else { 0.0 }", "isfinite($a) ? $a : 0"),
    ("logistic_loss", "(if $a > 0.0 { if $b == 1.0 { 0.0 } else { $a * (1.0 - $b) } } else if $b == 0.0 && $a <= 0.0 { 0.0 } else { -($a * $b) }) + (-$a.abs()).exp().ln_1p()",
        "($a > 0 ? ($b == 1 ? 0 : $a * (1.0$f - $b)) : $b == 0 && $a <= 0 ? 0 : -($a * $b)) + log1p$f(exp$f(-fabs$f($a)))"),
];

impl Language {
    fn number(self, value: f64, suffix: &str) -> String {
        match self {
            Language::Rust if value.is_nan() => {
                format!("{}::NAN", if suffix.is_empty() { "f64" } else { "f32" })
            }
            Language::Rust if value.is_infinite() => {
                format!("{}1.0 / 0.0", if value < 0.0 { "-" } else { "" })
            }
            Language::C if value.is_nan() => "NAN".into(),
            Language::C if value.is_infinite() => format!("{}INFINITY", if value < 0.0 { "-" } else { "" }),
            Language::Rust => format!("{value:e}"),
            Language::C => format!("{value:e}{suffix}"),
        }
    }

    /// Returns the value of a rule.
    fn expression(self, rule: &str, [a, b, parameter]: [&str; 3], suffix: &str) -> Option<String> {
        let (_, rust, c) = EXPRESSIONS.iter().find(|(name, ..)| *name == rule)?;
        let template = match self {
            Language::Rust => rust,
            Language::C => c,
        };
        let text = template.replace("$f", suffix).replace("$a", a).replace("$b", b).replace("$p", parameter);
        (!text.is_empty()).then_some(text)
    }
}

impl<R: Real> Program<R> {
    /// Returns the program as the source of one function without dependencies.
    ///
    /// In Rust it is `fn name(x: &[f64; n], y: &mut [f64; m]) -> bool`, in C `int name(const double *x, double *y)`, in
    /// single precision with `f32` and `float`. It returns whether the comparisons have the outcomes that they had when the
    /// program was recorded; where not, `y` is not written. Elementary functions are the language's own, so last digits
    /// may differ from a run.
    ///
    /// # Errors
    /// [`Error::NoSource`]: a rule is not part of the language's library (the error function in Rust), or it is a
    /// user's.
    ///
    /// ```
    /// use dualtape_core::{Function, Scalar};
    /// use dualtape_program::{Language, Program};
    ///
    /// struct Sine;
    /// impl Function for Sine {
    ///     fn eval<S: Scalar<Real = f64>>(&self, x: &[S]) -> S { x[0].sin() }
    /// }
    /// let gradient = Program::record(&Sine, &[1.0])?.gradient()?;
    /// let source = gradient.source(Language::C, "slope")?;
    /// assert!(source.contains("int slope(const double *x, double *y)"));
    /// assert!(source.contains("= cos("));
    /// # Ok::<(), dualtape_program::Error>(())
    /// ```
    pub fn source(&self, language: Language, name: &str) -> Result<String, Error> {
        let is_double = R::NAME == "f64";
        let (n, m) = (self.inputs(), self.outputs());
        let (real, suffix, head, declaration) = match (language, is_double) {
            (Language::Rust, _) => (
                R::NAME,
                if is_double { "" } else { "f32" },
                format!("pub fn {name}(x: &[{0}; {n}], y: &mut [{0}; {m}]) -> bool {{\n", R::NAME),
                "let ",
            ),
            (Language::C, true) => (
                "double",
                "",
                format!("#include <math.h>\n\nint {name}(const double *x, double *y) {{\n"),
                "const double ",
            ),
            (Language::C, false) => (
                "float",
                "f",
                format!("#include <math.h>\n\nint {name}(const float *x, float *y) {{\n"),
                "const float ",
            ),
        };
        let mut text = head;
        for (id, node) in self.live_nodes() {
            let (rule, a, b) = match node {
                Node::Input(place) => {
                    let _ = writeln!(text, "    {declaration}{} = x[{place}];", variable(language, id, real));
                    continue;
                }
                Node::Constant(bits) => {
                    let number = language.number(f64::from_bits(bits), suffix);
                    let _ = writeln!(text, "    {declaration}{} = {number};", variable(language, id, real));
                    continue;
                }
                Node::Unary(rule, a) => (rule, a, a),
                Node::Binary(rule, a, b) => (rule, a, b),
            };
            let rule = &self.computation.rules[rule as usize];
            let operands = [format!("v{a}"), format!("v{b}"), language.number(rule.parameter, suffix)];
            let Some(value) =
                language.expression(rule.info.name, operands.each_ref().map(String::as_str), suffix)
            else {
                return Err(Error::NoSource { rule: rule.info.name, language });
            };
            let _ = writeln!(text, "    {declaration}{} = {value};", variable(language, id, real));
        }
        let (yes, no, end) = match language {
            Language::Rust => ("true", "false", "    true\n}\n"),
            Language::C => ("1", "0", "    return 1;\n}\n"),
        };
        for guard in &self.computation.guards {
            let (sign, holds) = (sign(guard.predicate), if guard.holds { yes } else { no });
            let comparison = format!("(v{} {sign} v{}) != {holds}", guard.a, guard.b);
            let _ = match language {
                Language::Rust => writeln!(text, "    if {comparison} {{\n        return false;\n    }}"),
                Language::C => writeln!(text, "    if ({comparison}) return 0;"),
            };
        }
        for (place, id) in self.outputs.iter().enumerate() {
            let _ = writeln!(text, "    y[{place}] = v{id};");
        }
        Ok(text + end)
    }
}

/// Returns the name of a node's variable where it is declared.
fn variable(language: Language, id: u32, real: &str) -> String {
    match language {
        Language::Rust => format!("v{id}: {real}"),
        Language::C => format!("v{id}"),
    }
}
