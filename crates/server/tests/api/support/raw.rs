//! A client that speaks HTTP by hand, to do what no well-behaved library does.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

use super::until::LONGEST;

/// A connection without a library.
pub struct Raw {
    stream: TcpStream,
}

impl Raw {
    pub async fn connect(address: SocketAddr) -> Self {
        Self { stream: TcpStream::connect(address).await.expect("the server listens") }
    }

    /// Connects as another machine would: from an address of its own in 127.0.0.0/8.
    pub async fn connect_from(host: u8, address: SocketAddr) -> Self {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.bind(SocketAddr::from(([127, 0, 0, host], 0))).expect("every loopback address can be bound");
        Self { stream: socket.connect(address).await.expect("the server listens") }
    }

    pub async fn send(&mut self, bytes: impl AsRef<[u8]>) -> std::io::Result<()> {
        self.stream.write_all(bytes.as_ref()).await
    }

    /// Everything that the server says until it closes.
    pub async fn read_to_end(mut self) -> String {
        let mut bytes = Vec::new();
        let read = tokio::time::timeout(LONGEST, self.stream.read_to_end(&mut bytes)).await;
        let read =
            read.unwrap_or_else(|_| panic!("it is not closed after {:?}", String::from_utf8_lossy(&bytes)));
        read.expect("the connection is closed in order");
        String::from_utf8(bytes).expect("an answer of text")
    }

    /// What the server says up to and with the end of a head.
    pub async fn read_head(&mut self) -> String {
        let mut bytes = Vec::new();
        while !bytes.ends_with(b"\r\n\r\n") {
            let byte = tokio::time::timeout(LONGEST, self.stream.read_u8()).await;
            let byte =
                byte.unwrap_or_else(|_| panic!("the head ends after {:?}", String::from_utf8_lossy(&bytes)));
            bytes.push(byte.expect("the head goes on"));
        }
        String::from_utf8(bytes).expect("a head of text")
    }
}

impl Raw {
    /// Reads so many bytes and drops them.
    pub async fn skip(&mut self, bytes: usize) {
        let mut skipped = vec![0; bytes];
        self.stream.read_exact(&mut skipped).await.expect("the body goes on");
    }

    /// Says that nothing more will be sent.
    pub async fn finish(&mut self) {
        self.stream.shutdown().await.expect("an open connection");
    }

    /// Closes the connection without reading on.
    pub async fn close(mut self) {
        self.finish().await;
    }

    /// Whether the server closes the connection without a word.
    pub async fn is_closed(&mut self) -> bool {
        let read = tokio::time::timeout(LONGEST, self.stream.read_u8()).await.expect("it ends");
        read.is_err()
    }

    /// Whether the connection is broken off in the middle of what the server says.
    pub async fn is_reset(&mut self) -> bool {
        let mut bytes = vec![0; 1 << 16];
        loop {
            match tokio::time::timeout(LONGEST, self.stream.read(&mut bytes)).await.expect("it ends") {
                Ok(0) => return false,
                Ok(_) => {}
                Err(error) => return error.kind() == std::io::ErrorKind::ConnectionReset,
            }
        }
    }
}
