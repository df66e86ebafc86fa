//! An example on its way to the page: each scene explained, its figures beside what was found.

use crate::commands::explain::args::Mode;
use crate::commands::explain::explanation::Explanation;
use crate::error::Failure;
use crate::functions::bound_expression::{Given, Typed, chosen};
use crate::functions::examples::{Example, Figure, Point, Quantity};

/// An example that was asked for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Lesson {
    /// Its name.
    pub(crate) title: String,
    /// What there is to see.
    pub(crate) about: &'static str,
    /// What is shown, in order.
    pub(crate) scenes: Vec<Scene>,
}

/// A function at a point, as [`crate::functions::examples::Scene`] or made for the occasion.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Scene {
    pub(crate) head: String,
    pub(crate) text: String,
    pub(crate) at: At,
    pub(crate) wrt: Vec<String>,
    pub(crate) figures: &'static [Figure],
}

/// Where a scene is; see [`Point`].
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum At {
    Given(Given),
    Step(f64),
}

/// A scene that was explained.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    /// What tells it from the others; empty if there are none.
    pub(crate) head: String,
    /// The explanation.
    pub(crate) explanation: Explanation,
    /// The worked example beside it.
    pub(crate) worked: Vec<Worked>,
    /// How the gradient is listed.
    pub(crate) order: Order,
}

impl Part {
    /// An explanation that stands alone.
    pub(crate) fn alone(explanation: Explanation, order: Order) -> Self {
        Self { head: String::new(), explanation, worked: Vec::new(), order }
    }
}

/// How derivatives are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// As the names came.
    AsGiven,
    /// Who is to blame first.
    LargestFirst,
}

impl Order {
    /// What stands above the list.
    pub(crate) fn head(self) -> &'static str {
        match self {
            Self::AsGiven => "The gradient",
            Self::LargestFirst => "The gradient: what is to blame, the largest first",
        }
    }
}

/// A number of a worked example, and what was found.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Worked {
    /// Which, as a board has it.
    pub(crate) what: String,
    /// As it is printed.
    pub(crate) printed: &'static str,
    /// What was found.
    pub(crate) found: f64,
    /// Where the source slips, what is right.
    pub(crate) slip: Option<&'static str>,
}

impl Worked {
    /// What was found, with as many decimals as are printed.
    pub(crate) fn rounded(&self) -> String {
        let decimals = self.printed.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        format!("{:.decimals$}", self.found)
    }
}

impl Lesson {
    /// A row of data as a lesson.
    pub(crate) fn of(example: &Example) -> Self {
        let scenes = example.scenes.iter().map(|scene| Scene {
            head: scene.head.to_owned(),
            text: scene.text.to_owned(),
            at: match scene.at {
                Point::Given(at) => {
                    At::Given(at.iter().map(|&(name, value)| (name.to_owned(), value)).collect())
                }
                Point::Step(rate) => At::Step(rate),
            },
            wrt: scene.wrt.iter().map(|&name| name.to_owned()).collect(),
            figures: scene.figures,
        });
        Self { title: example.name.to_owned(), about: example.about, scenes: scenes.collect() }
    }

    /// The function of the first scene and what it is differentiated by, with these values in the place of its own.
    pub(crate) fn first(&self, at: &[(String, f64)]) -> Result<(Typed, Vec<String>), Failure> {
        let scene = &self.scenes[0];
        let mut point = scene.at.point(None);
        replace(&mut point, at);
        Ok((Typed::read(&scene.text, &point)?, scene.wrt.clone()))
    }

    /// Explains each scene. Values of `at` take the place of the example's, and so do the names of `wrt`; the figures
    /// of the worked example are those at its own point.
    pub(crate) fn explain(
        &self,
        at: &Given,
        wrt: &[String],
        mode: Option<Mode>,
    ) -> Result<Vec<Part>, Failure> {
        let mut parts: Vec<Part> = Vec::new();
        for scene in &self.scenes {
            let mut point = scene.at.point(parts.last().map(|part| &part.explanation));
            if matches!(scene.at, At::Given(_)) {
                replace(&mut point, at);
            }
            let subject = Typed::read(&scene.text, &point)?.training(&scene.wrt);
            let wrt = chosen(&subject, if wrt.is_empty() { &scene.wrt } else { wrt })?;
            let explanation = Explanation::of(&subject, subject.text(), &wrt, mode)?;
            let figures = if at.is_empty() { scene.figures } else { &[] };
            let worked = figures.iter().map(|figure| worked(figure, &explanation)).collect();
            parts.push(Part { head: scene.head.clone(), worked, ..Part::alone(explanation, Order::AsGiven) });
        }
        Ok(parts)
    }
}

impl At {
    /// The point itself, after the scene before.
    fn point(&self, before: Option<&Explanation>) -> Given {
        match self {
            Self::Given(point) => point.clone(),
            Self::Step(rate) => stepped(before.expect("a step starts somewhere"), *rate),
        }
    }
}

/// The point after one step against the gradient.
fn stepped(before: &Explanation, rate: f64) -> Given {
    let mut point: Given = before.variables.iter().map(|v| (v.name.clone(), v.value)).collect();
    for derivative in &before.gradient {
        point[derivative.variable].1 -= rate * derivative.value;
    }
    point
}

/// Puts new values in the place of old ones; names that are not there are added, to be refused with the others.
fn replace(point: &mut Given, by: &[(String, f64)]) {
    for (name, value) in by {
        match point.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => *old = *value,
            None => point.push((name.clone(), *value)),
        }
    }
}

fn worked(figure: &Figure, explanation: &Explanation) -> Worked {
    let (Quantity::Value(name) | Quantity::Slope(name)) = figure.what;
    let mut nodes = explanation.trace.nodes.iter();
    let node =
        nodes.find(|node| node.name.as_deref() == Some(name)).expect("figures are of names that are there");
    let (what, found) = match figure.what {
        Quantity::Value(_) => (name.to_owned(), node.value),
        Quantity::Slope(_) => (format!("∂/∂{name}"), node.adjoint),
    };
    Worked { what, printed: figure.printed, found, slip: figure.slip }
}
