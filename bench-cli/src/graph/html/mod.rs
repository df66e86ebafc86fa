//! A diagram as one page: both passes can be stepped through, and without a script everything is there at once.

use maud::{Markup, html};

use crate::draw::page::{Script, page};
use crate::graph::diagram::{Diagram, DiagramStep, PassKind};
use crate::graph::style::style_sheet;
use crate::graph::svg::inline;

/// Returns the text of the page.
pub(crate) fn html(diagram: &Diagram) -> String {
    let content = html! {
        header {
            h1 { (diagram.title) }
            p class="faint" { (diagram.subtitle) }
        }
        @if !diagram.steps.is_empty() { (controls()) }
        (zoom())
        // Pictures wider than the screen are moved sideways, with the keyboard too.
        div class="picture" role="region" aria-label="Picture" tabindex="0" { (inline(diagram)) }
        @for pass in [PassKind::Forward, PassKind::Reverse] { (steps(diagram, pass)) }
        (numbers(diagram))
    };
    let script =
        if diagram.steps.is_empty() { Script::None } else { Script::Inline(include_str!("step.js")) };
    page(&diagram.title, script, &(style_sheet() + include_str!("step.css")), &content)
}

/// Returns the buttons. The script shows them: without it they are of no use.
fn controls() -> Markup {
    let buttons = [
        ("first", "First", "Home"),
        ("back", "Back", "ArrowLeft"),
        ("next", "Next", "ArrowRight"),
        ("last", "Last", "End"),
        ("whole", "Whole picture", "Escape"),
    ];
    html! {
        div class="controls" hidden {
            div role="group" aria-label="Steps" {
                @for (action, name, key) in buttons {
                    button type="button" data-action=(action) aria-keyshortcuts=(key) { (name) }
                }
            }
            p role="status" aria-live="polite" {}
        }
    }
}

/// Returns the sizes of the picture to choose from: style rules do what is chosen.
fn zoom() -> Markup {
    html! {
        fieldset class="zoom" {
            legend { "Size" }
            @for (id, name) in [("fit", "fits the window"), ("whole", "whole picture"), ("full", "100 %"), ("double", "200 %")] {
                label { input type="radio" name="zoom" id=(id) checked[id == "fit"]; " " (name) }
            }
        }
    }
}

/// Returns the sentences of a pass, numbered through both.
fn steps(diagram: &Diagram, pass: PassKind) -> Markup {
    let of_pass = |(_, step): &(usize, &DiagramStep)| step.pass == pass;
    let steps: Vec<(usize, &DiagramStep)> = (1..).zip(&diagram.steps).filter(of_pass).collect();
    let heading = match pass {
        PassKind::Forward => "Forward pass: values",
        PassKind::Reverse => "Reverse pass: adjoints",
    };
    html! {
        @if !steps.is_empty() {
            section class="pass" {
                h2 class=(pass.ink().class) { (heading) }
                ol class="steps" {
                    @for (number, step) in steps {
                        li value=(number) data-step=(number) data-pass=(pass.name()) data-box=(step.at) {
                            (step.sentence)
                        }
                    }
                }
            }
        }
    }
}

/// Returns the picture as a table, for those who do not see it.
fn numbers(diagram: &Diagram) -> Markup {
    html! {
        section {
            h2 { "The numbers" }
            div class="scrolled" role="region" aria-label="The numbers" tabindex="0" {
                table {
                    thead {
                        tr {
                            @for (name, class) in [("box", "note"), ("part", "note"), ("formula", "note"), ("value", "number"), ("adjoint", "number")] {
                                th scope="col" class=(class) { (name) }
                            }
                        }
                    }
                    tbody {
                        @for node in &diagram.boxes {
                            tr {
                                th scope="row" { (node.name()) }
                                td class={ "note " (node.role.ink().class) } { (node.role.name()) }
                                td class="note" { (node.formula.as_deref().unwrap_or_default()) }
                                td class=(PassKind::Forward.ink().class) { (node.value) }
                                td class=(PassKind::Reverse.ink().class) { (node.adjoint.as_deref().unwrap_or_default()) }
                            }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::sample;

    #[test]
    fn hostile_text_stays_text() {
        let page = html(&sample::hostile());
        assert_eq!(page.matches("<script").count(), 1, "only ours");
        assert_eq!(
            page.matches("<title").count(),
            2 + 10 + 9,
            "the page, the picture, its boxes and its labels"
        );
    }

    #[test]
    fn the_page_names_no_other_place() {
        let page = html(&sample::neuron()).replace("http://www.w3.org/2000/svg", "");
        for word in ["http:", "https:", "src=", "@import", "url(", "fetch", "XMLHttpRequest"] {
            assert!(!page.contains(word), "{word}");
        }
    }

    #[test]
    fn without_steps_there_is_no_script() {
        let mut diagram = sample::neuron();
        diagram.steps.clear();
        let page = html(&diagram);
        assert!(!page.contains("<script") && !page.contains("script-src") && !page.contains("<button"));
    }
}
