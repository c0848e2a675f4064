use http::StatusCode;

use super::*;

fn budget(queue: usize) -> Budget {
    let wait = Duration::from_secs(3_600);
    Budget::new(&Terms { bytes: 10 * UNIT, largest: 10 * UNIT, uncounted: 0, queue, wait })
}

fn owner(name: &str) -> Owner {
    Owner::Credential(name.to_owned())
}

async fn take(budget: &Budget, units: u64) -> Result<Held, Failure> {
    take_for(budget, "one", units).await
}

async fn take_for(budget: &Budget, name: &str, units: u64) -> Result<Held, Failure> {
    let mut held = budget.open(owner(name));
    budget.grow(&mut held, units * UNIT).await.map(|()| held)
}

#[tokio::test(start_paused = true)]
async fn what_is_taken_comes_back() {
    let budget = budget(1);
    let mut held = take(&budget, 3).await.expect("there is room");
    assert_eq!(budget.in_use(), 3 * UNIT);
    budget.grow(&mut held, 10 * UNIT).await.expect("there is room");
    assert_eq!(budget.in_use(), 10 * UNIT);
    held.shrink(1);
    assert_eq!(budget.in_use(), UNIT);
    drop(held);
    assert_eq!(budget.in_use(), 0);
}

#[tokio::test(start_paused = true)]
async fn who_waits_too_long_is_told_to_come_back() {
    let budget = budget(1);
    let _held = take(&budget, 10).await.expect("there is room");
    let failure = take(&budget, 1).await.expect_err("nothing is free");
    assert_eq!(failure.status(), StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_behind_a_full_queue() {
    let budget = budget(0);
    let _held = take(&budget, 10).await.expect("there is room");
    let started = tokio::time::Instant::now();
    let failure = take(&budget, 1).await.expect_err("nothing is free");
    assert_eq!((failure.status(), started.elapsed()), (StatusCode::TOO_MANY_REQUESTS, Duration::ZERO));
}

#[tokio::test(start_paused = true)]
async fn who_waits_gets_what_another_gives_back() {
    let budget = Arc::new(budget(1));
    let held = take(&budget, 10).await.expect("there is room");
    let waiting = tokio::spawn({
        let budget = Arc::clone(&budget);
        async move { take(&budget, 5).await.map(drop) }
    });
    tokio::task::yield_now().await;
    drop(held);
    assert!(waiting.await.expect("no panic").is_ok());
}

#[tokio::test(start_paused = true)]
async fn more_than_there_is_at_all_is_refused_at_once() {
    let failure = take(&budget(1), 11).await.expect_err("more than there is");
    assert_eq!(failure.status(), StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test(start_paused = true)]
async fn nobody_takes_more_than_half_from_the_others() {
    let wait = Duration::from_secs(1);
    let budget = Budget::new(&Terms { bytes: 10 * UNIT, largest: UNIT, uncounted: 0, queue: 1, wait });
    let _greedy = take_for(&budget, "greedy", 5).await.expect("half is allowed");
    let failure = take_for(&budget, "greedy", 1).await.expect_err("more than half");
    assert_eq!(failure.status(), StatusCode::TOO_MANY_REQUESTS);
    take_for(&budget, "other", 5).await.expect("the other half is there");
}

#[tokio::test(start_paused = true)]
async fn what_is_small_is_not_counted_and_not_waited_for() {
    let terms = Terms { bytes: 10 * UNIT, largest: UNIT, uncounted: UNIT, queue: 0, wait: Duration::ZERO };
    let budget = Budget::new(&terms);
    let _one = take_for(&budget, "one", 5).await.expect("half is allowed");
    let _two = take_for(&budget, "two", 5).await.expect("half is allowed");
    take_for(&budget, "three", 1).await.expect("it is small");
    take_for(&budget, "three", 2).await.expect_err("it is not small");
}

#[tokio::test(start_paused = true)]
async fn who_waits_is_refused_when_the_server_stops() {
    let budget = Arc::new(budget(1));
    let _held = take(&budget, 10).await.expect("there is room");
    let waiting = tokio::spawn({
        let budget = Arc::clone(&budget);
        async move { take(&budget, 5).await.map(drop) }
    });
    tokio::task::yield_now().await;
    budget.stop();
    let failure = waiting.await.expect("no panic").expect_err("it stops");
    assert_eq!(failure.code(), "stopping");
}
