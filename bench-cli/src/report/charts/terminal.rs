//! A chart for the terminal, for people on a server: braille lines, coloured as in the report.

use std::fmt::Write;

use dualtape_contenders::EngineKind;

use crate::draw::braille::Canvas;
use crate::draw::label_spacing::spread;
use crate::draw::palette::FAINT;
use crate::draw::{Paint, palette};
use crate::record::Crossover;
use crate::record::nouns::Phrases;
use crate::report::charts::line_chart::{LineChart, Series, SeriesPoint};
use crate::units;

/// Rows of the plot.
const ROWS: usize = 14;

/// Columns for the labels of the vertical axis.
const LEFT: usize = 8;

/// The fewest columns of the plot that show a shape.
const FEWEST: usize = 20;

/// Draws the chart in so many columns.
pub(crate) fn terminal(chart: &LineChart, columns: usize, paint: Paint) -> String {
    let right = chart.lines.iter().map(|line| label(line).chars().count()).max().unwrap_or(0) + 2;
    let width = columns.saturating_sub(LEFT + 2 + right).max(FEWEST);
    let (canvas, marks) = (drawn(chart, width), marks(chart, width));
    let mut labels = [None; ROWS];
    for (line, row) in chart.lines.iter().zip(label_rows(chart)) {
        labels[row] = Some(line);
    }
    let mut ticks = vec![String::new(); ROWS];
    for value in chart.y.ticks(6) {
        ticks[row_of(1.0 - chart.y.at(value))] = chart.y_tick(value);
    }
    let mut text = paint.bold(&chart.title) + "\n";
    for row in 0..ROWS {
        let tick = &ticks[row];
        let edge = if tick.is_empty() { '│' } else { '┤' };
        text += &paint.ink(&format!("{tick:>LEFT$} {edge}"), FAINT);
        text += &painted(&canvas, row, &marks, paint);
        if let Some(line) = labels[row] {
            text += "  ";
            text += &paint.ink(&label(line), palette::of(line.engine));
        }
        text = text.trim_end().to_owned() + "\n";
    }
    text += &paint.ink(&horizontal(chart, width), FAINT);
    for (run, crossover) in &chart.crossovers {
        let said = crossover_text(chart, *run, crossover);
        write!(text, "\n{:LEFT$}  {}", "", paint.ink(&said, FAINT)).expect("a String takes everything");
    }
    for (run, (letter, name)) in chart.legend.iter().enumerate() {
        let more = if run == 0 { "" } else { ", dotted" };
        write!(text, "\n{:LEFT$}  {letter}: {name}{more}", "").expect("a String takes everything");
    }
    text + "\n"
}

fn drawn(chart: &LineChart, width: usize) -> Canvas {
    let mut canvas = Canvas::new(width, ROWS);
    for line in &chart.lines {
        let place =
            |point: &SeriesPoint| (chart.x.at(point.parameters as f64), 1.0 - chart.y.at(point.value));
        let points: Vec<(f64, f64)> = line.points.iter().map(place).collect();
        canvas.dot(points[0], line.engine);
        for pair in points.windows(2) {
            // A second run or style is only its points.
            if line.pattern == 0 {
                canvas.line(pair[0], pair[1], line.engine);
            } else {
                canvas.dot(pair[1], line.engine);
            }
        }
        // So is what was only predicted.
        line.predicted.iter().for_each(|point| canvas.dot(place(point), line.engine));
    }
    canvas
}

/// The mark of a crossover.
const MARK: char = '┊';

/// Returns the columns of the crossovers.
fn marks(chart: &LineChart, width: usize) -> Vec<usize> {
    let column = |parameters: f64| whole(chart.x.at(parameters).clamp(0.0, 1.0) * (width - 1) as f64 + 0.5);
    chart.crossovers.iter().map(|(_, crossover)| column(crossover.parameters)).collect()
}

/// Returns the label of a crossover.
fn crossover_text(chart: &LineChart, run: usize, crossover: &Crossover) -> String {
    let letter = chart.legend.get(run).map_or(String::new(), |(letter, _)| format!("{letter}: "));
    format!(
        "{MARK} {letter}{} wins below {} (95 %: {})",
        crossover.over,
        units::significant(crossover.parameters),
        units::interval(crossover.ci95, units::significant)
    )
}

/// Returns a row of the canvas with the marks where it is empty, in one piece per colour.
fn painted(canvas: &Canvas, row: usize, marks: &[usize], paint: Paint) -> String {
    let mut letters: Vec<(char, Option<EngineKind>)> = canvas.row(row).collect();
    for &mark in marks {
        if letters[mark].1.is_none() {
            letters[mark].0 = MARK;
        }
    }
    let pieces = letters.chunk_by(|a, b| a.1 == b.1);
    pieces
        .map(|piece| {
            let text: String = piece.iter().map(|(letter, _)| letter).collect();
            match piece[0].1 {
                Some(owner) => paint.ink(&text, palette::of(owner)),
                None if text.contains(MARK) => paint.ink(&text, FAINT),
                None => text,
            }
        })
        .collect()
}

fn label(line: &Series) -> String {
    format!("{} {}", line.name, line.last)
}

/// Returns a row of its own for each line's label, as near to its end as the others allow.
fn label_rows(chart: &LineChart) -> Vec<usize> {
    let end = |line: &Series| line.predicted.last().unwrap_or(&line.points[line.points.len() - 1]).value;
    let wanted: Vec<f64> =
        chart.lines.iter().map(|line| (1.0 - chart.y.at(end(line))) * (ROWS - 1) as f64 + 0.5).collect();
    let height = if chart.lines.len() > ROWS { ROWS as f64 / chart.lines.len() as f64 } else { 1.0 };
    let centres = spread(&wanted, height, (0.0, ROWS as f64));
    centres.into_iter().map(|centre| whole(centre).min(ROWS - 1)).collect()
}

/// Returns the horizontal axis: ticks, their values, and its name.
fn horizontal(chart: &LineChart, width: usize) -> String {
    let mut axis: Vec<char> = vec!['─'; width];
    let mut values: Vec<char> = vec![' '; width];
    for value in chart.x_ticks(6) {
        let at = whole(chart.x.at(value) * (width - 1) as f64 + 0.5).min(width - 1);
        axis[at] = '┬';
        let text = units::round_count(value);
        for (i, letter) in text.chars().enumerate() {
            let place = (at + i).saturating_sub(text.len() / 2).min(width - 1);
            values[place] = letter;
        }
    }
    let text = |letters: Vec<char>| letters.into_iter().collect::<String>();
    let axis = format!("{:LEFT$} └{}", "", text(axis));
    let values = text(values);
    format!("{axis}\n{:LEFT$}  {}  {}", "", values.trim_end(), chart.words.axis())
}

fn row_of(share: f64) -> usize {
    whole(share.clamp(0.0, 1.0) * (ROWS - 1) as f64 + 0.5)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place on the screen")]
fn whole(place: f64) -> usize {
    place.max(0.0) as usize
}
