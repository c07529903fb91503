//! What a host page must never notice of us, looked at from its first line on.

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use thirtyfour::WebDriver;

use super::devtools::{DevTools, For};

/// Runs before the page's first line, in a world that the page cannot reach.
const BESIDE: &str = "
    globalThis.shifts = [];
    globalThis.violations = [];
    globalThis.isBack = false;
    addEventListener('pageshow', (event) => (isBack = event.persisted), true);
    new PerformanceObserver((list) => {
        for (const it of list.getEntries())
            shifts.push(`${it.value} by ${it.sources.map(({ node }) => node?.id || node?.nodeName || 'something gone')}`);
    }).observe({ type: 'layout-shift', buffered: true });
    addEventListener('securitypolicyviolation', (event) =>
        violations.push(`${event.effectiveDirective} forbids ${event.blockedURI}`), true);
";

/// Runs before the page's first line, in its own world: which names `window` has by itself.
const INSIDE: &str = "window.namesAtFirst = Object.getOwnPropertyNames(window)";

/// The names now and then. Told apart here, since no method of arrays can be trusted there.
const NAMES: &str = "[Object.getOwnPropertyNames(window), window.namesAtFirst]";

/// Names that come with the driver, and the watch's own.
const NOT_THE_PAGES: &[&str] = &["cdc_", "$cdc_", "ret_nodes", "se_", "namesAtFirst"];

/// Somebody who watches a page.
pub(crate) struct Watch {
    pub(crate) tools: DevTools,
}

impl Watch {
    /// Begins to watch a browser that has loaded nothing yet.
    pub(crate) async fn begins(driver: &WebDriver) -> Result<Self> {
        let capabilities = serde_json::to_value(driver.capabilities())?;
        let address = &capabilities["goog:chromeOptions"]["debuggerAddress"];
        let tools = DevTools::connects(address.as_str().unwrap_or_default()).await?;
        let beside = json!({ "source": BESIDE, "worldName": "watch" });
        tools.wishes(For::ThePage, "Page.addScriptToEvaluateOnNewDocument", beside).await?;
        let inside = json!({ "source": INSIDE });
        tools.wishes(For::ThePage, "Page.addScriptToEvaluateOnNewDocument", inside).await?;
        Ok(Self { tools })
    }

    /// The page as it is now has suffered nothing from us: no line in the console, no rejection, nothing moved, no
    /// policy broken, and one name more. `expected` are parts of lines that the browser itself must say.
    pub(crate) async fn has_seen_nothing(&self, expected: &[&str]) -> Result<()> {
        let said = self.tools.said();
        let unexpected: Vec<_> =
            said.iter().filter(|it| !expected.iter().any(|part| it.contains(part))).collect();
        ensure!(unexpected.is_empty(), "in the console: {unexpected:#?}");
        let shifts = self.tools.beside_the_page("shifts").await?;
        ensure!(shifts == json!([]), "the page moved: {shifts}");
        let violations = self.tools.beside_the_page("violations").await?;
        let broken: Vec<&Value> = violations.as_array().into_iter().flatten().collect();
        let broken: Vec<_> = broken
            .into_iter()
            .filter(|it| !expected.iter().any(|part| it.as_str().is_some_and(|it| it.contains(part))))
            .collect();
        ensure!(broken.is_empty(), "policies were broken: {broken:?}");
        let names = self.tools.page_says(NAMES).await?;
        let at_first: Vec<&Value> = names[1].as_array().into_iter().flatten().collect();
        let new = names[0].as_array().into_iter().flatten().filter(|name| !at_first.contains(name));
        let is_allowed =
            |name: &str| name == "undertone" || NOT_THE_PAGES.iter().any(|it| name.starts_with(it));
        let new: Vec<&Value> = new.filter(|name| !name.as_str().is_some_and(is_allowed)).collect();
        ensure!(!at_first.is_empty() && new.is_empty(), "new globals: {new:?}");
        Ok(())
    }
}
