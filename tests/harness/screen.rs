//! What a person sees of a screen's edges.

use anyhow::Result;
use xtask::browser::Look;

use super::{Agent, Browser, Visitor};

/// Elements with words or controls that reach past the left or right edge of what is in sight, and whether the document
/// itself scrolls sideways. What an ancestor cuts off or scrolls by itself is where it should be.
const STICKS_OUT: &str = "
    const width = document.documentElement.clientWidth;
    const out = [];
    if (document.scrollingElement.scrollWidth > width + 1) out.push('the document scrolls sideways');
    const isHeld = (it) => {
        for (let up = it.parentElement; up && up !== document.body; up = up.parentElement) {
            if (getComputedStyle(up).overflowX !== 'visible') return true;
        }
        return false;
    };
    for (const it of document.querySelectorAll('body *')) {
        const box = it.getBoundingClientRect();
        const isSeen = box.width > 1 && box.height > 1 && it.checkVisibility({ visibilityProperty: true });
        if (!isSeen || isHeld(it)) continue;
        if (box.right > width + 1 || box.left < -1) {
            out.push(`${it.tagName}.${it.className} ${Math.round(box.left)} to ${Math.round(box.right)} of ${width}`);
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
