//! Content types and content encodings.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use octant_server::ServerOptions;

use crate::support::{TestServer, User, entities};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("memory takes it");
    encoder.finish().expect("memory takes it")
}

fn zstd(bytes: &[u8], level: i32) -> Vec<u8> {
    zstd::encode_all(bytes, level).expect("memory takes it")
}

/// A zstd frame whose decoder must keep so many bytes (as a power of two) in memory.
fn zstd_with_window(bytes: &[u8], window_log: u32) -> Vec<u8> {
    let mut encoder = zstd::Encoder::new(Vec::new(), 1).expect("an encoder");
    encoder.window_log(window_log).expect("a window");
    encoder.include_contentsize(false).expect("an option");
    encoder.write_all(bytes).expect("memory takes it");
    encoder.finish().expect("memory takes it")
}

async fn post(user: &User, encoding: &str, body: Vec<u8>) -> u16 {
    let answer = user.with("content-encoding", encoding).post_bytes("/import/products", body).await;
    if answer.status != 202 {
        answer.anonymous();
    }
    answer.status
}

async fn started() -> (TestServer, User) {
    let server = TestServer::start().await;
    server.add_source("products");
    let user = server.admin().await;
    (server, user)
}

#[tokio::test]
async fn packed_bodies_are_unpacked() {
    let (server, user) = started().await;
    let mut expected = 0;
    for (encoding, pack) in [
        ("gzip", gzip as fn(&[u8]) -> Vec<u8>),
        ("GZip", gzip),
        ("x-gzip", gzip),
        ("identity, gzip", gzip),
        ("zstd", |bytes| zstd(bytes, 3)),
        ("zstd", |bytes| zstd(bytes, 19)),
        ("zstd", |bytes| zstd_with_window(bytes, 23)),
        ("identity", <[u8]>::to_vec),
        ("", <[u8]>::to_vec),
    ] {
        expected += 1;
        let payload = entities(2_000, &format!("{encoding} {expected}")).to_string();
        assert_eq!(post(&user, encoding, pack(payload.as_bytes())).await, 202, "{encoding}");
        let list = user.get("/imports?limit=1").await.expect(200).json();
        assert_eq!(list["items"][0]["received"], 2_000, "{encoding}");
    }
    server.close().await;
}

#[tokio::test]
async fn a_body_in_several_packed_parts_is_one_body() {
    let (server, user) = started().await;
    let payload = entities(100, "parts").to_string();
    let (first, second) = payload.as_bytes().split_at(payload.len() / 2);
    assert_eq!(post(&user, "gzip", [gzip(first), gzip(second)].concat()).await, 202);
    assert_eq!(post(&user, "zstd", [zstd(first, 3), zstd(second, 3)].concat()).await, 202);
    server.close().await;
}

#[tokio::test]
async fn what_is_packed_otherwise_is_refused() {
    let (server, user) = started().await;
    let payload = entities(1, "x").to_string().into_bytes();
    for encoding in ["br", "deflate", "compress", "gzip, gzip", "gzip, zstd", "gzip zstd", "*"] {
        let user = user.with("content-encoding", encoding);
        let answer = user.post_bytes("/import/products", payload.clone()).await.expect(415);
        assert_eq!(answer.header("accept-encoding"), Some("gzip, zstd, identity"), "{encoding}");
        answer.anonymous();
    }
    server.close().await;
}

#[tokio::test]
async fn a_damaged_body_is_refused() {
    let (server, user) = started().await;
    let payload = entities(500, "x").to_string();
    let packed = [("gzip", gzip(payload.as_bytes())), ("zstd", zstd(payload.as_bytes(), 3))];
    for (encoding, packed) in packed {
        for length in [0, 1, 5, 20, packed.len() / 2, packed.len() - 1] {
            let status = post(&user, encoding, packed[..length].to_vec()).await;
            assert_eq!(status, 400, "{encoding} cut to {length} of {}", packed.len());
        }
        let mut flipped = packed.clone();
        let middle = flipped.len() / 2;
        flipped[middle] ^= 0xff;
        assert_eq!(post(&user, encoding, flipped).await, 400, "{encoding} with a flipped byte");
        assert_eq!(
            post(&user, encoding, payload.clone().into_bytes()).await,
            400,
            "{encoding} that is not packed"
        );
        assert_eq!(
            post(&user, encoding, [packed, b"garbage".to_vec()].concat()).await,
            400,
            "{encoding} with more"
        );
    }
    assert_eq!(post(&user, "identity", gzip(payload.as_bytes())).await, 400);
    assert_eq!(server.metric("octant_ingest_memory_bytes").await, Some(0.0));
    server.close().await;
}

#[tokio::test]
async fn a_bomb_is_refused_before_it_goes_off() {
    let options = ServerOptions { max_body: 1 << 20, ingest_memory: 16 << 20, ..ServerOptions::default() };
    let server = TestServer::start_with(options, octant_store::sqlite::Options::default()).await;
    server.add_source("products");
    let user = server.admin().await;
    let zeros = vec![b' '; 512 << 20];
    assert_eq!(post(&user, "gzip", gzip(&zeros)).await, 413);
    assert_eq!(post(&user, "zstd", zstd(&zeros, 3)).await, 413);
    assert_eq!(
        post(&user, "zstd", zstd_with_window(&zeros[..64 << 20], 27)).await,
        400,
        "a window of 128 MiB"
    );
    let almost = vec![b' '; 1 << 20];
    assert_eq!(post(&user, "gzip", gzip(&almost)).await, 400, "as large as allowed, and no JSON");
    assert_eq!(post(&user, "gzip", gzip(&vec![b' '; (1 << 20) + 1])).await, 413);
    assert_eq!(server.metric("octant_ingest_memory_bytes").await, Some(0.0));
    server.close().await;
}

#[tokio::test]
async fn json_is_taken_under_each_of_its_names_and_nothing_else() {
    let (server, user) = started().await;
    let payload = entities(1, "x").to_string();
    for content_type in
        ["application/json", "application/json;charset=UTF-8", "text/json", "application/ld+json"]
    {
        user.with("content-type", content_type)
            .post_bytes("/import/products", payload.clone())
            .await
            .expect(202);
    }
    user.send(http::Method::POST, "/import/products", Some(payload.clone())).await.expect(202);
    for content_type in [
        "text/plain",
        "application/xml",
        "multipart/form-data; boundary=x",
        "application/json; charset=latin1",
    ] {
        let user = user.with("content-type", content_type);
        user.post_bytes("/import/products", payload.clone()).await.expect(415).anonymous();
    }
    server.close().await;
}
