//! A bit that changes on the disk, anywhere in the database, its log or the files of indexes, before a server starts or
//! while it runs: what is answered afterwards is right or refused, and what is refused is named.
//!
//! `OCTANT_DAMAGE_ROUNDS` sets how many bits are changed, each in a folder of its own; `OCTANT_DAMAGE_SEED` repeats the
//! choices of an earlier run.

pub(crate) mod image;
mod questions;

use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use self::image::Image;
use self::questions::{Answer, Outcome};
use crate::chance::{Chance, setting};
use crate::support::{LONGEST, Server};

/// Words that a message about damage has, by where it comes from: a check, a record, SQLite, an index.
const NAMED: [&str; 6] =
    ["damage", "not what was written", "malformed", "contradicts", "not a database", "the index failed"];

/// What is changed, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    Database,
    Log,
    Index,
}

/// How often what happened.
#[derive(Debug, Default)]
struct Tally {
    right: usize,
    not_started: usize,
    refused: usize,
    /// Wrong until the next check, from a file that is mapped into memory or a page of the database whose structure changed.
    until_the_check: usize,
}

#[test]
fn no_changed_bit_is_served_as_good() {
    let rounds = setting("OCTANT_DAMAGE_ROUNDS").unwrap_or(8);
    let seed = setting("OCTANT_DAMAGE_SEED").unwrap_or_else(|| u64::from(std::process::id()));
    println!("OCTANT_DAMAGE_SEED={seed} OCTANT_DAMAGE_ROUNDS={rounds}");
    let mut chance = Chance(seed);
    let images = [Image::stopped(), Image::killed()];
    let mut tally = Tally::default();
    let mut wrong = Vec::new();
    for number in 0..rounds {
        let round = Round::of(number, &images, &mut chance);
        if let Err(problem) = round.run(&mut chance, &mut tally) {
            println!("{problem}");
            wrong.push(problem);
        }
    }
    println!("{tally:?}");
    assert!(wrong.is_empty(), "{} of {rounds}: {wrong:#?}", wrong.len());
}

struct Round<'i> {
    number: u64,
    image: &'i Image,
    target: Target,
    is_running: bool,
}

impl<'i> Round<'i> {
    /// Every third bit changes under a running server; the log is there only after a kill.
    fn of(number: u64, images: &'i [Image; 2], chance: &mut Chance) -> Self {
        let image = &images[usize::from(number % 2 == 1)];
        let targets = [Target::Database, Target::Database, Target::Index, Target::Log];
        let known = if number % 2 == 1 { &targets[..] } else { &targets[..3] };
        Self { number, image, target: *chance.of(known), is_running: number % 3 == 2 }
    }

    fn run(&self, chance: &mut Chance, tally: &mut Tally) -> Result<(), String> {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        self.image.copy_to(&data);
        let mut flip = Flip::choose(&data, self.target, chance);
        if !self.is_running {
            flip.apply();
        }
        let place = |what: &str, flip: &Flip, log: &str| {
            format!("round {}: {flip}, running {}: {what}\n{log}", self.number, self.is_running)
        };
        let mut server = match Server::run(&mut image::serve(&data)) {
            Ok(server) => server,
            Err(said) if is_named(&said) => {
                tally.not_started += 1;
                return Ok(());
            }
            Err(said) => return Err(place("it does not start, and no damage is named", &flip, &said)),
        };
        if self.is_running {
            // The log may have begun again since.
            flip = Flip::choose(&data, self.target, chance);
            flip.apply();
        }
        let outcome = self.judge(&server, &flip, chance, tally);
        server.kill();
        let log = server.log();
        match outcome {
            Err(what) => Err(place(&what, &flip, &log)),
            Ok(Outcome::Right) => {
                tally.right += 1;
                Ok(())
            }
            Ok(Outcome::Refused(_)) if is_named(&log) => {
                tally.refused += 1;
                Ok(())
            }
            Ok(Outcome::Refused(what)) => Err(place(&format!("refused without a name: {what}"), &flip, &log)),
            Ok(Outcome::Wrong(what)) => Err(place(&what, &flip, &log)),
        }
    }

    /// Asks at once, and again when everything was checked. What is mapped into memory, and pages whose structure changes under
    /// a running server, are only right or refused then.
    fn judge(
        &self,
        server: &Server,
        flip: &Flip,
        chance: &mut Chance,
        tally: &mut Tally,
    ) -> Result<Outcome, String> {
        let answers: &[Answer] = self.image.answers();
        let first = questions::compare(server, answers, chance);
        let may_be_wrong_at_first = flip.is_mapped() || (self.is_running && self.target != Target::Index);
        if matches!(first, Outcome::Wrong(_)) && !may_be_wrong_at_first {
            return Ok(first);
        }
        if !self.is_running && first == Outcome::Right {
            return Ok(first);
        }
        let began = Instant::now();
        image::wait_for_check(server);
        loop {
            let last = questions::compare(server, answers, chance);
            match last {
                Outcome::Wrong(what) if !may_be_wrong_at_first => return Ok(Outcome::Wrong(what)),
                Outcome::Wrong(what) if began.elapsed() > LONGEST / 2 => {
                    return Err(format!("still wrong after all checks: {what}"));
                }
                Outcome::Wrong(_) => std::thread::sleep(Duration::from_millis(50)),
                settled => {
                    if matches!(first, Outcome::Wrong(_)) {
                        tally.until_the_check += 1;
                        return Ok(Outcome::Refused("it was wrong until the check".to_owned()));
                    }
                    return Ok(if first == Outcome::Right { settled } else { first });
                }
            }
        }
    }
}

fn is_named(log: &str) -> bool {
    let log = log.to_lowercase();
    NAMED.iter().any(|word| log.contains(word))
}

/// A bit of a file.
struct Flip {
    path: PathBuf,
    place: u64,
    bit: u64,
}

impl Flip {
    fn choose(data: &Path, target: Target, chance: &mut Chance) -> Self {
        let mut files = match target {
            Target::Database => vec![data.join("octant.db")],
            Target::Log => vec![data.join("octant.db-wal")],
            Target::Index => index_files(&data.join("indexes")),
        };
        files.retain(|path| std::fs::metadata(path).is_ok_and(|file| file.len() > 0));
        files.sort();
        if files.is_empty() {
            files.push(data.join("octant.db"));
        }
        let path = chance.of(&files).clone();
        let place = chance.below(std::fs::metadata(&path).unwrap().len());
        Self { path, place, bit: chance.below(8) }
    }

    fn apply(&self) {
        let file = std::fs::OpenOptions::new().read(true).write(true).open(&self.path).unwrap();
        let mut byte = [0];
        file.read_exact_at(&mut byte, self.place).unwrap();
        file.write_all_at(&[byte[0] ^ (1 << self.bit)], self.place).unwrap();
    }

    /// Whether the file is mapped into memory by a server.
    fn is_mapped(&self) -> bool {
        let ending = self.path.extension().and_then(|ending| ending.to_str());
        ending.is_some_and(|ending| ["idx", "pos", "fast", "fieldnorm", "del"].contains(&ending))
    }
}

impl std::fmt::Display for Flip {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "bit {} of byte {} of {}", self.bit, self.place, self.path.display())
    }
}

/// The files of segments and what lists them.
fn index_files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut files = Vec::new();
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            files.extend(index_files(&path));
        } else if path.extension().is_some_and(|ending| ending != "lock") {
            files.push(path);
        }
    }
    files
}
