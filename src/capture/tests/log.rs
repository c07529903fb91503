//! `log.js`, which keeps a tab's events, over a whole day, and what the crate `story` makes of it. Node runs the very file that
//! pages get.

#![expect(clippy::unwrap_used, reason = "a test that cannot run Node has failed")]

use std::process::Command;

use serde_json::Value;

/// What `log.js` has kept after a script that is given `log`, as it lies in the tab's storage. Its storage works unless the script
/// breaks it.
fn kept(script: &str) -> String {
    const SCRIPT: &str = "
        const { readFileSync } = await import('node:fs');
        const source = 'data:text/javascript,' + encodeURIComponent(readFileSync(process.argv[1]));
        const stored = {};
        globalThis.sessionStorage = { getItem: (key) => stored[key] ?? null, setItem: (key, text) => (stored[key] = text) };
        const { openLog } = await import(source);
        const log = openLog();
        new Function('log', 'stored', 'openLog', process.argv[2])(log, stored, openLog);
        process.stdout.write(stored['undertone.story'] ?? '');";
    let output = Command::new("node")
        .args([
            "--input-type=module",
            "--eval",
            SCRIPT,
            concat!(env!("CARGO_MANIFEST_DIR"), "/log.js"),
            script,
        ])
        .output()
        .expect("Node.js 20 or newer must be installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn told(log: &str) -> Value {
    serde_json::from_str(&story::tell(log, 0, "")).unwrap()
}

#[test]
fn a_day_of_one_visitor_takes_no_more_room_than_an_hour() {
    let log = kept(
        "log.push(0, ['n', '/automations', 'Automations']);
         log.push(10, ['t', 'button', 'Save automation', 'enabled', '', '#save']);
         log.push(20, ['a', 'Trigger is required']);
         for (let at = 1; at < 50000; at++) log.push(at * 100, at % 50 ? ['t', 'link', `Page ${at}`, 'enabled', '', 'nav>a'] : ['n', `/page-${at}`, `Page ${at} \u{2713}`]);
         log.save();",
    );
    assert!(log.chars().count() <= 14_200, "{} bytes", log.len());
    let told = told(&log);
    let timeline = told["story"]["timeline"].as_array().unwrap();
    let all = timeline.len() as u64 + told["story"]["dropped_events"].as_u64().unwrap();
    assert_eq!((all, timeline.last().unwrap()["seq"].as_u64()), (50_002, Some(50_002)));
    assert!(
        log.contains("Save automation") && log.contains("Trigger is required"),
        "a try that failed is kept longest"
    );
    assert!(log.contains("\tn\t/automations\t"), "with where it was");
}

#[test]
fn of_troubles_without_end_the_newest_are_kept() {
    let log = kept(
        "log.push(0, ['n', '/a', 'A']);
         for (let at = 1; at < 5000; at++) log.push(at, ['x', 'TypeError', `x${at} is undefined`, '', 'f0badcafe']);
         log.save();",
    );
    assert!(log.chars().count() <= 14_200 && log.contains("x4999 is undefined"), "{} bytes", log.len());
    let told = told(&log);
    assert_eq!(told["story"]["timeline"].as_array().unwrap().last().unwrap()["seq"], 5_000);
    assert_eq!(told["context"]["route"], "/a");
}

#[test]
fn events_keep_their_numbers_when_others_are_let_go() {
    let number = |log: &str| -> Option<u64> {
        let told = told(log);
        let of = told["story"]["tasks"][0]["evidence"].as_array().cloned().unwrap_or_default();
        of.first().and_then(Value::as_u64)
    };
    let beginning = "log.push(0, ['n', '/a', 'A']); log.push(1, ['t', 'link', 'Home', 'enabled', '', '']);
         log.push(20, ['t', 'button', 'Save', 'enabled', '', '']); log.push(30, ['a', 'No']);";
    let before = kept(&format!("{beginning} log.save();"));
    let after = kept(&format!(
        "{beginning} for (let at = 0; at < 400; at++) log.push(100 + at, ['m', `Progress ${{at}} of a long, long way to go`]); log.save();"
    ));
    assert!(after.contains("\t~\n"), "nothing was let go");
    let line = |log: &str| log.lines().position(|line| line.contains("\tSave\t")).unwrap();
    assert_eq!((line(&before), number(&before)), (3, Some(3)));
    let gaps: u64 =
        after.lines().take(line(&after)).filter_map(|it| it.strip_suffix("\t~")?.parse::<u64>().ok()).sum();
    let events = after.lines().skip(1).take(line(&after)).filter(|it| !it.ends_with("\t~")).count() as u64;
    assert_eq!(gaps + events, 3, "the try is still the third event: {after}");
}

#[test]
fn a_storage_that_throws_costs_nothing_but_what_it_would_have_kept() {
    let log = kept(
        "const { getItem, setItem } = sessionStorage;
         sessionStorage.getItem = sessionStorage.setItem = () => { throw new Error('forbidden'); };
         log.push(0, ['n', '/a', 'A']); log.save(); log.restore(); log.push(5, ['x', 'Error', 'no']);
         Object.assign(sessionStorage, { getItem, setItem });
         log.save();",
    );
    assert_eq!(told(&log)["story"]["timeline"].as_array().unwrap().len(), 2);
}

#[test]
fn a_page_that_comes_back_goes_on_with_what_another_page_has_kept() {
    let log = kept(
        "log.push(0, ['n', '/a', 'A']); log.save(); log.wait(); log.save();
         const other = openLog(); other.restore(); other.push(50, ['n', '/b', 'B']); other.save();
         log.push(80, ['x', 'Error', 'in between']); log.save(); log.restore(); log.push(90, ['n', '/a', 'A']); log.save();",
    );
    let told = told(&log);
    let seen: Vec<&Value> =
        told["story"]["timeline"].as_array().unwrap().iter().map(|it| &it["event"]).collect();
    assert_eq!(seen, ["browser.navigation", "browser.navigation", "exception", "browser.navigation"]);
}

#[test]
fn what_is_no_log_is_not_gone_on_with() {
    for text in ["2\\t0\\t0\\n", "3\\t99999999999999\\t0\\n", "3\\t0\\tx\\n", "junk"] {
        let log = kept(&format!(
            "stored['undertone.story'] = '{text}'; log.restore(); log.push(0, ['n', '/a', 'A']); log.save();"
        ));
        assert!(log.ends_with("\tn\t/a\tA\n") && log.lines().count() == 2, "{text} became {log}");
    }
}
