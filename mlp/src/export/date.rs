//! The parts of dates that come back, as operators on days since 1970-01-01.
//!
//! NaN stays NaN: the numbers are double, and whole numbers among them are exact.

use super::graph::{Graph, Value};
use dualtape_columns::Cycle;

/// Adds the place in a cycle, from 0 to 1.
pub(super) fn add_place(graph: &mut Graph, days: &Value, cycle: Cycle) -> Value {
    let day = graph.op("Floor", &[days]);
    match cycle {
        Cycle::Month => {
            let month = add_month(graph, &day);
            graph.op_number("Div", &month, 12.0)
        }
        Cycle::Weekday => {
            // The first day of 1970 was a Thursday.
            let since_monday = graph.op_number("Add", &day, 3.0);
            let weekday = add_remainder(graph, &since_monday, 7.0);
            graph.op_number("Div", &weekday, 7.0)
        }
        Cycle::Hour => graph.op("Sub", &[days, &day]),
    }
}

/// Adds the month of a day, from 0 for January: Hinnant's `civil_from_days`, in years that begin in March.
fn add_month(graph: &mut Graph, day: &Value) -> Value {
    let from_year_0 = graph.op_number("Add", day, 719_468.0);
    let day_of_era = add_remainder(graph, &from_year_0, 146_097.0);
    // 365 days per year of the era, once the leap days before are taken out.
    let leap_days = [(-1.0, 1_460.0), (1.0, 36_524.0), (-1.0, 146_096.0)];
    let year_days = add_with_quotients(graph, &day_of_era, &day_of_era, &leap_days);
    let year = add_quotient(graph, &year_days, 365.0);
    let days_before_year = graph.op_number("Mul", &year, 365.0);
    let days_before_year = add_with_quotients(graph, &days_before_year, &year, &[(1.0, 4.0), (-1.0, 100.0)]);
    let day_of_year = graph.op("Sub", &[&day_of_era, &days_before_year]);
    // Months from March have 31, 30, 31, 30, 31 days, 153 in all, over and over.
    let fifths = graph.op_number("Mul", &day_of_year, 5.0);
    let fifths = graph.op_number("Add", &fifths, 2.0);
    let month_from_march = add_quotient(graph, &fifths, 153.0);
    let month = graph.op_number("Add", &month_from_march, 2.0);
    add_remainder(graph, &month, 12.0)
}

/// Adds ⌊x / n⌋.
fn add_quotient(graph: &mut Graph, x: &Value, n: f64) -> Value {
    let ratio = graph.op_number("Div", x, n);
    graph.op("Floor", &[&ratio])
}

/// Adds x − n ⌊x / n⌋.
fn add_remainder(graph: &mut Graph, x: &Value, n: f64) -> Value {
    let quotient = add_quotient(graph, x, n);
    let multiple = graph.op_number("Mul", &quotient, n);
    graph.op("Sub", &[x, &multiple])
}

/// Adds start + Σ sign ⌊x / n⌋.
fn add_with_quotients(graph: &mut Graph, start: &Value, x: &Value, terms: &[(f64, f64)]) -> Value {
    terms.iter().fold(start.clone(), |sum, &(sign, n)| {
        let quotient = add_quotient(graph, x, n);
        let term = graph.op_number("Mul", &quotient, sign);
        graph.op("Add", &[&sum, &term])
    })
}
