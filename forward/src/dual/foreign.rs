//! Numeric traits of other crates.

use dualtape_core::Scalar;

use crate::dual::Dual;

dualtape_core::impl_num_traits!([T: Scalar, const N: usize] Dual<T, N>);
#[cfg(feature = "simba")]
dualtape_core::impl_simba!([T: Scalar + Send + Sync + 'static, const N: usize] Dual<T, N>);
#[cfg(feature = "ndarray")]
impl<T: Scalar + 'static, const N: usize> dualtape_core::foreign::ndarray::ScalarOperand for Dual<T, N> {}
