//! Numeric traits of other crates.

use crate::handle::number::Handle;
use crate::handle::thread::Recordable;

dualtape_core::impl_num_traits!([T: Recordable] Handle<T>);
#[cfg(feature = "simba")]
dualtape_core::impl_simba!([T: Recordable + Send + Sync] Handle<T>);
#[cfg(feature = "ndarray")]
impl<T: Recordable> dualtape_core::foreign::ndarray::ScalarOperand for Handle<T> {}
#[cfg(feature = "num-dual")]
dualtape_core::impl_num_dual!(
    [T: Recordable<Real = f64> + dualtape_core::foreign::num_dual::DualNum<Primitive = f64>] Handle<T>,
    T,
    |inner| Handle::lift(inner)
);
