//! Variables of the environment that look like settings and are none.
//!
//! They are warned of and not refused: whoever names a service `undertone` in Kubernetes gets variables such as
//! `UNDERTONE_SERVICE_HOST` into the environment without asking.

use std::ffi::OsString;

use super::entries;

const PREFIX: &str = "UNDERTONE_";

/// Read by the command line itself, or by the commands for those who work on Undertone.
const OTHERS: [&str; 5] = [
    "UNDERTONE_CONFIG",
    "UNDERTONE_DATA_DIR",
    "UNDERTONE_PASSWORD",
    "UNDERTONE_TOOLS_DIR",
    "UNDERTONE_WEB_DIR",
];

/// A sentence for each variable that has no effect.
pub(super) fn unknown(names: impl Iterator<Item = OsString>) -> Vec<String> {
    let mut unknown: Vec<String> = names
        .filter_map(|name| name.into_string().ok())
        .filter(|name| name.starts_with(PREFIX) && !OTHERS.contains(&name.as_str()))
        .filter(|name| !entries().any(|entry| entry.variable == name))
        .collect();
    unknown.sort_unstable();
    let known = || entries().map(|entry| entry.variable);
    let sentence = |name: String| {
        format!("the variable {name} has no effect: there is no such setting. {}", hint(&name, known()))
    };
    unknown.into_iter().map(sentence).collect()
}

/// The nearest name, when one is near, or where all of them are told.
pub(super) fn hint(name: &str, known: impl Iterator<Item = &'static str>) -> String {
    let own = |name: &str| name.strip_prefix(PREFIX).unwrap_or(name).to_ascii_lowercase();
    let near = known.map(|it| (strsim::normalized_damerau_levenshtein(&own(name), &own(it)), it));
    match near.max_by(|one, other| one.0.total_cmp(&other.0)) {
        // Below that, the nearest of a dozen names is a guess that misleads. All variables begin alike, so the
        // beginning does not count.
        Some((likeness, nearest)) if likeness > 0.6 => format!("Did you mean {nearest}?"),
        _ => "`undertone serve --help` tells all of them".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_variable_is_told_and_others_are_left_alone() {
        let names =
            ["UNDERTONE_LISTN", "UNDERTONE_LISTEN", "HOME", "UNDERTONE_WEB_DIR", "UNDERTONE_SERVICE_HOST"];
        let told = unknown(names.into_iter().map(OsString::from));
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[0].contains("UNDERTONE_LISTN") && told[0].contains("UNDERTONE_LISTEN?"), "{}", told[0]);
        assert!(told[1].contains("UNDERTONE_SERVICE_HOST") && told[1].contains("--help"), "{}", told[1]);
    }
}
