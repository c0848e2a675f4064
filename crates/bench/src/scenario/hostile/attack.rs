//! Clients that mean no good. Each comes from an address of its own network, holds its connection, and comes again
//! when it is thrown out.

use std::net::SocketAddr;
use std::time::Duration;

use serde::Serialize;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinHandle;

use crate::process::KEY;
use crate::shop::PRODUCTS;

/// How long a client waits before it comes again, and between two bytes.
const PAUSE: Duration = Duration::from_secs(1);

/// How many clients share an address.
const OF_ADDRESS: usize = 100;

/// The most hosts of 127.0.0.0/24 that clients come from; the first is left to everybody else.
const HOSTS: usize = 200;

/// Kinds of hostile clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Attack {
    /// Nobody.
    None,
    /// They announce bodies of a MiB for tokens and send a byte a second.
    Bodies,
    /// They announce imports of 64 MiB and send a byte a second.
    Imports,
    /// They ask for one large answer and do not read it.
    Unread,
    /// They ask for many large answers at once and read none.
    Pipelined,
    /// They connect and ask for nothing.
    Idle,
}

impl Attack {
    /// All, in the order in which they come.
    pub(super) const ALL: [Self; 6] =
        [Self::None, Self::Bodies, Self::Imports, Self::Unread, Self::Pipelined, Self::Idle];

    /// What is printed.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::None => "nobody",
            Self::Bodies => "one-byte bodies",
            Self::Imports => "one-byte imports",
            Self::Unread => "unread answers",
            Self::Pipelined => "pipelined, unread",
            Self::Idle => "idle connections",
        }
    }

    /// What a client sends first.
    fn opening(self, query: &str) -> String {
        let get = format!("GET {query} HTTP/1.1\r\nhost: bench\r\n\r\n");
        match self {
            Self::None | Self::Idle => String::new(),
            Self::Bodies => "POST /dataProviders/tokens HTTP/1.1\r\nhost: bench\r\n\
                content-type: application/json\r\ncontent-length: 1048576\r\n\r\n{"
                .to_owned(),
            Self::Imports => format!(
                "POST /import/{PRODUCTS} HTTP/1.1\r\nhost: bench\r\nx-api-key: {KEY}\r\ncontent-length: 67108864\r\n\r\n{{"
            ),
            Self::Unread => get,
            Self::Pipelined => get.repeat(50),
        }
    }
}

/// Hostile clients that go on until this is dropped.
pub(super) struct Attackers(Vec<JoinHandle<()>>);

impl Attackers {
    /// Lets so many come; `query` is the path of a large answer.
    pub(super) fn start(attack: Attack, address: SocketAddr, query: &str, count: usize) -> Self {
        let count = if attack == Attack::None { 0 } else { count };
        let opening = attack.opening(query);
        let attackers = (0..count).map(|number| {
            let host = u8::try_from(2 + number / OF_ADDRESS % HOSTS).expect("there are few hosts");
            tokio::spawn(come_again(attack, address, host, opening.clone()))
        });
        Self(attackers.collect())
    }
}

impl Drop for Attackers {
    fn drop(&mut self) {
        self.0.iter().for_each(JoinHandle::abort);
    }
}

async fn come_again(attack: Attack, address: SocketAddr, host: u8, opening: String) {
    loop {
        // Being thrown out, or not let in, is what they are there for.
        let _ = hold(attack, address, host, &opening).await;
        tokio::time::sleep(PAUSE).await;
    }
}

/// Holds one connection until the server ends it.
async fn hold(attack: Attack, address: SocketAddr, host: u8, opening: &str) -> std::io::Result<()> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(SocketAddr::from(([127, 0, 0, host], 0)))?;
    let mut stream = socket.connect(address).await?;
    stream.write_all(opening.as_bytes()).await?;
    match attack {
        Attack::Bodies | Attack::Imports => drip(stream).await,
        Attack::Unread | Attack::Pipelined => loop {
            tokio::time::sleep(PAUSE).await;
            if let Some(error) = stream.take_error()? {
                return Err(error);
            }
        },
        Attack::None | Attack::Idle => stream.read_u8().await.map(drop),
    }
}

async fn drip(mut stream: TcpStream) -> std::io::Result<()> {
    loop {
        tokio::time::sleep(PAUSE).await;
        stream.write_all(b" ").await?;
    }
}
