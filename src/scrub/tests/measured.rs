//! Recall on public synthetic text, when it is at hand, and the survival of what is harmless.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

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

/// A small generator with a fixed seed, so that the figure is the same every time.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).map_or(0, |value| value % limit)
    }

    fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| self.pick(&["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"])).collect()
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }

    /// A harmless value, as support texts are full of.
    fn harmless(&mut self) -> String {
        let (year, month, day) = (2015 + self.below(15), 1 + self.below(12), 1 + self.below(28));
        let (hour, minute) = (self.below(24), self.below(60));
        let [a, b, c, d] = [self.below(20), self.below(40), self.below(120), self.below(9000)];
        let n = 4 + self.below(11);
        match self.below(26) {
            0 => format!("{year}-{month:02}-{day:02}"),
            1 => format!("{day:02}.{month:02}.{year}"),
            2 => format!("{month}/{day}/{year} {hour:02}:{minute:02}"),
            3 => format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:00Z"),
            4 => format!("${}.{:02}", self.below(100_000), self.below(100)),
            5 => format!("{},{:03},{:03}.{:02}", 1 + c, self.below(1000), self.below(1000), day),
            6 => format!("{}.{:03}.{:03},{:02} EUR", 1 + c, self.below(1000), self.below(1000), day),
            7 => format!("{} {:03} {:03} EUR", 1 + c, self.below(1000), self.below(1000)),
            8 => format!("v{a}.{b}.{c}"),
            9 => format!("version {a}.{b}.{c}.{d}"),
            10 => format!("{a}.{b}.{c}-rc.{day}"),
            11 => format!("Chrome/{}.0.{d}.{c}", 100 + a),
            12 => format!("order {}", self.digits(n)),
            13 => format!("#{}", self.digits(n)),
            14 => format!("INV-{year}-{}", self.digits(6)),
            15 => format!("{}-{}-{}", self.digits(3), self.digits(7), self.digits(7)),
            16 => format!("{}-{}-{}", self.digits(2), self.digits(5), self.digits(5)),
            17 => self.digits(n),
            18 => format!("1Z{}{}", self.pick(&["999AA1", "E4X7W"]), self.digits(10)),
            19 => format!("{}-{}", self.pick(&["PROJ", "SUP", "TCK", "AB"]), self.digits(5)),
            20 => format!("550e8400-e29b-41d4-a716-{}", self.digits(12)),
            21 => format!("error {}", self.pick(&["403", "50012", "0x80070057", "ERR_1042", "E-4012"])),
            22 => format!("17{}", self.digits(8)),
            23 => format!("17{}", self.digits(11)),
            24 => format!("{hour:02}:{minute:02}-{:02}:{minute:02}", (hour + 1) % 24),
            _ => format!("{}%", self.below(100_000)),
        }
    }
}

#[test]
fn ids_dates_amounts_and_versions_survive() {
    let mut random = Random(7);
    const ROWS: usize = 10_000;
    let mut changed = Vec::new();
    for _ in 0..ROWS {
        let value = random.harmless();
        let text = match random.below(4) {
            0 => value.clone(),
            1 => format!("I see {value} on the page and nothing happens"),
            2 => format!("Since yesterday {value}, please help"),
            _ => format!("It says ({value})."),
        };
        if scrub(&text).0.as_str() != text {
            changed.push(format!("{text:?} gave {:?}", scrub(&text).0));
        }
    }
    eprintln!("{}", changed.join("\n"));
    eprintln!("harmless values that survive: {} of {ROWS}", ROWS - changed.len());
    assert!(changed.len() * 200 <= ROWS, "{} of {ROWS} changed", changed.len());
}
