//! The contenders of [`dualtape_contenders`] in single precision, compiled.

dualtape_contenders::compile_for!(f32);
