//! Pictures of pages.

use std::path::PathBuf;

use serde_json::json;

use super::browser::Browser;

/// The widths at which pages are looked at, in CSS pixels.
pub const WIDTHS: [u32; 2] = [1280, 390];

fn folder() -> PathBuf {
    let default = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/screenshots");
    let folder = std::env::var_os("STUDIO_SCREENSHOTS").map_or_else(default, PathBuf::from);
    std::fs::create_dir_all(&folder).expect("a folder for pictures");
    folder
}

/// Pictures of the whole page that is open, light and dark, at each width.
pub async fn take(browser: &Browser, name: &str) {
    for width in WIDTHS {
        for dark in [false, true] {
            browser.view(width, dark).await;
            let scheme = if dark { "dark" } else { "light" };
            let height = browser
                .driver
                .execute("return document.documentElement.scrollHeight", Vec::new())
                .await
                .expect("a height")
                .convert::<u64>()
                .expect("a number");
            let size = json!({"width": width, "height": height.clamp(500, 4_000), "deviceScaleFactor": 1, "mobile": false});
            browser.tell("Emulation.setDeviceMetricsOverride", size).await;
            let picture = browser.driver.screenshot_as_png().await.expect("a picture");
            std::fs::write(folder().join(format!("{name}-{width}-{scheme}.png")), picture).expect("written");
        }
    }
    browser.view(1280, false).await;
}

/// How far the page that is open is wider than its window.
pub async fn overflow(browser: &Browser) -> i64 {
    let script = "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
    browser.driver.execute(script, Vec::new()).await.expect("a width").convert().expect("a number")
}
