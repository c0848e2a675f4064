//! Clients that mean no good. Each comes from an address of its own network, holds its connection, and comes again
//! when it is thrown out.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinHandle;

use crate::process::KEY;
use crate::scenario::studio::visitor::Visitor;
use crate::shop::PRODUCTS;

/// How long a client waits before it comes again, and between two bytes.
const PAUSE: Duration = Duration::from_secs(1);

/// How many clients share an address.
const OF_ADDRESS: usize = 100;

/// The most hosts of 127.0.0.0/24 that clients come from; the first is left to everybody else.
const HOSTS: usize = 200;

/// The most bytes of an answer that are read.
const READ: u64 = 64 << 20;

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
    /// They search for as many words as a query may have, each with typos and as a prefix, again and again.
    Searches,
    /// They hold a key and search through all entries, again and again.
    Browsing,
    /// They guess the secret of a data provider under ever new names.
    Guesses,
    /// They guess the password of somebody's account in the Studio.
    SignIns,
    /// All of these at once.
    All,
}

impl Attack {
    /// All, in the order in which they come.
    pub(super) const ALL: [Self; 11] = [
        Self::None,
        Self::Bodies,
        Self::Imports,
        Self::Unread,
        Self::Pipelined,
        Self::Idle,
        Self::Searches,
        Self::Browsing,
        Self::Guesses,
        Self::SignIns,
        Self::All,
    ];

    /// What is printed.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::None => "nobody",
            Self::Bodies => "one-byte bodies",
            Self::Imports => "one-byte imports",
            Self::Unread => "unread answers",
            Self::Pipelined => "pipelined, unread",
            Self::Idle => "idle connections",
            Self::Searches => "heavy searches",
            Self::Browsing => "browsing",
            Self::Guesses => "guessed secrets",
            Self::SignIns => "guessed passwords",
            Self::All => "all at once",
        }
    }

    /// The kind of one of the clients: of all at once, each kind in turn.
    fn of_client(self, number: usize) -> Self {
        match self {
            Self::All => Self::ALL[1 + number % (Self::ALL.len() - 2)],
            one => one,
        }
    }

    /// What a client sends first.
    fn opening(self, target: &Target) -> String {
        let get = format!("GET {} HTTP/1.1\r\nhost: bench\r\n\r\n", target.large);
        let post = |path: &str, body: &str| {
            let length = body.len();
            format!(
                "POST {path} HTTP/1.1\r\nhost: bench\r\nconnection: close\r\ncontent-type: application/json\r\n\
                 content-length: {length}\r\n\r\n{body}"
            )
        };
        match self {
            Self::None | Self::Idle | Self::SignIns | Self::All => String::new(),
            Self::Bodies => "POST /dataProviders/tokens HTTP/1.1\r\nhost: bench\r\n\
                content-type: application/json\r\ncontent-length: 1048576\r\n\r\n{"
                .to_owned(),
            Self::Imports => format!(
                "POST /import/{PRODUCTS} HTTP/1.1\r\nhost: bench\r\nx-api-key: {KEY}\r\ncontent-length: 67108864\r\n\r\n{{"
            ),
            Self::Unread => get,
            Self::Pipelined => get.repeat(50),
            Self::Searches => post(&target.endpoint, &target.search),
            Self::Browsing => format!(
                "GET /v1/sources/{PRODUCTS}/entries?search=nowhere HTTP/1.1\r\nhost: bench\r\nconnection: close\r\n\
                 x-api-key: {KEY}\r\n\r\n"
            ),
            Self::Guesses => {
                let id = uuid::Uuid::new_v4();
                post("/dataProviders/tokens", &format!("{{\"id\":\"{id}\",\"secret\":\"a guess\"}}"))
            }
        }
    }
}

/// What hostile clients ask for.
#[derive(Debug, Clone)]
pub(super) struct Target {
    pub(super) address: SocketAddr,
    /// The path of the public endpoint.
    pub(super) endpoint: String,
    /// The path of a large answer.
    pub(super) large: String,
    /// The body of a query that is a lot of work.
    pub(super) search: String,
}

/// Hostile clients that go on until this is dropped.
pub(super) struct Attackers(Vec<JoinHandle<()>>);

impl Attackers {
    /// Lets so many come.
    pub(super) fn start(attack: Attack, target: &Arc<Target>, count: usize) -> Self {
        let count = if attack == Attack::None { 0 } else { count };
        let attackers = (0..count).map(|number| {
            let host = u8::try_from(2 + number / OF_ADDRESS % HOSTS).expect("there are few hosts");
            tokio::spawn(come_again(attack.of_client(number), Arc::clone(target), host))
        });
        Self(attackers.collect())
    }
}

impl Drop for Attackers {
    fn drop(&mut self) {
        self.0.iter().for_each(JoinHandle::abort);
    }
}

async fn come_again(attack: Attack, target: Arc<Target>, host: u8) {
    if attack == Attack::SignIns {
        return guess(&target, host).await;
    }
    loop {
        // Being thrown out, or not let in, is what they are there for.
        if !hold(attack, &target, host).await.unwrap_or(false) {
            tokio::time::sleep(PAUSE).await;
        }
    }
}

/// Holds one connection until the server ends it; whether it was to answer and did.
async fn hold(attack: Attack, target: &Target, host: u8) -> std::io::Result<bool> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(SocketAddr::from(([127, 0, 0, host], 0)))?;
    let mut stream = socket.connect(target.address).await?;
    stream.write_all(attack.opening(target).as_bytes()).await?;
    match attack {
        Attack::Bodies | Attack::Imports => drip(stream).await,
        Attack::Unread | Attack::Pipelined => loop {
            tokio::time::sleep(PAUSE).await;
            if let Some(error) = stream.take_error()? {
                return Err(error);
            }
        },
        Attack::Searches | Attack::Browsing | Attack::Guesses => {
            let mut answer = Vec::new();
            stream.take(READ).read_to_end(&mut answer).await?;
            Ok(answer.starts_with(b"HTTP/1.1 200"))
        }
        Attack::None | Attack::Idle | Attack::SignIns | Attack::All => stream.read_u8().await.map(|_| false),
    }
}

async fn drip(mut stream: TcpStream) -> std::io::Result<bool> {
    loop {
        tokio::time::sleep(PAUSE).await;
        stream.write_all(b" ").await?;
    }
}

/// Tries one password after the other.
async fn guess(target: &Target, host: u8) {
    let address = format!("http://{}", target.address);
    let mut visitor = Visitor::stranger(&address, [127, 0, 0, host]).expect("a client can be made");
    loop {
        // Every guess is wrong, or refused.
        let _ = visitor.guess("a password that nobody has").await;
        tokio::time::sleep(PAUSE).await;
    }
}
