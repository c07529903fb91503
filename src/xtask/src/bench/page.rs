//! The page of results: `target/bench/results.html` for people, `results.json` for programs.

use std::path::PathBuf;

use anyhow::{Context as _, Result};

use super::row::Row;
use super::{Made, Results};
use crate::figures::{number, with_unit};
use crate::paths;
use crate::size::Measured;

fn folder() -> PathBuf {
    paths::target().join("bench")
}

/// Where the page lies.
pub(super) fn html_file() -> PathBuf {
    folder().join("results.html")
}

/// What earlier runs of other benches found, each with its commit. A file of another shape counts as none.
pub(super) fn earlier() -> Vec<Made> {
    let text = std::fs::read_to_string(folder().join("results.json")).unwrap_or_default();
    serde_json::from_str::<Results>(&text).map(|results| results.benches).unwrap_or_default()
}

/// Writes both files.
pub(super) fn write(results: &Results) -> Result<()> {
    let folder = folder();
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let write = |name: &str, text: String| {
        let file = folder.join(name);
        std::fs::write(&file, text).with_context(|| format!("cannot write {}", file.display()))
    };
    write("results.json", serde_json::to_string_pretty(results)?)?;
    write("results.html", html(results))
}

/// Everything that comes from outside of this file goes through here.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn html(results: &Results) -> String {
    let machine = &results.machine;
    let mut body = String::new();
    let rows: usize = results.benches.iter().map(|made| made.report.rows.len()).sum();
    let broken = results.benches.iter().flat_map(|made| &made.report.rows).filter(|row| !row.holds()).count()
        + results.sizes.iter().filter(|row| row.broken().is_some()).count();
    let budgets = rows + results.sizes.iter().filter(|row| row.budget_bytes.is_some()).count();
    let verdict = match broken {
        0 => format!("All {budgets} budgets measured here hold."),
        1 => format!("One of {budgets} budgets does not hold."),
        _ => format!("{broken} of {budgets} budgets do not hold."),
    };
    push(&mut body, format_args!("<p class=\"lead\">{verdict}</p>"));
    for made in &results.benches {
        bench(&mut body, made);
    }
    sizes(&mut body, &results.sizes);
    push(
        &mut body,
        format_args!(
            "<section><h2>Machine</h2><p>{} with {} cores and {} GB, {}. {}, {}. {} processes wanted a core in the \
             minute before.</p></section>",
            escaped(&machine.processor),
            machine.cores,
            machine.memory_gb,
            escaped(&machine.system),
            escaped(&machine.chromium),
            escaped(&machine.rust),
            number(machine.load_before),
        ),
    );
    include_str!("page/page.html")
        .replace("{{style}}", include_str!("page/page.css"))
        .replace("{{body}}", &body)
}

fn bench(body: &mut String, made: &Made) {
    let report = &made.report;
    push(body, format_args!("<section><h2>{}</h2>", escaped(&report.title)));
    if made.is_quick {
        push(body, format_args!("<p class=\"note\">A quick look: these figures mean nothing.</p>"));
    }
    push(body, format_args!("<div class=\"wide\"><table><thead><tr><th></th><th>What</th><th>Measured</th>"));
    push(
        body,
        format_args!("<th>Budget</th><th>Spread</th><th>Beside, in the same run</th></tr></thead><tbody>"),
    );
    for row in &report.rows {
        body.push_str(&line(row));
    }
    push(body, format_args!("</tbody></table></div>"));
    if !report.figures.is_empty() {
        push(body, format_args!("<dl>"));
        for (what, value) in &report.figures {
            push(body, format_args!("<div><dt>{}</dt><dd>{}</dd></div>", escaped(what), escaped(value)));
        }
        push(body, format_args!("</dl>"));
    }
    push(
        body,
        format_args!(
            "<p>{}</p><p class=\"note\"><code>cargo xtask bench {}</code> at <code>{}</code>, <time data-ms=\"{}\"></time>, \
             in {} s</p></section>",
            escaped(&report.method),
            escaped(&report.bench),
            escaped(&made.commit),
            made.at_ms,
            made.took_s,
        ),
    );
}

