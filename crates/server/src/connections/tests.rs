use super::*;

fn connections(places: usize, per_address: usize) -> Arc<Connections> {
    let options = ServerOptions {
        max_connections: places,
        max_connections_per_address: Some(per_address),
        trusted_proxies: vec![[10, 0, 0, 1].into()],
        ..ServerOptions::default()
    };
    Arc::new(Connections::new(&options))
}

fn peer(host: u8) -> SocketAddr {
    ([10, 0, 0, host], 1_000).into()
}

async fn is_closed(seat: &Seat) -> bool {
    tokio::time::timeout(Duration::from_millis(1), seat.line.closed()).await.is_ok()
}

#[tokio::test(start_paused = true)]
async fn one_address_has_its_limit_and_a_trusted_proxy_has_none() {
    let connections = connections(100, 2);
    let seats: Vec<_> = (0..2).filter_map(|_| connections.admit(peer(7))).collect();
    assert_eq!(seats.len(), 2);
    assert!(connections.admit(peer(7)).is_none());
    assert!(connections.admit(peer(8)).is_some());
    let through_proxy: Vec<_> = (0..9).filter_map(|_| connections.admit(peer(1))).collect();
    assert_eq!(through_proxy.len(), 9);
    drop(seats);
    assert!(connections.admit(peer(7)).is_some());
    drop(through_proxy);
    assert_eq!(connections.count(), 0);
}

#[tokio::test(start_paused = true)]
async fn the_idlest_makes_room_and_who_is_busy_stays() {
    let connections = connections(4, 9);
    let mut seats = Vec::new();
    for host in 2..5 {
        seats.extend(connections.admit(peer(host)));
        tokio::time::advance(Duration::from_secs(2)).await;
    }
    let busy = seats[0].line().begin();
    let fourth = connections.admit(peer(5)).expect("a place");
    assert!(!fourth.line.reserved && !is_closed(&fourth).await && !is_closed(&seats[0]).await);
    assert!(is_closed(&seats[1]).await, "it is idle for longest");
    assert!(!is_closed(&seats[2]).await);
    drop(busy);
    assert_eq!(seats[0].line.idle(), Some(Duration::ZERO), "it has just had an answer");
}

#[tokio::test(start_paused = true)]
async fn beyond_all_places_there_are_reserved_ones_that_are_soon_free() {
    let connections = connections(1, 99);
    let regular = connections.admit(peer(2)).expect("a place");
    let _busy = regular.line().begin();
    let mut reserved: Vec<Seat> = (0..RESERVED).filter_map(|_| connections.admit(peer(3))).collect();
    assert!(!regular.line.reserved && reserved.iter().all(|seat| seat.line.reserved));
    tokio::time::advance(Duration::from_millis(1)).await;
    let waiting = tokio::spawn({
        let connections = Arc::clone(&connections);
        async move { connections.room().await }
    });
    tokio::task::yield_now().await;
    assert!(!waiting.is_finished());
    let mut closed = Vec::new();
    for (place, seat) in reserved.iter().enumerate() {
        if is_closed(seat).await {
            closed.push(place);
        }
    }
    assert_eq!(closed.len(), 1, "one of them makes room");
    reserved.remove(closed[0]);
    waiting.await.expect("there is room");
}
