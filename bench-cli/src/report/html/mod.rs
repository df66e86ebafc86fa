//! A report as one page that needs nothing else: no network, no script, no font of its own.

mod table;

use maud::{Markup, html};

use crate::analysis::run_set::{NamedRecord, RunSet};
use crate::draw::layout::{ChartLayout, style_sheet};
use crate::draw::page::{Script, data, page};
use crate::record::Record;
use crate::record::environment::ClockKind;
use crate::report::charts::{ReportFigure, figures, line_sample};
use crate::report::{findings, titles};
use crate::terminal::invocation::shell_words;
use crate::units;

/// Returns the text of the page.
pub(crate) fn html(runs: &RunSet) -> String {
    let question = titles::question(runs.first());
    let content = html! {
        header {
            h1 { (question) }
            @for comparison in titles::comparisons(runs) {
                p class="verdict" { strong { (comparison) } }
            }
            @for (letter, run) in runs.lettered() { (summary(letter, &run.name, &run.record)) }
        }
        (warnings(runs))
        @for drawing in figures(runs) { (figure(&drawing)) }
        @if !runs.changes().is_empty() { (table::changes(runs)) }
        @for (letter, run) in runs.lettered() {
            (table::cells(letter, &run.record))
            @if !run.record.fits.is_empty() { (table::growth(letter, &run.record)) }
        }
        (method(runs))
        (data("JSON, times in seconds", &runs.to_json()))
    };
    page(&question, Script::None, &style_sheet(), &content)
}

/// Returns the verdict in bold, and the finding behind it.
fn summary(letter: Option<char>, name: &str, record: &Record) -> Markup {
    html! {
        @if let Some(letter) = letter {
            h2 class="run" { (line_sample(index_of(letter))) " " (letter) ": " (name) }
        }
        p class=[letter.is_none().then_some("verdict")] { strong { (titles::verdict(record)) } }
        @let statements = findings::statements(record);
        @if statements.is_empty() {
            p { (findings::sentence(record)) }
        } @else {
            ul class="finding" { @for statement in &statements { li { (sentence(statement)) } } }
        }
    }
}

/// Returns a statement as a sentence, with exponents raised and commands set as code: terminals show `p^0.98` as it is.
fn sentence(statement: &str) -> Markup {
    let text = units::capitalised(statement) + ".";
    html! {
        @for (index, part) in text.split('`').enumerate() {
            @if index % 2 == 1 { code { (part) } } @else { (raised(part)) }
        }
    }
}

/// Returns text with exponents raised.
fn raised(text: &str) -> Markup {
    let mut parts = text.split('^');
    html! {
        (parts.next().unwrap_or_default())
        @for part in parts {
            @let is_exponent = |c: char| c.is_ascii_digit() || "-.".contains(c);
            @let number = part.split(|c| !is_exponent(c)).next().unwrap_or_default().trim_end_matches('.');
            sup { (number) } (&part[number.len()..])
        }
    }
}

/// Returns the place of the run that has this letter.
fn index_of(letter: char) -> usize {
    ('A'..letter).count()
}

fn warnings(runs: &RunSet) -> Markup {
    let of_run = |(letter, run): (Option<char>, &NamedRecord)| {
        let letter = letter.map_or(String::new(), |letter| format!("{letter}: "));
        run.record.warnings.iter().map(|warning| format!("{letter}{warning}")).collect::<Vec<_>>()
    };
    let warnings: Vec<String> =
        runs.machine_differences().into_iter().chain(runs.lettered().flat_map(of_run)).collect();
    html! {
        @if !warnings.is_empty() {
            ul class="warnings" aria-label="Warnings" { @for warning in &warnings { li { (warning) } } }
        }
    }
}

/// Returns a figure in two sizes, of which the style sheet shows one.
fn figure(drawing: &ReportFigure) -> Markup {
    html! {
        figure class={ "figure-" (drawing.class()) } {
            figcaption {
                h2 { (drawing.title()) }
                p class="faint" { (drawing.subtitle()) }
                @if !drawing.legend().is_empty() {
                    p class="key faint" {
                        @for (run, (letter, name)) in drawing.legend().iter().enumerate() {
                            span { (line_sample(run)) " " (letter) ": " (name) }
                        }
                    }
                }
            }
            (drawing.vector(ChartLayout::WIDE).0)
            (drawing.vector(ChartLayout::NARROW).0)
        }
    }
}

