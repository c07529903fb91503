//! Reads the lines of standard input with a model file and prints one JSON object for each.
//!
//! `cargo run --release -p reader --example read -- MODEL [--all] < lines.txt`

use std::io::{BufRead as _, Write as _};

use reader::{Names, Reader, Show};

fn main() -> Result<(), Box<dyn core::error::Error>> {
    let path = std::env::args().nth(1).ok_or("name a model file")?;
    let reader = Reader::new(&std::fs::read(path)?)?;
    let show = if std::env::args().any(|argument| argument == "--all") { Show::All } else { Show::Confident };
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        writeln!(
            out,
            "{}",
            serde_json::to_string(&reader.read_showing(&line?, show, &Names::default()).line())?
        )?;
    }
    Ok(())
}
