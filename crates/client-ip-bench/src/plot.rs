//! A plot of medians: a line for each request, a dot for each candidate, time on a logarithmic scale.
//! The colours hold on white and on black; the text follows the reader's mode.

use crate::results::{Results, grouped};
use std::fmt::Write as _;

const WIDTH: f64 = 900.0;
const LEFT: f64 = 312.0;
const RIGHT: f64 = 44.0;
const TOP: f64 = 96.0;
const LINE: f64 = 26.0;
/// Okabe and Ito's, which the colour-blind tell apart; the first is this library's.
const COLOURS: [&str; 6] = ["#d55e00", "#009e73", "#3d8fd1", "#cc79a7", "#b8860b", "#8c8c8c"];

/// The plot as SVG.
#[must_use]
pub fn svg(title: &str, results: &Results) -> String {
    let height = TOP + LINE * results.rows.len() as f64 + 44.0;
    let values = || results.rows.iter().flat_map(|row| &row.cells).flatten().map(|cell| cell.nanoseconds);
    let lowest = values().fold(f64::MAX, f64::min).log10().floor();
    let highest = values().fold(f64::MIN, f64::max).log10().ceil();
    let x = |value: f64| LEFT + (value.log10() - lowest) / (highest - lowest) * (WIDTH - LEFT - RIGHT);

    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" font-family=\"system-ui, 'DejaVu Sans', sans-serif\" font-size=\"13\">\n\
         <style>text {{ fill: #24292f }} .rule {{ stroke: #8c959f; stroke-opacity: 0.35 }}\n\
         @media (prefers-color-scheme: dark) {{ text {{ fill: #e6edf3 }} }}</style>\n\
         <title>{title}</title>\n<text x=\"10\" y=\"22\" font-size=\"15\" font-weight=\"bold\">{title}</text>\n"
    );
    for (column, (name, colour)) in results.columns.iter().zip(COLOURS).enumerate() {
        let (left, top) = (18.0 + 200.0 * (column % 3) as f64, 46.0 + 20.0 * (column / 3) as f64);
        dot(&mut svg, left, top, colour, column == 0, true);
        let _ =
            writeln!(svg, "<text x=\"{}\" y=\"{}\">{}</text>", left + 12.0, top + 4.5, escaped(&name.replace('`', "")));
    }
    dot(&mut svg, 618.0, 46.0, COLOURS[5], false, false);
    let _ = writeln!(svg, "<text x=\"630\" y=\"50.5\">hollow: a wrong answer</text>");

    let bottom = TOP + LINE * results.rows.len() as f64;
    for power in lowest as i32..=highest as i32 {
        let at = x(10f64.powi(power));
        let _ = writeln!(
            svg,
            "<line class=\"rule\" x1=\"{at:.1}\" x2=\"{at:.1}\" y1=\"{TOP}\" y2=\"{bottom}\"/><text x=\"{at:.1}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
            bottom + 18.0,
            grouped(10f64.powi(power))
        );
    }
    let _ = writeln!(
        svg,
        "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">nanoseconds a request</text>",
        WIDTH - RIGHT,
        bottom + 36.0
    );

    for (number, row) in results.rows.iter().enumerate() {
        let y = TOP + LINE * (number as f64 + 0.5);
        let _ = writeln!(
            svg,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text><line class=\"rule\" x1=\"{LEFT}\" x2=\"{}\" y1=\"{y}\" y2=\"{y}\"/>",
            LEFT - 12.0,
            y + 4.5,
            escaped(&row.name),
            WIDTH - RIGHT
        );
        // Ours last, so that it lies on top.
        for (column, (cell, colour)) in row.cells.iter().zip(COLOURS).enumerate().rev() {
            if let Some(cell) = cell {
                dot(&mut svg, x(cell.nanoseconds), y, colour, column == 0, cell.is_right);
            }
        }
    }
    svg.push_str("</svg>\n");
    svg
}

fn dot(svg: &mut String, x: f64, y: f64, colour: &str, is_ours: bool, is_right: bool) {
    let radius = if is_ours { 7.0 } else { 5.0 };
    let fill = if is_right { colour } else { "none" };
    let _ = writeln!(
        svg,
        "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius}\" fill=\"{fill}\" stroke=\"{colour}\" stroke-width=\"2\"/>"
    );
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
