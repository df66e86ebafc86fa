//! Run-time choice of the instruction set: the only place that knows.

/// Runs `f`, compiled for the widest vector instructions that this machine has.
///
/// `f` and all that it calls must be inlined into it (`#[inline(always)]`) to profit. The bits of the result do
/// not depend on the choice: there is no contraction to fused multiply-add.
#[inline(always)]
pub(crate) fn vectorise<Out>(f: impl FnOnce() -> Out) -> Out {
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
