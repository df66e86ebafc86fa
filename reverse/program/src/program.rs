//! A function recorded as a program, and its derivatives, which are programs again.

use std::cell::RefCell;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use dualtape_core::{Differentiable, Error as CoreError, Real, Scalar};

use crate::code::Code;
use crate::derivation::Derivation;
use crate::error::Error;
use crate::graph::{Computation, Graph, Id, Node};
use crate::runner::Runner;
use crate::traced::Traced;

/// A function that was recorded at a point, to be run at many.
///
/// It computes what the function computes wherever each comparison has the outcome that it had at the point of
/// recording; elsewhere a run is an error. Values have the bits of the function's own, derivatives the rules of
/// [`dualtape_core::rules`]. Derivatives of any order are programs again.
///
/// A function that differentiates inside is not recorded: its inner engine reads plain values. Captured data is a constant
/// of the program. Inputs beyond the variables are data that may change: see
/// [`Program::record_with_data`].
///
/// A bare program multiplies where an engine knows that there is no path ([`dualtape_core::semantics`]): it says NaN
/// there, and [`Recorded`](crate::Recorded) asks the engine. Where the value is NaN no derivative means anything; a program
/// that does not compute the value cannot say so.
///
/// ```
/// use dualtape_core::{Function, Scalar};
/// use dualtape_program::{Error, Program};
///
/// /// `x²` above 0 and 0 below.
/// struct OneSided;
/// impl Function for OneSided {
///     fn eval<S: Scalar<Real = f64>>(&self, x: &[S]) -> S {
///         if x[0] > 0.0 { x[0] * x[0] } else { S::zero() }
///     }
/// }
/// let program = Program::record(&OneSided, &[1.0])?;
/// assert_eq!(program.gradient()?.run(&[3.0])?, [6.0]);
/// assert!(matches!(program.gradient()?.run(&[-3.0]), Err(Error::Guard { .. })));
/// # Ok::<(), dualtape_program::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Program<R: Real = f64> {
    pub(crate) computation: Computation<R>,
    pub(crate) outputs: Vec<Id>,
    variables: Range<usize>,
    code: OnceLock<Arc<Code<R>>>,
}

impl<R: Real> Program<R> {
    /// Records a function of any kind at `x`.
    ///
    /// # Errors
    /// [`Error::ValueRead`]: the function reads a plain value; [`Error::Core`]: it has another number of outputs than it
    /// says.
    ///
    /// # Cost
    /// About a tenth of a microsecond per operation.
    pub fn record<F, K>(f: &F, x: &[R]) -> Result<Self, Error>
    where
        F: Differentiable<R, K>,
    {
        Self::record_with_data(f, x, 0..x.len())
    }

    /// Records a function of which the inputs in `variables` are differentiated, and the others are data.
    ///
    /// # Errors
    /// As [`Program::record`].
    ///
    /// # Panics
    /// If `variables` is no range of the inputs.
    pub fn record_with_data<F, K>(f: &F, x: &[R], variables: Range<usize>) -> Result<Self, Error>
    where
        F: Differentiable<R, K>,
    {
        assert!(
            variables.start <= variables.end && variables.end <= x.len(),
            "variables {variables:?} of {} inputs",
            x.len()
        );
        let graph = Graph::default();
        let ids: Vec<Id> = x.iter().map(|&x| graph.0.borrow_mut().input(x)).collect();
        let inputs: Vec<Traced<'_, R>> = ids.iter().map(|&id| graph.number(id)).collect();
        let mut y = vec![Traced::zero(); f.outputs(x.len())];
        f.call_scalars(&inputs, &mut y)?;
        let outputs = y.into_iter().map(|y| graph.id(y)).collect();
        drop(inputs);
        Self::finish(graph, outputs, variables)
    }

    fn finish(graph: Graph<R>, outputs: Vec<Id>, variables: Range<usize>) -> Result<Self, Error> {
        let computation = graph.0.into_inner();
        match computation.value_read {
            Some(place) => Err(Error::ValueRead { place }),
            None => Ok(Program { computation, outputs, variables, code: OnceLock::new() }),
        }
    }

