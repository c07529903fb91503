//! Recall on public synthetic text, when it is at hand, and the survival of what is harmless.

#[path = "texts/harmless.rs"]
mod harmless;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use harmless::Random;
use scrub::scrub;

/// The folder of data sets: `UNDERTONE_DATASETS`, or the one beside the checkout.
fn data() -> PathBuf {
    std::env::var_os("UNDERTONE_DATASETS")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"), PathBuf::from)
}

#[test]
fn recall_on_presidio_rows() {
    let mut seen: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    let mut missed = Vec::new();
    let mut plain = (0, 0);
    for file in ["generated_small.jsonl", "synth_v2.jsonl"] {
        let path = data().join("pii_presidio").join(file);
        let Ok(rows) = std::fs::read_to_string(&path) else {
            eprintln!("SKIPPED: {} is not here; set UNDERTONE_DATASETS", path.display());
            return;
        };
        for row in rows.lines() {
            let row: serde_json::Value = serde_json::from_str(row).unwrap();
            let text = row["text"].as_str().unwrap();
            let (scrubbed, counts) = scrub(text);
            let mut sensitive = false;
            for span in row["spans"].as_array().unwrap() {
                let kind = match span["type"].as_str().unwrap() {
                    "EMAIL_ADDRESS" => "email",
                    "PHONE_NUMBER" => "phone",
                    "CREDIT_CARD" => "card",
                    "IBAN_CODE" => "iban",
                    "US_SSN" => "ssn",
                    "IP_ADDRESS" => "ip",
                    _ => continue,
                };
                sensitive = true;
                let value = span["value"].as_str().unwrap();
                let (found, all) = seen.entry(kind).or_default();
                *all += 1;
                if scrubbed.as_str().contains(value) {
                    missed.push(format!("{kind} {value:?} in {text:?}"));
                } else {
                    *found += 1;
                }
            }
            if !sensitive {
                plain.1 += 1;
                if !counts.is_empty() {
                    plain.0 += 1;
                    missed.push(format!("harmless {text:?} gave {scrubbed:?}"));
                }
            }
        }
    }
    eprintln!("{}", missed.join("\n"));
    for (kind, (found, all)) in &seen {
        eprintln!("{kind}: {found} of {all} ({:.3})", f64::from(*found) / f64::from(*all));
    }
    eprintln!("rows without such a value that were changed: {} of {}", plain.0, plain.1);
    for (kind, floor) in
        [("email", 1.0), ("phone", 0.95), ("card", 0.98), ("iban", 1.0), ("ssn", 1.0), ("ip", 1.0)]
    {
        let (found, all) = seen[kind];
        assert!(f64::from(found) >= floor * f64::from(all), "{kind}: {found} of {all} is under {floor}");
    }
    assert!(plain.0 * 200 <= plain.1, "{} of {} harmless rows changed", plain.0, plain.1);
}

#[test]
fn ids_dates_amounts_and_versions_survive() {
    let mut random = Random(7);
    const ROWS: usize = 10_000;
    let mut changed = Vec::new();
    for _ in 0..ROWS {
        let text = random.harmless_text();
        if scrub(&text).0.as_str() != text {
            changed.push(format!("{text:?} gave {:?}", scrub(&text).0));
        }
    }
    eprintln!("{}", changed.join("\n"));
    eprintln!("harmless values that survive: {} of {ROWS}", ROWS - changed.len());
    assert!(changed.len() * 200 <= ROWS, "{} of {ROWS} changed", changed.len());
}
