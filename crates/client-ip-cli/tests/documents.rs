//! What is generated, and what the documentation shows.

mod common;

use common::run;

/// The words of a shell's command line, quotes taken off.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (number, part) in line.split('\'').enumerate() {
        if number % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

/// Each command of the text's console blocks runs and prints what stands below it.
fn check_console_blocks(text: &str) -> usize {
    let blocks = text.split("```console\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    let mut count = 0;
    for (command, expected) in blocks.map(|block| block.split_once('\n').unwrap()) {
        let words = words(command.strip_prefix("$ client-ip ").unwrap());
        let ran = run(&words.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(ran.out, expected, "{command}");
        count += 1;
    }
    count
}

#[test]
fn the_readme_shows_what_the_program_prints() {
    assert_eq!(check_console_blocks(include_str!("../README.md")), 1);
}

#[test]
fn the_front_page_shows_what_the_program_prints() {
    assert_eq!(check_console_blocks(include_str!("../../../README.md")), 1);
}

#[test]
fn every_shell_gets_a_script_that_knows_the_commands() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let ran = run(&["completions", shell]);
        assert!(ran.status == Some(0) && ran.out.contains("policy-file") && ran.out.contains("explain"), "{shell}");
    }
}

#[test]
fn every_command_has_a_man_page() {
    let page = run(&["man"]).out;
    assert!(page.contains(".TH client-ip 1") && page.contains(r"client\-ip\-explain(1)"), "{page}");
    for command in ["explain", "test", "check", "hint", "completions", "man"] {
        let page = run(&["man", command]).out;
        assert!(page.contains(&format!(".TH client-ip-{command} 1")), "{page}");
        // What could be read as a request to roff.
        assert!(page.split(".nf\n").nth(1).unwrap().lines().all(|line| line == ".fi" || line.starts_with("\\&")));
    }
    let ran = run(&["man", "walk"]);
    assert_eq!(ran.status, Some(2));
    assert_eq!(
        ran.err,
        "error: `walk` is no command; the commands are explain, test, check, hint, completions, man, help\n"
    );
}

#[test]
fn every_help_shows_examples_and_the_exit_status() {
    for command in ["explain", "test", "check"] {
        let help = run(&[command, "--help"]).out;
        assert!(help.contains(&format!("\n  client-ip {command} ")) && help.contains("Exit status: "), "{help}");
    }
    assert_eq!(run(&["--version"]).out, format!("client-ip {}\n", env!("CARGO_PKG_VERSION")));
}
