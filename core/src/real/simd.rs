//! Dispatch to the instruction set of the machine at run time, for the whole crate.

/// Runs `f`, compiled for the widest vector instructions that this machine has.
///
/// `f` and all that it calls must be inlined into it (`#[inline(always)]`) to profit. The bits of the result do
/// not depend on the choice: there is no contraction to fused multiply-add. Cut slices to length *inside* `f`, and
/// let it own its scalars (`move`), or bounds checks and reloads keep the loop from vectorising.
///
/// ```
/// let (x, mut y) = ([1.0_f64; 100], [0.0; 100]);
/// dualtape_core::vectorise(|| {
///     for (y, x) in y.iter_mut().zip(&x) {
///         *y += 2.0 * x;
///     }
/// });
/// assert_eq!(y, [2.0; 100]);
/// ```
#[inline(always)]
pub fn vectorise<Out>(f: impl FnOnce() -> Out) -> Out {
    struct Kernel<F>(F);
    impl<Out, F: FnOnce() -> Out> pulp::NullaryFnOnce for Kernel<F> {
        type Output = Out;
        #[inline(always)]
        fn call(self) -> Out {
            (self.0)()
        }
    }
    pulp::Arch::new().dispatch(Kernel(f))
}
