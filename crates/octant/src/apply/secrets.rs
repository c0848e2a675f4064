//! Secrets that are shown only once: kept as soon as there are some, whatever happens afterwards.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use super::failure::Failure;

/// What somebody proves themselves with.
#[derive(Clone, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(crate) enum Secret {
    Provider {
        name: String,
        id: String,
        secret: String,
    },
    Application {
        name: String,
        destination: String,
        version: String,
        client_id: String,
        client_secret: String,
    },
}

/// Where secrets go.
pub(crate) enum Vault {
    /// A file that is there and can be written before anything is done.
    File { path: String, file: File },
    /// Nowhere but into what is said at the end.
    Told,
}

impl Vault {
    /// Opens the file, which only its owner can read.
    ///
    /// # Errors
    /// [`Failure::File`] where it cannot be written.
    pub(crate) fn open(path: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = path else { return Ok(Self::Told) };
        let name = path.display().to_string();
        match owners_only(path) {
            Ok(file) => Ok(Self::File { path: name, file }),
            Err(error) => Err(Failure::File { path: name, error }),
        }
    }

    /// Keeps a secret.
    ///
    /// # Errors
    /// [`Failure::File`] where the file cannot be written any more.
    pub(crate) fn keep(&mut self, secret: &Secret) -> Result<(), Failure> {
        let Self::File { path, file } = self else { return Ok(()) };
        let mut line = serde_json::to_vec(secret).expect("a secret is texts");
        line.push(b'\n');
        let kept = file.write_all(&line).and_then(|()| file.sync_all());
        kept.map_err(|error| Failure::File { path: path.clone(), error })
    }
}

fn owners_only(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    // One that was there keeps what it holds, and loses its other readers.
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    Ok(file)
}
