//! Misuses that do not compile, each beside a twin that does: the twin shows that nothing else is wrong with it.
//!
//! # A variable that outlives its recording
//!
//! ```compile_fail,E0521
//! use dualtape_reverse::Tape;
//! let mut stale = None;
//! Tape::<f64>::new().record(|recording| stale = Some(recording.input(1.0)));
//! ```
//! ```
//! use dualtape_reverse::Tape;
//! let mut kept = None;
//! Tape::<f64>::new().record(|recording| kept = Some(recording.input(1.0).primal()));
//! ```
//!
//! # A variable returned from its recording
//!
//! ```compile_fail
//! use dualtape_reverse::Tape;
//! let stale = Tape::<f64>::new().record(|recording| recording.input(1.0));
//! ```
//! ```
//! use dualtape_reverse::Tape;
//! let kept = Tape::<f64>::new().record(|recording| recording.input(1.0).primal());
//! ```
//!
//! # Variables of two tapes in one operation
//!
//! ```compile_fail,E0521
//! use dualtape_reverse::Tape;
//! let (mut a, mut b) = (Tape::<f64>::new(), Tape::<f64>::new());
//! a.record(|a| {
//!     let x = a.input(1.0);
//!     b.record(|b| (x * b.input(2.0)).primal())
//! });
//! ```
//! ```
//! use dualtape_reverse::Tape;
//! let (mut a, mut b) = (Tape::<f64>::new(), Tape::<f64>::new());
//! a.record(|a| {
//!     let x = a.input(1.0);
//!     b.record(|b| (b.input(2.0) * x.primal()).primal())
//! });
//! ```
//!
//! # Arrays of two tapes in one operation
//!
//! ```compile_fail,E0521
//! use dualtape_core::{Array, Buf};
//! use dualtape_reverse::Tape;
//! let (mut a, mut b) = (Tape::<f64>::new(), Tape::<f64>::new());
//! a.record(|a| {
//!     let x = a.input_array(Buf::zeros(2));
//!     b.record(|b| x.dot(&b.input_array(Buf::zeros(2))).primal())
//! });
//! ```
//! ```
//! use dualtape_core::{Array, Buf};
//! use dualtape_reverse::Tape;
//! let (mut a, mut b) = (Tape::<f64>::new(), Tape::<f64>::new());
//! a.record(|a| {
//!     let x = a.input_array(Buf::zeros(2));
//!     b.record(|b| x.primal().dot(b.input_array(Buf::zeros(2)).primal()))
//! });
//! ```
//!
//! # Perturbations of two levels in one operation
//!
//! A recording over another recording's variables has numbers of another type; an outer number enters an inner
//! computation only where it is lifted.
//!
//! ```compile_fail,E0277
//! use dualtape_core::Scalar;
//! use dualtape_reverse::{Tape, Var};
//! Tape::<f64>::new().record(|outer| {
//!     let x = outer.input(2.0);
//!     Tape::new().record(|inner| {
//!         let y: Var<'_, Var<'_, f64>> = inner.input(x);
//!         (y * x).value()
//!     })
//! });
//! ```
//! ```
//! use dualtape_core::Scalar;
//! use dualtape_reverse::{Tape, Var};
//! Tape::<f64>::new().record(|outer| {
//!     let x = outer.input(2.0);
//!     Tape::new().record(|inner| {
//!         let y: Var<'_, Var<'_, f64>> = inner.input(x);
//!         (y * x.value()).value()
//!     })
//! });
//! ```
//!
//! # Perturbations of two nested calls
//!
//! Inside a function the number is opaque: one call's number is not another's, even of the same engine.
//!
//! ```compile_fail,E0277
//! use dualtape_core::{Engine, Function, Scalar};
//! use dualtape_reverse::Reverse;
//! struct Inner<T>(T);
//! impl<T: Scalar<Real = f64>> Function for Inner<T> {
//!     fn eval<S: Scalar<Real = f64>>(&self, x: &[S]) -> S {
//!         x[0].hypot(self.0)
//!     }
//! }
//! ```
//! ```
//! use dualtape_core::{Engine, Function, Scalar};
//! use dualtape_reverse::Reverse;
//! struct Inner<T>(T);
//! impl<T: Scalar<Real = f64>> Function for Inner<T> {
//!     fn eval<S: Scalar<Real = f64>>(&self, x: &[S]) -> S {
//!         x[0].hypot(S::constant(self.0.value()))
//!     }
//! }
//! ```
