//! A warm engine allocates nothing, in scalar and in block code, in either precision.

use dualtape_check as check;
use dualtape_core::{Error, Real};
use dualtape_forward::Forward;

fn allocates_nothing<R: Real>() -> Result<(), Error> {
    check::each_call::<R>(&mut Forward::new(), |what, call| {
        call();
        // Often enough for a list that is never emptied to show.
        let info = allocation_counter::measure(|| (0..50).for_each(|_| call()));
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
