//! Reads the lines of standard input with a model file and prints one JSON object for each.
//!
//! `cargo run --release -p reader --example read -- MODEL < lines.txt`

use std::io::{BufRead as _, Write as _};

use reader::Reader;

fn main() -> Result<(), Box<dyn core::error::Error>> {
    let path = std::env::args().nth(1).ok_or("name a model file")?;
    let reader = Reader::new(&std::fs::read(path)?)?;
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        writeln!(out, "{}", serde_json::to_string(&reader.read(&line?).line())?)?;
    }
    Ok(())
}