fn line(row: &Row) -> String {
    let (least, most) = row.spread();
    let spread = match row.repeats.len() {
        1 => "one run".to_owned(),
        count => format!("{} to {} in {count}", number(least), number(most)),
    };
    format!(
        "<tr>{}<td>{}</td><td class=\"figure\">{}</td><td>{}</td><td>{spread}</td><td>{}</td></tr>",
        mark(row.holds()),
        escaped(&row.what),
        with_unit(row.measured(), &row.unit),
        row.budget_words(),
        escaped(&row.beside),
    )
}

const fn mark(holds: bool) -> &'static str {
    if holds { "<td class=\"holds\">holds</td>" } else { "<td class=\"broken\">broken</td>" }
}

fn sizes(body: &mut String, sizes: &[Measured]) {
    push(
        body,
        format_args!("<section><h2>What a browser downloads</h2><div class=\"wide\"><table><thead><tr>"),
    );
    push(body, format_args!("<th></th><th>What</th><th>Brotli</th><th>Budget</th><th>Gzip</th><th>Raw</th>"));
    push(body, format_args!("</tr></thead><tbody>"));
    let kb = |bytes: u64| {
        #[expect(clippy::cast_precision_loss, reason = "file sizes are far below 2^52")]
        let bytes = bytes as f64;
        format!("{:.1} KB", bytes / 1_000.0)
    };
    for row in sizes {
        let (mark, budget) = match row.budget_bytes {
            Some(budget) => (mark(row.broken().is_none()), format!("at most {}", kb(budget))),
            None => ("<td></td>", String::new()),
        };
        push(
            body,
            format_args!(
                "<tr>{mark}<td>{}</td><td class=\"figure\">{}</td><td>{budget}</td><td>{}</td><td>{}</td></tr>",
                escaped(&row.what),
                kb(row.brotli_bytes),
                kb(row.gzip_bytes),
                kb(row.raw_bytes),
            ),
        );
    }
    push(
        body,
        format_args!("</tbody></table></div><p class=\"note\"><code>cargo xtask size</code></p></section>"),
    );
}

fn push(body: &mut String, text: std::fmt::Arguments<'_>) {
    body.push_str(&text.to_string());
}

#[cfg(test)]
mod tests {
    use super::super::Report;
    use super::super::machine::Machine;
    use super::super::row::Budget;
    use super::*;

    fn made(bench: &str, measured: f64) -> Made {
        let row = Row {
            what: "a <b> of records".to_owned(),
            budget: Budget::AtMost(2.0),
            unit: "ms".to_owned(),
            repeats: vec![measured],
            beside: String::new(),
        };
        let report = Report {
            bench: bench.to_owned(),
            title: "Title".to_owned(),
            method: "Method.".to_owned(),
            rows: vec![row],
            figures: vec![("beside".to_owned(), "3 ms".to_owned())],
        };
        Made { report, commit: "abc".to_owned(), at_ms: 0, took_s: 1, is_quick: false }
    }

    fn results(benches: Vec<Made>) -> Results {
        let machine = Machine {
            processor: "P".to_owned(),
            cores: 2,
            memory_gb: 4,
            system: String::new(),
            chromium: String::new(),
            rust: String::new(),
            load_before: 0.1,
        };
        Results { machine, sizes: Vec::new(), benches }
    }

    #[test]
    fn the_page_says_what_holds_and_what_does_not() {
        let page = html(&results(vec![made("reading", 1.0), made("live", 3.0)]));
        assert!(page.contains("One of 2 budgets does not hold."), "{page}");
        assert!(page.contains("a &lt;b&gt; of records"), "{page}");
        assert!(!page.contains("{{"), "{page}");
    }

    #[test]
    fn a_new_report_takes_the_place_of_the_old_one() {
        let mut results = results(vec![made("live", 3.0)]);
        results.keep(made("live", 1.0));
        results.keep(made("reading", 1.0));
        let names: Vec<_> = results.benches.iter().map(|made| made.report.bench.as_str()).collect();
        assert_eq!(names, ["reading", "live"]);
        assert!(html(&results).contains("All 2 budgets measured here hold."));
    }
}