/// Returns the clock of all runs, or both clocks where a record does not say or runs differ.
fn clock(runs: &RunSet) -> &'static str {
    let mut kinds = runs.lettered().map(|(_, run)| run.record.environment.clock);
    let first = kinds.next().flatten();
    match first.filter(|_| kinds.all(|kind| kind == first)) {
        Some(ClockKind::ThreadProcessorTime) => "the processor time of the thread that does the work",
        Some(ClockKind::Wall) => "the clock on the wall",
        None => {
            "the processor time of the thread that does the work (by the clock on the wall where there are several)"
        }
    }
}

fn method(runs: &RunSet) -> Markup {
    html! {
        section {
            h2 { "How it was measured" }
            p {
                "Before anything is timed, the gradients of all engines are checked against slopes of the plain function and \
                 against each other. A sample is as many repetitions as last a millisecond, by " (clock(runs)) ". Cells \
                 are visited round by round in random order; ratios are taken within a round. Figures are medians with their median absolute \
                 deviation (MAD) and a bootstrap 95\u{a0}% interval; exponents are Theil–Sen slopes over logarithms. \
                 No sample is dropped."
            }
            @for (letter, run) in runs.lettered() { (environment(letter, &run.record)) }
        }
        section {
            h2 { "To repeat it" }
            @for (_, run) in runs.lettered() {
                pre { code { (shell_words(&run.record.command)) } }
            }
        }
    }
}

fn environment(letter: Option<char>, record: &Record) -> Markup {
    let environment = &record.environment;
    let rows = [
        ("Processor", format!("{}, {} of {} cores", environment.cpu, environment.pinned, environment.cores)),
        ("Load at the start", format!("{:.2}", environment.load)),
        ("System", environment.os.clone()),
        (
            "Compiler",
            format!("{}, {} build, for {}", environment.rustc, environment.profile, environment.target_cpu),
        ),
        ("dualtape", format!("{} ({})", environment.version, environment.commit)),
        ("Step of the clock", units::time(environment.timer_resolution_s)),
        ("Seed", record.seed.to_string()),
    ];
    html! {
        @if let Some(letter) = letter { h3 { "Run " (letter) } }
        dl {
            @for (name, value) in rows { div { dt { (name) } dd { (value) } } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::sample;

    #[test]
    fn hostile_text_stays_text() {
        let hostile = "</script><script>alert('1')</script><!-- \u{2028} &amp; \"";
        let mut record = sample::record(&[10, 100, 1000], |p| 4e-6 * p, |p| 1e-7 * p * p);
        hostile.clone_into(&mut record.environment.cpu);
        record.command.push(hostile.to_owned());
        record.warnings.push(hostile.to_owned());
        let page = html(&RunSet::one(hostile, record.clone()));
        assert_eq!(page.matches("<script").count(), 1, "only the data");
        assert_eq!(page.matches("</script").count(), 1);
        let start = page.find("id=\"data\">").expect("the data") + "id=\"data\">".len();
        let json = &page[start..page.find("</script").expect("its end")];
        let back: serde_json::Value = serde_json::from_str(json).expect("JSON");
        assert_eq!(back, serde_json::to_value(record).expect("JSON"));
    }

    #[test]
    fn the_page_has_the_rules_of_charts() {
        let page = html(&RunSet::one("run", sample::record(&[10], |p| 4e-6 * p, |p| 1e-7 * p * p)));
        assert!(page.contains(&format!("<style>{}", style_sheet())));
    }

    #[test]
    fn exponents_are_raised() {
        let raised = "It grows as p<sup>-0.02</sup> and p<sup>1.00</sup>.";
        assert_eq!(sentence("it grows as p^-0.02 and p^1.00").into_string(), raised);
    }

    #[test]
    fn the_page_names_no_other_place() {
        let record = sample::record(&[10, 100, 1000], |p| 4e-6 * p, |p| 1e-7 * p * p);
        let page = html(&RunSet::one("run", record)).replace("http://www.w3.org/2000/svg", "");
        for word in ["http:", "https:", "src=", "@import", "url("] {
            assert!(!page.contains(word), "{word}");
        }
    }
}
