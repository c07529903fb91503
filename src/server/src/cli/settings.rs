//! `undertone settings`.

use std::io::Write;

use super::ShowSettings;
use crate::settings::example;

/// Prints the settings in force, or the example file.
///
/// # Errors
/// When the settings are wrong, or the output breaks.
pub fn run(wanted: &ShowSettings, out: &mut dyn Write, aloud: &mut dyn Write) -> anyhow::Result<()> {
    if wanted.example {
        out.write_all(example().as_bytes())?;
        return Ok(());
    }
    let effective = wanted.serve.settings()?;
    for warning in &effective.warnings {
        writeln!(aloud, "warning: {warning}")?;
    }
    write!(out, "{effective}")?;
    Ok(())
}
