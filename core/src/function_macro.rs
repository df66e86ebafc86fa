//! Functions of every number from code with captured values, without a struct of one's own.

/// Makes a function of every number from a closure's text: one source for all engines, with captured values.
///
/// | text | is a |
/// |---|---|
/// | `\|x\| value`, `\|x: &[S]\| -> S { … }` | [`Function`](crate::Function) |
/// | `\|x: &[S]\| -> [S; m] { … }` | [`TryFunction`](crate::TryFunction) of m values |
/// | `\|x: &[S]\| -> Result<S, E> { … }`, `Result<[S; m], E>` | [`TryFunction`](crate::TryFunction) |
/// | `\|x: &A\| -> A::Scalar { … }` | [`BlockFunction`](crate::BlockFunction) |
/// | `\|x: &A\| -> [A; m] { … }` | [`BlockVectorFunction`](crate::BlockVectorFunction) that returns an `A` of m numbers |
///
/// `S` and `A` are names of one's choice for the number and the array; `|x|` alone names them `S`. Behind the inputs
/// follow the captured variables with their types: `Copy` values (`k: f64`), values behind a reference (`data: &[f64]` of a
/// slice, an array or a `Vec`) and values moved in and lent to the code (`ref table: Vec<f64>`). The number of values `m`
/// may use them and `x.len()`; m values are returned as an array or a `Vec`. Functions are of `f64`, or with `f32` in front
/// of `f32`. A failed function's error comes out of the engine as [`Error::Function`](crate::Error::Function).
///
/// ```
/// use dualtape_core::{Array, Scalar, function, rules, value, function::values_into};
///
/// let k = 100.0;
/// let rosenbrock = function!(|x, k: f64| (x[0] - 1.0).powi(2) + (x[1] - x[0] * x[0]).powi(2) * k);
/// assert_eq!(value(&rosenbrock, &[1.0, 2.0]), Ok(100.0));
///
/// let (times, counts) = (vec![0.0, 1.0, 2.0], [5.0, 3.0, 2.0]);
/// let residuals = function!(|x: &[S], times: &[f64], counts: &[f64]| -> [S; times.len()] {
///     times.iter().zip(counts).map(|(&t, &count)| x[0] * (x[1] * t).exp() - count).collect::<Vec<S>>()
/// });
/// let mut r = [0.0; 3];
/// values_into(&residuals, &[5.0, 0.0], &mut r)?;
/// assert_eq!(r, [0.0, 2.0, 3.0]);
///
/// let energy = function!(|x: &A| -> A::Scalar {
///     let y = x.map(rules::Tanh);
///     y.dot(&y)
/// });
/// assert_eq!(value(&energy, &[0.0, 0.0]), Ok(0.0));
///
/// let text = String::from("2.5");
/// let scaled = function!(|x: &[S], ref text: String| -> Result<S, std::num::ParseFloatError> {
///     Ok(x[0] * text.parse::<f64>()?)
/// });
/// assert_eq!(value(&scaled, &[2.0]), Ok(5.0));
/// # Ok::<(), dualtape_core::Error>(())
/// ```
#[macro_export]
macro_rules! function {
    (f32 $($rest:tt)+) => { $crate::function!(@head f32 $($rest)+) };
    (f64 $($rest:tt)+) => { $crate::function!(@head f64 $($rest)+) };
    (| $($rest:tt)+) => { $crate::function!(@head f64 | $($rest)+) };

    // The inputs: their name, and the name of the number or of the array.
    (@head $R:ident | $x:ident : &[$S:ident] $($rest:tt)+) => {
        $crate::function!(@captures [$R $x scalars $S] [] $($rest)+)
    };
    (@head $R:ident | $x:ident : &$A:ident $($rest:tt)+) => {
        $crate::function!(@captures [$R $x block $A] [] $($rest)+)
    };
    (@head $R:ident | $x:ident $($rest:tt)+) => { $crate::function!(@captures [$R $x scalars S] [] $($rest)+) };

    // The captured variables, each as [name; type and value of the field; how the code sees it].
    (@captures $head:tt [$($done:tt)*] , $name:ident : & $t:ty , $($rest:tt)*) => {
        $crate::function!(@captures $head [$($done)* [$name; &'captured $t; &$name; copied]] , $($rest)*)
    };
    (@captures $head:tt [$($done:tt)*] , $name:ident : & $t:ty | $($rest:tt)*) => {
        $crate::function!(@captures $head [$($done)* [$name; &'captured $t; &$name; copied]] | $($rest)*)
    };
    (@captures $head:tt [$($done:tt)*] , ref $name:ident : $t:ty , $($rest:tt)*) => {
        $crate::function!(@captures $head [$($done)* [$name; $t; $name; lent]] , $($rest)*)
    };
    (@captures $head:tt [$($done:tt)*] , ref $name:ident : $t:ty | $($rest:tt)*) => {
        $crate::function!(@captures $head [$($done)* [$name; $t; $name; lent]] | $($rest)*)
    };
    (@captures $head:tt [$($done:tt)*] , $name:ident : $t:ty , $($rest:tt)*) => {
        $crate::function!(@captures $head [$($done)* [$name; $t; $name; copied]] , $($rest)*)
    };
    (@captures $head:tt [$($done:tt)*] , $name:ident : $t:ty | $($rest:tt)*) => {
        $crate::function!(@captures $head [$($done)* [$name; $t; $name; copied]] | $($rest)*)
    };
    (@captures $head:tt $done:tt , | $($rest:tt)*) => { $crate::function!(@result $head $done $($rest)*) };
    (@captures $head:tt $done:tt | $($rest:tt)*) => { $crate::function!(@result $head $done $($rest)*) };

    // The result, from its type.
    (@result [$R:ident $x:ident scalars $S:ident] $c:tt -> Result<[$T:ident; $m:expr], $E:ty> $body:block) => {
        $crate::function!(@vector [$R $x $S] $c [$m] (|| -> ::std::result::Result<_, $E> { $body })()
            .map_err($crate::Error::function))
    };
    (@result [$R:ident $x:ident scalars $S:ident] $c:tt -> Result<$T:ident, $E:ty> $body:block) => {
        $crate::function!(@vector [$R $x $S] $c [1] (|| -> ::std::result::Result<$T, $E> { $body })()
            .map(|value| [value])
            .map_err($crate::Error::function))
    };
    (@result [$R:ident $x:ident scalars $S:ident] $c:tt -> [$T:ident; $m:expr] $body:block) => {
        $crate::function!(@vector [$R $x $S] $c [$m] ::std::result::Result::Ok((|| $body)()))
    };
    (@result [$R:ident $x:ident scalars $S:ident] $c:tt -> $T:ident $body:block) => {
        $crate::function!(@number [$R $x $S] $c $body)
    };
    (@result [$R:ident $x:ident block $A:ident] $c:tt -> [$T:ident; $m:expr] $body:block) => {
        $crate::function!(@blocks [$R $x $A] $c [$m] $body)
    };
    (@result [$R:ident $x:ident block $A:ident] $c:tt -> $T:ident::Scalar $body:block) => {
        $crate::function!(@block [$R $x $A] $c $body)
    };
    (@result [$R:ident $x:ident scalars $S:ident] $c:tt $body:expr) => {
        $crate::function!(@number [$R $x $S] $c $body)
    };

    // One kind of function each. Methods and `self` are written in one place, as their names must meet.
    (@number [$R:ident $x:ident $S:ident] [$([$name:ident; $t:ty; $init:expr; $mode:ident])*] $body:expr) => {
        $crate::function!(@make [$([$name; $t; $init])*] $crate::Function<$R> {
            #[inline(always)]
            fn eval<$S: $crate::Scalar<Real = $R>>(&self, $x: &[$S]) -> $S {
                $(let $name = $crate::function!(@$mode self $name);)*
                $body
            }
        })
    };
    (@vector [$R:ident $x:ident $S:ident] [$([$name:ident; $t:ty; $init:expr; $mode:ident])*] [$m:expr] $values:expr) => {
        $crate::function!(@make [$([$name; $t; $init])*] $crate::TryFunction<$R> {
            #[allow(unused_variables)]
            fn outputs(&self, inputs: usize) -> usize {
                let $x = $crate::function::InputCount(inputs);
                $(let $name = $crate::function!(@$mode self $name);)*
                $m
            }
            #[inline(always)]
            fn eval<$S: $crate::Scalar<Real = $R>>(
                &self,
                $x: &[$S],
                y: &mut [$S],
            ) -> ::std::result::Result<(), $crate::Error> {
                $(let $name = $crate::function!(@$mode self $name);)*
                let values: ::std::result::Result<_, $crate::Error> = $values;
                $crate::function::write_values(&values?, y)
            }
        })
    };
    (@block [$R:ident $x:ident $A:ident] [$([$name:ident; $t:ty; $init:expr; $mode:ident])*] $body:expr) => {
        $crate::function!(@make [$([$name; $t; $init])*] $crate::BlockFunction<$R> {
            fn eval<$A: $crate::Array<Real = $R>>(&self, $x: &$A) -> $A::Scalar {
                $(let $name = $crate::function!(@$mode self $name);)*
                $body
            }
        })
    };
    (@blocks [$R:ident $x:ident $A:ident] [$([$name:ident; $t:ty; $init:expr; $mode:ident])*] [$m:expr] $body:expr) => {
        $crate::function!(@make [$([$name; $t; $init])*] $crate::BlockVectorFunction<$R> {
            #[allow(unused_variables)]
            fn outputs(&self, inputs: usize) -> usize {
                let $x = $crate::function::InputCount(inputs);
                $(let $name = $crate::function!(@$mode self $name);)*
                $m
            }
            fn eval<$A: $crate::Array<Real = $R>>(&self, $x: &$A) -> $A {
                $(let $name = $crate::function!(@$mode self $name);)*
                $body
            }
        })
    };

    (@copied $this:tt $name:ident) => { $this.$name };
    (@lent $this:tt $name:ident) => { &$this.$name };

    (@make [$([$name:ident; $t:ty; $init:expr])*] $Kind:path { $($method:item)* }) => {{
        #[allow(non_camel_case_types)]
        struct __DualtapeFunction<'captured> {
            $($name: $t,)*
            __dualtape_lifetime: ::std::marker::PhantomData<&'captured ()>,
        }
        impl<'captured> $Kind for __DualtapeFunction<'captured> { $($method)* }
        __DualtapeFunction { $($name: $init,)* __dualtape_lifetime: ::std::marker::PhantomData }
    }};
}
