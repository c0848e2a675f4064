//! Looks at a page in every way: pictures, accessibility, width, scripts that must not run.

use super::accessibility::findings;
use super::browser::Browser;
use super::screenshots::{overflow, take};

/// Looks at the page that is open, and notes what is wrong with it.
pub async fn look(browser: &Browser, name: &str, wrong: &mut Vec<String>) {
    take(browser, name).await;
    for (width, dark) in [(1280, false), (1280, true), (390, false)] {
        browser.view(width, dark).await;
        let scheme = if dark { "dark" } else { "light" };
        for finding in findings(browser).await {
            wrong.push(format!("{name} at {width} in {scheme}: {finding}"));
        }
        for picture in undrawn(browser).await {
            wrong.push(format!("{name} at {width}: the picture {picture} has no width or height"));
        }
        let too_wide = overflow(browser).await;
        if too_wide > 0 {
            wrong.push(format!("{name} at {width}: {too_wide} pixels wider than the window"));
        }
    }
    browser.view(1280, false).await;
    let hit = browser.driver.execute("return window.hit === 1", Vec::new()).await.expect("an answer");
    if hit.convert::<bool>().expect("yes or no") {
        wrong.push(format!("{name}: what was planted ran"));
    }
}

/// The pictures that take up no place though what they stand in is shown.
async fn undrawn(browser: &Browser) -> Vec<String> {
    let pictures = "return [...document.querySelectorAll('main img')].filter((picture) => {
        const { width, height } = picture.getBoundingClientRect();
        return picture.parentElement.checkVisibility() && (width < 1 || height < 1);
    }).map((picture) => picture.src)";
    browser.driver.execute(pictures, Vec::new()).await.expect("an answer").convert().expect("addresses")
}
