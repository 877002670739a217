//! Medians, and how tables show them.

use std::fmt::Write as _;

/// What was timed on some requests: a row for each request, a column for each candidate, ours first.
#[derive(Debug, Clone)]
pub struct Results {
    /// The candidates.
    pub columns: Vec<&'static str>,
    /// The requests.
    pub rows: Vec<Row>,
}

/// One request.
#[derive(Debug, Clone)]
pub struct Row {
    /// What the tables call it.
    pub name: String,
    /// One for each column; `None` where the candidate cannot do it.
    pub cells: Vec<Option<Cell>>,
}

/// One median.
#[derive(Debug, Clone, Copy)]
pub struct Cell {
    /// Nanoseconds a call.
    pub nanoseconds: f64,
    /// Whether the answer was the right one.
    pub is_right: bool,
}

impl Results {
    /// A Markdown table: nanoseconds, `*` where the answer is wrong, and what part of that the first column takes.
    #[must_use]
    pub fn markdown(&self, first: &str) -> String {
        let mut text =
            format!("| {first} | {} |\n| --- |{}\n", self.columns.join(" | "), " --: |".repeat(self.columns.len()));
        for row in &self.rows {
            let _ = write!(text, "| {} |", row.name);
            let ours = row.cells.first().copied().flatten();
            for (column, cell) in row.cells.iter().enumerate() {
                let shown = match (cell, ours) {
                    (None, _) => "-".to_owned(),
                    (Some(cell), Some(ours)) if column > 0 => {
                        format!("{} ({:.2})", cell.shown(), ours.nanoseconds / cell.nanoseconds)
                    }
                    (Some(cell), _) => cell.shown(),
                };
                let _ = write!(text, " {shown} |");
            }
            text.push('\n');
        }
        text
    }

    /// Requests that a candidate answers rightly and faster than the first column.
    #[must_use]
    pub fn behind(&self) -> Vec<String> {
        let mut behind = Vec::new();
        for row in &self.rows {
            let Some(Some(ours)) = row.cells.first() else { continue };
            for (name, cell) in self.columns.iter().zip(&row.cells).skip(1) {
                if cell.is_some_and(|cell| cell.is_right && cell.nanoseconds < ours.nanoseconds) {
                    behind.push(format!("{}: {name} is faster", row.name));
                }
            }
        }
        behind
    }
}

impl Cell {
    fn shown(self) -> String {
        format!("{}{}", grouped(self.nanoseconds), if self.is_right { "" } else { "*" })
    }
}

/// A number as people read it: `0.6`, `48`, `528,743`.
#[must_use]
pub fn grouped(number: f64) -> String {
    if number < 9.95 {
        return format!("{number:.1}");
    }
    thousands(&format!("{number:.0}"))
}

/// Digits with commas: `528,743`.
#[must_use]
pub fn thousands(digits: &str) -> String {
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
