//! What is made from the definition of the command line, and from the documentation: completions, man pages, hints.

use crate::arguments::Arguments;
use crate::failure::{Failure, quoted};
use crate::output::Output;
use clap::{Command, CommandFactory};
use clap_complete::Shell;
use std::io::Write;

const HINTS: &str = include_str!("../HINTS.md");

pub(crate) fn completions(shell: Shell, output: &mut Output) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "client-ip", &mut script);
    output.line(String::from_utf8_lossy(&script).trim_end())
}

pub(crate) fn man(command: Option<&str>, output: &mut Output) -> Result<(), Failure> {
    let mut program = Arguments::command();
    program.build();
    let command = match command {
        None => program,
        Some(name) => subcommand(&program, name)?,
    };
    let mut page = Vec::new();
    render(command, &mut page).map_err(|error| Failure::new(format_args!("the page cannot be made: {error}")))?;
    output.line(String::from_utf8_lossy(&page).trim_end())
}

/// The page, with the examples as they stand instead of filled into paragraphs.
fn render(command: Command, page: &mut Vec<u8>) -> std::io::Result<()> {
    let rest = command.get_after_long_help().or(command.get_after_help()).map(ToString::to_string).unwrap_or_default();
    let has_commands = command.has_subcommands();
    let man = clap_mangen::Man::new(command).source(concat!("client-ip ", env!("CARGO_PKG_VERSION")));
    man.render_title(page)?;
    man.render_name_section(page)?;
    man.render_synopsis_section(page)?;
    man.render_description_section(page)?;
    man.render_options_section(page)?;
    if has_commands {
        man.render_subcommands_section(page)?;
    }
    writeln!(page, ".SH NOTES\n.nf")?;
    for line in rest.lines() {
        // A dot or an apostrophe at the start would be a request to roff.
        writeln!(page, "\\&{}", line.replace('\\', "\\e").replace('-', "\\-").replace('\'', "\\(aq"))?;
    }
    writeln!(page, ".fi")
}

fn subcommand(program: &Command, name: &str) -> Result<Command, Failure> {
    let names = || program.get_subcommands().map(Command::get_name).collect::<Vec<_>>().join(", ");
    let command = program.find_subcommand(name).cloned();
    command.ok_or_else(|| Failure::new(format_args!("{} is no command; the commands are {}", quoted(name), names())))
}

/// What the documentation says of a hint, or the names of all.
pub(crate) fn hint(name: Option<&str>, output: &mut Output) -> Result<(), Failure> {
    let sections = || HINTS.split("\n## ").skip(1).filter_map(|section| section.split_once('\n'));
    let Some(name) = name else {
        return sections().try_for_each(|(name, _)| output.line(name.trim_matches('`')));
    };
    match sections().find(|(title, _)| title.trim_matches('`') == name) {
        Some((_, text)) => output.line(text.trim()),
        None => {
            let names = sections().map(|(title, _)| title.trim_matches('`')).collect::<Vec<_>>().join(", ");
            Err(Failure::new(format_args!("{} is no hint; the hints are {names}", quoted(name))))
        }
    }
}
