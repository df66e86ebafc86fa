//! The contenders of [`dualtape_contenders`] in double precision, compiled.

dualtape_contenders::compile_for!(f64);
