//! A browser, and the program that drives it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::prelude::*;
use thirtyfour::{ChromiumLikeCapabilities, DesiredCapabilities};

/// How long something on a page may take to appear.
const PATIENCE: Duration = Duration::from_secs(30);

/// The flags of a browser that sees no screen and calls nobody.
const FLAGS: [&str; 9] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
];

/// A browser on a server's pages. End with [`Browser::close`].
pub struct Browser {
    pub driver: WebDriver,
    address: SocketAddr,
    program: Program,
    _profile: TempDir,
}

/// The program that drives the browser; both end with the test, whatever becomes of that.
struct Program {
    child: Child,
    port: u16,
}

impl Drop for Program {
    fn drop(&mut self) {
        // Told to shut down it takes its browser along. It may have ended by itself, and then there is nothing to end.
        if let Ok(mut connection) = TcpStream::connect(("127.0.0.1", self.port)) {
            let _ = connection
                .write_all(b"GET /shutdown HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n");
            let _ = connection.set_read_timeout(Some(Duration::from_secs(10)));
            let _ = connection.read_to_end(&mut Vec::new());
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn start_program() -> Program {
    let mut child = Command::new("chromedriver")
        .arg("--port=0")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("chromedriver is installed (Debian: chromium-driver)");
    let output = child.stdout.take().expect("it is piped");
    let mut lines = BufReader::new(output).lines().map_while(Result::ok);
    let port = lines
        .find_map(|line| line.rsplit_once("successfully on port ")?.1.trim_end_matches('.').parse().ok());
    // Whatever it says later is nobody's concern, but somebody has to hear it.
    std::thread::spawn(move || lines.for_each(drop));
    Program { child, port: port.expect("chromedriver tells its port") }
}

impl Browser {
    pub async fn start(address: SocketAddr, scripts: bool) -> Self {
        // The provider that is there already is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let program = start_program();
        let port = program.port;
        let profile = tempfile::tempdir().expect("a temporary folder");
        let mut wanted = DesiredCapabilities::chrome();
        for flag in FLAGS {
            wanted.add_arg(flag).expect("a flag");
        }
        wanted.add_arg("--window-size=1280,900").expect("a flag");
        wanted.add_arg(&format!("--user-data-dir={}", profile.path().display())).expect("a flag");
        if !scripts {
            let off = json!({"profile.managed_default_content_settings.javascript": 2});
            wanted.add_experimental_option("prefs", off).expect("preferences");
        }
        let driver =
            WebDriver::new(format!("http://127.0.0.1:{port}"), wanted).await.expect("a browser starts");
        Self { driver, address, program, _profile: profile }
    }

    pub async fn close(self) {
        self.driver.quit().await.expect("the browser ends");
        drop(self.program);
    }

    pub async fn open(&self, path: &str) {
        self.driver.goto(format!("http://{}{path}", self.address)).await.expect("the page loads");
    }

    pub async fn path(&self) -> String {
        self.driver.current_url().await.expect("an address").path().to_owned()
    }

    /// The first element that the selector finds, as soon as there is one.
    #[track_caller]
    pub fn find<'a>(&'a self, selector: &'a str) -> impl Future<Output = WebElement> + 'a {
        let caller = std::panic::Location::caller();
        async move {
            let begun = Instant::now();
            loop {
                if let Ok(found) = self.driver.find(By::Css(selector)).await {
                    return found;
                }
                if begun.elapsed() > PATIENCE {
                    let page = self.text("body").await;
                    let at = self.path().await;
                    panic!("{caller}: no {selector} on {at}:\n{page}");
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }

    /// What an element says.
    pub async fn text(&self, selector: &str) -> String {
        match self.driver.find(By::Css(selector)).await {
            Ok(found) => found.text().await.unwrap_or_default(),
            Err(_) => String::new(),
        }
    }

    /// Waits until the page says something.
    #[track_caller]
    pub fn says<'a>(&'a self, words: &'a str) -> impl Future<Output = ()> + 'a {
        let caller = std::panic::Location::caller();
        async move {
            let begun = Instant::now();
            loop {
                let page = self.text("body").await;
                if page.contains(words) {
                    return;
                }
                let at = self.path().await;
                assert!(begun.elapsed() < PATIENCE, "{caller}: {at} does not say {words:?}:\n{page}");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }

    pub async fn fill(&self, selector: &str, text: &str) {
        self.with(selector, async |field| {
            field.clear().await?;
            field.send_keys(text).await
        })
        .await;
    }

    /// Clicks, wherever on the page the element is.
    pub async fn click(&self, selector: &str) {
        self.with(selector, async |found| {
            found.scroll_into_view().await?;
            found.click().await
        })
        .await;
    }

    /// Clicks with the mouse where the element is, for what the driver takes for hidden and nobody else does.
    pub async fn point(&self, selector: &str) {
        self.with(selector, async |found| {
            found.scroll_into_view().await?;
            self.driver.action_chain().move_to_element_center(found).click().perform().await
        })
        .await;
    }

    /// Does something with an element. One that was found on a page that is just being left is gone by then, and is looked
    /// for again on the page that follows, as a person would.
    async fn with(&self, selector: &str, work: impl AsyncFn(&WebElement) -> WebDriverResult<()>) {
        let begun = Instant::now();
        loop {
            let found = self.find(selector).await;
            let Err(error) = work(&found).await else { return };
            assert!(begun.elapsed() < PATIENCE, "{selector}: {error}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Clicks the button of the form that does this; the one for the enter key is not seen.
    pub async fn press(&self, action: &str) {
        self.click(&format!("button[value='{action}']:not(.visually-hidden)")).await;
    }

    /// Whether there is such an element now.
    pub async fn has(&self, selector: &str) -> bool {
        self.driver.find(By::Css(selector)).await.is_ok()
    }

    /// Waits until there is no such element.
    #[track_caller]
    pub fn gone<'a>(&'a self, selector: &'a str) -> impl Future<Output = ()> + 'a {
        let caller = std::panic::Location::caller();
        async move {
            let begun = Instant::now();
            while self.has(selector).await {
                assert!(begun.elapsed() < PATIENCE, "{caller}: {selector} stays");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }

    /// Waits until the address says this after its question mark: a script changes it when the answer is there, and the
    /// browser tells its driver a little later.
    #[track_caller]
    pub fn asks<'a>(&'a self, part: &'a str) -> impl Future<Output = ()> + 'a {
        let caller = std::panic::Location::caller();
        async move {
            let begun = Instant::now();
            loop {
                let address = self.driver.current_url().await.expect("an address");
                if address.query().is_some_and(|query| query.contains(part)) {
                    return;
                }
                assert!(begun.elapsed() < PATIENCE, "{caller}: {address} does not ask for {part}");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }

    /// Sends a command to the browser's own protocol.
    pub async fn tell(&self, command: &str, parameters: Value) {
        self.driver.cdp().send_raw(command, parameters).await.expect("the browser knows the command");
    }

    /// Shows pages in a window of that width, light or dark.
    pub async fn view(&self, width: u32, dark: bool) {
        let size = json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false});
        self.tell("Emulation.setDeviceMetricsOverride", size).await;
        let scheme = if dark { "dark" } else { "light" };
        // A colour that is on its way from one to the other is none that anybody would read.
        let features = json!({"features": [
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]});
        self.tell("Emulation.setEmulatedMedia", features).await;
    }
}
