//! What a process says, read beside the test.

use std::io::{BufRead, BufReader, Read};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

/// How long the end of an output may take once the process has ended: a child of it may still hold it open.
const END: Duration = Duration::from_secs(10);

/// The lines of an output so far.
#[derive(Clone, Default)]
pub(crate) struct Said {
    text: Arc<(Mutex<Text>, Condvar)>,
}

#[derive(Default)]
struct Text {
    lines: String,
    has_ended: bool,
}

impl Said {
    /// Reads an output to its end, on a thread of its own.
    pub(crate) fn by(output: impl Read + Send + 'static) -> Self {
        let said = Self::default();
        let reading = said.clone();
        std::thread::spawn(move || {
            let mut output = BufReader::new(output);
            let mut line = Vec::new();
            while output.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
                reading.change(|text| text.lines.push_str(&String::from_utf8_lossy(&line)));
                line.clear();
            }
            reading.change(|text| text.has_ended = true);
        });
        said
    }

    fn change(&self, change: impl FnOnce(&mut Text)) {
        change(&mut self.text.0.lock().unwrap());
        self.text.1.notify_all();
    }

    /// Everything up to and with the line that holds that; `None` where it does not come in time.
    pub(crate) fn until(&self, part: &str, longest: Duration) -> Option<String> {
        let waits = |text: &mut Text| !text.has_ended && !text.lines.contains(part);
        let text = self.text.1.wait_timeout_while(self.text.0.lock().unwrap(), longest, waits).unwrap().0;
        let place = text.lines.find(part)?;
        let end = text.lines[place..].find('\n').map_or(text.lines.len(), |end| place + end + 1);
        Some(text.lines[..end].to_owned())
    }

    /// Everything, once the process has ended.
    pub(crate) fn all(&self) -> String {
        let waits = |text: &mut Text| !text.has_ended;
        self.text.1.wait_timeout_while(self.text.0.lock().unwrap(), END, waits).unwrap().0.lines.clone()
    }

    /// What there is so far.
    pub(crate) fn so_far(&self) -> String {
        self.text.0.lock().unwrap().lines.clone()
    }
}
