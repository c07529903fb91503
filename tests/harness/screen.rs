//! What a person sees of a screen's edges.

use anyhow::Result;
use xtask::browser::Look;

use super::{Agent, Browser, Visitor};

/// Elements with words or controls that reach past the left or right edge of what is in sight, also in open shadow trees;
/// whether the document scrolls sideways; and whatever cuts its own words off or scrolls them sideways, unless it says so by
/// an ellipsis. What an ancestor holds is that ancestor's affair.
const STICKS_OUT: &str = "
    const width = document.documentElement.clientWidth;
    const out = [];
    if (document.scrollingElement.scrollWidth > width + 1) out.push('the document scrolls sideways');
    const all = (root) => [...root.querySelectorAll('*')].flatMap((it) => [it, ...(it.shadowRoot ? all(it.shadowRoot) : [])]);
    const holds = (it) => getComputedStyle(it).overflowX !== 'visible';
    const above = (it) => it.parentElement ?? it.getRootNode().host;
    const isHeld = (it) => {
        for (let up = above(it); up && up !== document.body; up = above(up)) if (holds(up)) return true;
        return false;
    };
    const name = (it) => `${it.tagName}.${it.getAttribute('class') ?? ''}`;
    for (const it of all(document.body)) {
        const box = it.getBoundingClientRect();
        const isSeen = box.width > 1 && box.height > 1 && it.checkVisibility({ visibilityProperty: true });
        if (!isSeen || it instanceof SVGElement) continue;
        const style = getComputedStyle(it);
        const isCut = holds(it) && it.scrollWidth > it.clientWidth + 1 && style.textOverflow !== 'ellipsis';
        // A field scrolls what is typed into it, and a menu on a small screen what it offers.
        if (isCut && !it.matches('nav, input, textarea, select, .sr-only, .visually-hidden')) out.push(`${name(it)} holds ${it.scrollWidth} in ${it.clientWidth}`);
        if (!isHeld(it) && (box.right > width + 1 || box.left < -1)) {
            out.push(`${name(it)} from ${Math.round(box.left)} to ${Math.round(box.right)} of ${width}`);
        }
    }
    return out.slice(0, 5);
";

async fn sticks_out(browser: &Browser) -> Result<Vec<String>> {
    browser.runs(STICKS_OUT, Vec::new()).await
}

impl Visitor {
    /// Shows everything as on such a screen.
    pub(crate) async fn looks(&self, look: Look) -> Result<()> {
        self.browser.looks(look).await
    }

    /// What sticks out where the visitor is: in the chat's frame, or on the page.
    pub(crate) async fn sticks_out(&self) -> Result<Vec<String>> {
        sticks_out(&self.browser).await
    }
}

impl Agent {
    /// Shows everything as on such a screen.
    pub(crate) async fn looks(&self, look: Look) -> Result<()> {
        self.browser.looks(look).await
    }

    /// What sticks out of the console.
    pub(crate) async fn sticks_out(&self) -> Result<Vec<String>> {
        sticks_out(&self.browser).await
    }
}
