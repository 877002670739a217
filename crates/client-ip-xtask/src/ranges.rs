//! `cargo xtask ranges`: how old the ranges are that ship with the core. What a provider added since is not trusted, and what
//! it gave back still is, so each file begins with its date and its source.

use crate::process::Result;
use crate::workspace::root;
use ipnet::IpNet;
use std::fs;
use std::time::{SystemTime, UNIX_EPOCH};

/// What stands in one file.
#[derive(Debug, PartialEq)]
struct Ranges {
    /// `YYYY-MM-DD`, or `YYYY` where the provider tells no day.
    date: String,
    /// The days from 1970 to the date. A year alone counts from its first day: the list is no older than that.
    day: i64,
    source: String,
    count: usize,
}

impl Ranges {
    fn read(text: &str) -> Result<Self> {
        let mut comments = text.lines().map_while(|line| line.strip_prefix('#')).map(str::trim);
        let first = comments.next().ok_or("the first line says no date and no source")?;
        let (before, source) = first.split_once("Source:").ok_or("the first line names no source")?;
        // A long address has the next line to itself.
        let source = if source.trim().is_empty() { comments.next().unwrap_or_default() } else { source.trim() };
        if !source.starts_with("https://") {
            return Err("the first line names no source".into());
        }
        let (date, day) = before.split_whitespace().find_map(date).ok_or("the first line says no date")?;
        let mut count = 0;
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let range: IpNet = line.parse().map_err(|_| format!("`{line}` is no range"))?;
            if range != range.trunc() {
                return Err(format!("`{line}` has host bits set; did you mean `{}`?", range.trunc()).into());
            }
            count += 1;
        }
        if count == 0 {
            return Err("there are no ranges".into());
        }
        Ok(Self { date, day, source: source.to_owned(), count })
    }
}

/// A word that begins as a date or is a year, and the days from 1970 to it.
fn date(word: &str) -> Option<(String, i64)> {
    let word = word.trim_end_matches(['.', ',', ';']);
    let parts: Vec<&str> = word.split('-').collect();
    let number = |at: usize, digits: usize| {
        let part = parts.get(at).filter(|part| part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit()));
        part.and_then(|part| part.parse::<i64>().ok())
    };
    let year = number(0, 4).filter(|year| *year > 1999)?;
    if parts.len() == 1 {
        return Some((word.to_owned(), days(year, 1, 1)));
    }
    let (month, day) = (number(1, 2)?, number(2, 2)?);
    let is_a_day = (1..=12).contains(&month) && (1..=31).contains(&day);
    is_a_day.then(|| (format!("{year}-{month:02}-{day:02}"), days(year, month, day)))
}

/// The days from 1970-01-01 to this one. The year is taken to begin in March, so that a leap day comes last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month < 3 { year - 1 } else { year };
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    year * 365 + year / 4 - year / 100 + year / 400 + day_of_year - 719_468
}

pub(crate) fn run() -> Result {
    let today = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs() / 86_400)?;
    let folder = root().join("crates/client-ip-core/src/policy/presets");
    let mut files = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "txt"));
    files.sort_unstable();
    if files.is_empty() {
        return Err("there are no files of ranges".into());
    }
    let mut complaints = Vec::new();
    for file in files {
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        match Ranges::read(&fs::read_to_string(&file)?) {
            Ok(Ranges { date, day, .. }) if day > today => complaints.push(format!("{name}: {date} is yet to come")),
            Ok(Ranges { date, day, source, count }) => {
                println!("{name:<26} {date:<10} {:>5} days old {count:>5} ranges  {source}", today - day);
            }
            Err(error) => complaints.push(format!("{name}: {error}")),
        }
    }
    if complaints.is_empty() { Ok(()) } else { Err(complaints.join("\n").into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<(String, i64, String, usize), String> {
        let ranges = Ranges::read(text).map_err(|error| error.to_string())?;
        Ok((ranges.date, ranges.day, ranges.source, ranges.count))
    }

    #[test]
    fn the_first_line_tells_date_and_source() {
        let source = "https://example.org/19".to_owned();
        for (head, date, day) in [
            ("# Azure, change number 19, of 2025-07-25. Source: https://example.org/19\n# More.", "2025-07-25", 20_294),
            ("# AWS, createDate 2026-08-22-15-17-05. Source: https://example.org/19", "2026-08-22", 20_687),
            ("# Google, as of 2026. Source:\n# https://example.org/19\n# More.", "2026", 20_454),
        ] {
            let expected = (date.to_owned(), day, source.clone(), 2);
            assert_eq!(read(&format!("{head}\n192.0.2.0/24\n2001:db8::/32\n")), Ok(expected), "{head}");
        }
    }

    #[test]
    fn a_file_that_lacks_something_is_refused() {
        for (text, error) in [
            ("192.0.2.0/24\n", "the first line says no date and no source"),
            ("# Of 2026-06-07.\n192.0.2.0/24\n", "the first line names no source"),
            ("# Of 2026-06-07. Source: a friend\n192.0.2.0/24\n", "the first line names no source"),
            ("# Of 2026-06-07. Source:\n192.0.2.0/24\n", "the first line names no source"),
            ("# Of June. Source: https://example.org/2026-06-07\n192.0.2.0/24\n", "the first line says no date"),
            ("# Of 2026-13-07. Source: https://example.org\n192.0.2.0/24\n", "the first line says no date"),
            ("# Of 2026. Source: https://example.org\n", "there are no ranges"),
            ("# Of 2026. Source: https://example.org\n192.0.2.0/33\n", "`192.0.2.0/33` is no range"),
            ("# Of 2026. Source: https://example.org\n192.0.2.0/24\n\n", "`` is no range"),
            (
                "# Of 2026. Source: https://example.org\n192.0.2.1/24\n",
                "`192.0.2.1/24` has host bits set; did you mean `192.0.2.0/24`?",
            ),
        ] {
            assert_eq!(read(text), Err(error.to_owned()), "{text}");
        }
    }

    #[test]
    fn days_are_counted_over_leap_years() {
        for (date, expected) in [
            ((1970, 1, 1), 0),
            ((2000, 2, 29), 11_016),
            ((2000, 3, 1), 11_017),
            ((2024, 12, 31), 20_088),
            ((2026, 11, 25), 20_782),
        ] {
            assert_eq!(days(date.0, date.1, date.2), expected, "{date:?}");
        }
    }
}
