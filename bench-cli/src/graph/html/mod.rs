//! A diagram as one page: both passes can be stepped through, and without a script everything is there at once.

use maud::{Markup, PreEscaped, html};

use crate::draw::page::{Script, page};
use crate::draw::pixels::{GREYS, paths};
use crate::graph::diagram::{Diagram, DiagramFormula, DiagramImage, DiagramStep, PassKind};
use crate::graph::style::style_sheet;
use crate::graph::svg::inline;

/// Returns the text of the page.
pub(crate) fn html(diagram: &Diagram) -> String {
    let content = html! {
        header {
            @if let Some(formula) = &diagram.formula {
                (headed(formula))
            } @else {
                h1 { (diagram.title) }
                p class="faint" { (diagram.subtitle) }
            }
        }
        @if !diagram.steps.is_empty() { (controls()) }
        @if !diagram.images.is_empty() {
            div class="images" { @for image in &diagram.images { (drawn(image)) } }
        }
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

/// Returns a formula, which is the heading unless there is another one.
fn headed(formula: &DiagramFormula) -> Markup {
    let statements = html! {
        @for pieces in &formula.statements {
            // Lines end between pieces only, at the spaces.
            span class="statement" { @for piece in pieces { (PreEscaped(piece)) " " } }
            " "
        }
    };
    html! {
        @match &formula.heading {
            Some(heading) => {
                h1 { (heading) }
                p class="statements" { (statements) }
            }
            None => h1 class="statements" { (statements) },
        }
        p class="faint" { (formula.note) }
    }
}

/// Returns a picture of pixels with its caption.
fn drawn(image: &DiagramImage) -> Markup {
    html! {
        figure {
            svg class="image" xmlns="http://www.w3.org/2000/svg" viewBox={ "0 0 " (image.side) " " (image.side) }
                shape-rendering="crispEdges" role="img" aria-label=(image.caption) {
                @for (ink, pixels) in &image.layers {
                    @let ink = ink.ink();
                    g class=(ink.class) color=(ink.light) fill="currentColor" {
                        @for (grey, path) in paths(image.side, pixels) {
                            path fill-opacity=(format!("{:.2}", f64::from(grey) / GREYS)) d=(path) {}
                        }
                    }
                }
            }
            figcaption class="faint" { (image.caption) }
        }
    }
}

/// Returns the sizes of the picture to choose from: style rules do what is chosen.
fn zoom() -> Markup {
    html! {
        fieldset class="zoom" {
            legend { "Size" }
            @for (id, name) in [("fit", "automatic"), ("whole", "whole picture"), ("full", "100 %"), ("double", "200 %")] {
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
    fn a_formula_is_the_heading_or_stands_below_it() {
        let statements = vec![vec!["<math><mi>x</mi></math>".to_owned(); 2]];
        let formula =
            |heading| DiagramFormula { statements: statements.clone(), heading, note: "note".to_owned() };
        let page = |heading| html(&Diagram { formula: Some(formula(heading)), ..sample::neuron() });
        let pieces = "<span class=\"statement\"><math><mi>x</mi></math> <math><mi>x</mi></math> </span>";
        assert!(page(None).contains(&format!("<h1 class=\"statements\">{pieces}")));
        let below = page(Some("a <name>".to_owned()));
        assert!(below.contains("<h1>a &lt;name&gt;</h1>"));
        assert!(below.contains(&format!("<p class=\"statements\">{pieces}")));
    }

    #[test]
    fn without_steps_there_is_no_script() {
        let mut diagram = sample::neuron();
        diagram.steps.clear();
        let page = html(&diagram);
        assert!(!page.contains("<script") && !page.contains("script-src") && !page.contains("<button"));
    }
}
