//! Numeric traits of other crates.

use crate::dual::Dual;

dualtape_core::impl_num_traits!([T: Scalar, const N: usize] Dual<T, N>);
#[cfg(feature = "simba")]
dualtape_core::impl_simba!([T: Scalar + Send + Sync + 'static, const N: usize] Dual<T, N>);
#[cfg(feature = "ndarray")]
impl<T: dualtape_core::Scalar + 'static, const N: usize> dualtape_core::foreign::ndarray::ScalarOperand
    for Dual<T, N>
{
}
#[cfg(feature = "num-dual")]
dualtape_core::impl_num_dual!(
    [T: Scalar<Real = f64> + dualtape_core::foreign::num_dual::DualNum<Primitive = f64>, const N: usize] Dual<T, N>,
    T,
    |inner| Dual::inactive(inner)
);