    /// Returns the program with these outputs, which `build` appends.
    fn derive(&self, build: impl FnOnce(&Derivation<'_, R>) -> Vec<Id>) -> Result<Self, Error> {
        let graph = Graph(RefCell::new(self.computation.clone()));
        let outputs =
            build(&Derivation { graph: &graph, outputs: &self.outputs, variables: self.variables.clone() });
        Self::finish(graph, outputs, self.variables.clone())
    }

    fn require_one_output(&self, operation: &'static str) -> Result<(), Error> {
        match self.outputs() {
            1 => Ok(()),
            outputs => Err(CoreError::NotScalarValued { operation, outputs }.into()),
        }
    }

    /// Returns a derivative of this program with the values before its outputs.
    pub(crate) fn before(&self, derivative: Self) -> Self {
        // A derivation appends to the computation.
        let outputs = [&self.outputs[..], &derivative.outputs].concat();
        Program { outputs, code: OnceLock::new(), ..derivative }
    }

    /// Returns the program of the gradient by the variables.
    ///
    /// # Errors
    /// [`Error::Core`] if there are several outputs; [`Error::ValueRead`] if the partial of a rule reads a plain value.
    ///
    /// # Cost
    /// About a tenth of a microsecond per operation of the gradient.
    pub fn gradient(&self) -> Result<Self, Error> {
        self.require_one_output("gradient")?;
        self.derive(|d| d.ids(&d.gradient_of(d.outputs[0])))
    }

    /// Returns the program of the value, then the gradient.
    ///
    /// # Errors
    /// As [`Program::gradient`].
    pub fn value_and_gradient(&self) -> Result<Self, Error> {
        self.require_one_output("gradient")?;
        self.derive(|d| {
            let value = d.outputs[0];
            [vec![value], d.ids(&d.gradient_of(value))].concat()
        })
    }

    /// Returns the program of the Jacobian by the variables, outputs × variables, row-major.
    ///
    /// # Errors
    /// [`Error::ValueRead`] if the partial of a rule reads a plain value.
    pub fn jacobian(&self) -> Result<Self, Error> {
        self.derive(|d| d.outputs.iter().flat_map(|&output| d.ids(&d.gradient_of(output))).collect())
    }

    /// Returns the program of the values, then `J v`; a tangent `v` for each variable follows the inputs.
    ///
    /// # Errors
    /// [`Error::ValueRead`] if the partial of a rule reads a plain value.
    pub fn jvp(&self) -> Result<Self, Error> {
        self.derive(|d| {
            let tangents = d.tangents();
            [d.outputs.to_vec(), d.ids(&tangents)].concat()
        })
    }

    /// Returns the program of the values, then `Jᵀ w`; a cotangent `w` for each output follows the inputs.
    ///
    /// # Errors
    /// [`Error::ValueRead`] if the partial of a rule reads a plain value.
    pub fn vjp(&self) -> Result<Self, Error> {
        self.derive(|d| {
            let seeds: Vec<_> = d.outputs.iter().map(|&output| (output, d.input())).collect();
            [d.outputs.to_vec(), d.ids(&d.pull(&seeds))].concat()
        })
    }

    /// Returns the program of `H v`; a tangent `v` for each variable follows the inputs.
    ///
    /// # Errors
    /// As [`Program::gradient`].
    pub fn hvp(&self) -> Result<Self, Error> {
        self.require_one_output("Hessian-vector product")?;
        self.derive(|d| {
            let slope = d.graph.id(d.tangents()[0]);
            d.ids(&d.gradient_of(slope))
        })
    }

    /// Returns the program of the Hessian by the variables, row-major.
    ///
    /// An entry on one side of the diagonal is that on the other. One that is zero for every input takes no operation; see
    /// [`Program::zeros`].
    ///
    /// # Errors
    /// As [`Program::gradient`].
    pub fn hessian(&self) -> Result<Self, Error> {
        self.require_one_output("Hessian")?;
        self.derive(|d| {
            let gradient = d.gradient_of(d.outputs[0]);
            let rows: Vec<Vec<Id>> =
                d.ids(&gradient).into_iter().map(|slope| d.ids(&d.gradient_of(slope))).collect();
            let n = rows.len();
            (0..n * n).map(|i| rows[(i / n).min(i % n)][(i / n).max(i % n)]).collect()
        })
    }

    /// Returns the program of the entries of the Jacobian that are not zero for every input, and their places, output and
    /// variable.
    ///
    /// # Errors
    /// [`Error::ValueRead`] if the partial of a rule reads a plain value.
    ///
    /// # Cost
    /// A derivation per output.
    pub fn sparse_jacobian(&self) -> Result<(Self, Vec<(usize, usize)>), Error> {
        let mut places = Vec::new();
        let program = self.derive(|d| {
            let rows = d.outputs.iter().enumerate();
            rows.flat_map(|(row, &output)| d.entries(row, &d.gradient_of(output), 0, &mut places)).collect()
        })?;
        Ok((program, places))
    }

    /// Returns the program of the entries of the Hessian on and above the diagonal that are not zero for every input, and
    /// their places, row and column.
    ///
    /// # Errors
    /// As [`Program::gradient`].
    ///
    /// # Cost
    /// A derivation per variable.
    ///
    /// ```
    /// use dualtape_core::{Function, Scalar};
    /// use dualtape_program::Program;
    ///
    /// /// `Σ xᵢ xᵢ₊₁`
    /// struct Chain;
    /// impl Function for Chain {
    ///     fn eval<S: Scalar<Real = f64>>(&self, x: &[S]) -> S { x.windows(2).map(|w| w[0] * w[1]).sum() }
    /// }
    /// let (hessian, places) = Program::record(&Chain, &[1.0; 4])?.sparse_hessian()?;
    /// assert_eq!(places, [(0, 1), (1, 2), (2, 3)]);
    /// assert_eq!(hessian.run(&[1.0; 4])?, [1.0; 3]);
    /// # Ok::<(), dualtape_program::Error>(())
    /// ```
    pub fn sparse_hessian(&self) -> Result<(Self, Vec<(usize, usize)>), Error> {
        self.require_one_output("Hessian")?;
        let mut places = Vec::new();
        let program = self.derive(|d| {
            let gradient = d.ids(&d.gradient_of(d.outputs[0]));
            let rows = gradient.into_iter().enumerate();
            rows.flat_map(|(row, slope)| d.entries(row, &d.gradient_of(slope), row, &mut places)).collect()
        })?;
        Ok((program, places))
    }

    /// Returns the program of the Taylor coefficients of the outputs at `x + t v`, up to `tᵏ`: those of each power follow
    /// another. A direction `v` for each variable follows the inputs.
    ///
    /// # Errors
    /// [`Error::ValueRead`] if the partial of a rule reads a plain value.
    ///
    /// # Cost
    /// A derivation per power, of all that came before.
    ///
    /// ```
    /// use dualtape_core::{Function, Scalar};
    /// use dualtape_program::Program;
    ///
    /// struct Exponential;
    /// impl Function for Exponential {
    ///     fn eval<S: Scalar<Real = f64>>(&self, x: &[S]) -> S { x[0].exp() }
    /// }
    /// let series = Program::record(&Exponential, &[0.0])?.taylor(3)?;
    /// assert_eq!(series.run(&[0.0, 2.0])?, [1.0, 2.0, 2.0, 4.0 / 3.0]); // e²ᵗ
    /// # Ok::<(), dualtape_program::Error>(())
    /// ```
    pub fn taylor(&self, k: usize) -> Result<Self, Error> {
        self.derive(|d| {
            let direction: Vec<_> = d.variables.clone().map(|_| d.input()).collect();
            let mut derivatives = d.outputs.to_vec();
            let mut coefficients = derivatives.clone();
            let mut factorial = R::ONE;
            for power in 1..=k {
                factorial *= R::from_usize(power);
                derivatives = d.ids(&d.push(&derivatives, &direction));
                coefficients.extend(
                    derivatives
                        .iter()
                        .map(|&id| d.graph.id(d.graph.number(id) / Traced::constant(factorial))),
                );
            }
            coefficients
        })
    }

    /// Returns the number of inputs.
    pub fn inputs(&self) -> usize {
        self.computation.inputs.len()
    }

    /// Returns the number of outputs.
    pub fn outputs(&self) -> usize {
        self.outputs.len()
    }

    /// Returns the number of comparisons that a run checks.
    pub fn guards(&self) -> usize {
        self.computation.guards.len()
    }

    /// Returns the number of operations that a run takes.
    pub fn operations(&self) -> usize {
        let live = self.computation.live(&self.outputs);
        let is_operation = |node: &Node| matches!(node, Node::Unary(..) | Node::Binary(..));
        self.computation.nodes.iter().zip(live).filter(|(node, live)| *live && is_operation(node)).count()
    }

    /// Returns the number of instructions that a run takes, and of runs of one operation that they stand in.
    pub fn instructions(&self) -> (usize, usize) {
        (self.code().len(), self.code().runs())
    }

    /// Returns, for each output, whether it is zero for every input: the sparsity of a Jacobian or Hessian.
    pub fn zeros(&self) -> Vec<bool> {
        self.outputs.iter().map(|&id| self.computation.constant(id) == Some(R::ZERO)).collect()
    }

    /// Returns the scheduled code, made at the first call.
    pub(crate) fn code(&self) -> &Arc<Code<R>> {
        self.code.get_or_init(|| Arc::new(Code::schedule(&self.computation, &self.outputs)))
    }

    /// Returns the program with memory to run.
    ///
    /// # Cost
    /// The first call schedules the program, about a tenth of a microsecond per operation.
    pub fn runner(&self) -> Runner<R> {
        Runner::new(self.code().clone())
    }

    /// Returns the outputs at `x`; a [`Runner`] spares the allocations.
    ///
    /// # Errors
    /// As [`Runner::run`].
    pub fn run(&self, x: &[R]) -> Result<Vec<R>, Error> {
        let mut y = vec![R::ZERO; self.outputs()];
        self.runner().run(x, &mut y)?;
        Ok(y)
    }
}
