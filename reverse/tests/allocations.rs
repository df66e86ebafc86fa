//! A warm engine allocates nothing, in scalar and in block code, in either precision.

use dualtape_core::{Error, Real, check};
use dualtape_reverse::Reverse;

fn allocates_nothing<R: Real>() -> Result<(), Error> {
    check::each_call::<R>(&mut Reverse::new(), |what, call| {
        call();
        let info = allocation_counter::measure(&mut *call);
        assert_eq!((info.count_total, info.bytes_total), (0, 0), "allocations and bytes of {what}");
    })
}

#[test]
fn a_warm_engine_allocates_nothing_in_double_precision() -> Result<(), Error> {
    allocates_nothing::<f64>()
}

#[test]
fn a_warm_engine_allocates_nothing_in_single_precision() -> Result<(), Error> {
    allocates_nothing::<f32>()
}
