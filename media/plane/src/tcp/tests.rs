use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use super::seats::MAX_PER_ADDRESS;
use super::*;

const FIRST: usize = 2;

struct Rig {
    paths: TcpPaths,
    bytes: Vec<u8>,
    got: Vec<(usize, Vec<u8>)>,
}

impl Rig {
    fn new() -> Self {
        let paths = TcpPaths::listen(&[([127, 0, 0, 1], 0).into()], FIRST).unwrap();
        Self { paths, bytes: vec![0; 1 << 16], got: Vec::new() }
    }

    fn connect(&mut self) -> TcpStream {
        let peer = TcpStream::connect(self.paths.local_addresses().unwrap()[0]).unwrap();
        peer.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        self.turn();
        peer
    }

    /// Wait for something to do, and do it.
    fn turn(&mut self) {
        let mut ready = Vec::with_capacity(1);
        let patience = Timespec { tv_sec: 5, tv_nsec: 0 };
        let outer = epoll::create(epoll::CreateFlags::CLOEXEC).unwrap();
        epoll::add(&outer, self.paths.descriptor(), epoll::EventData::new_u64(0), WATCHED).unwrap();
        epoll::wait(&outer, rustix::buffer::spare_capacity(&mut ready), Some(&patience)).unwrap();
        assert_eq!(ready.len(), 1, "nothing happened");
        let mut readable = Vec::new();
        self.paths.poll(0, &mut readable);
        for number in readable {
            let mut frames = Vec::new();
            self.paths.read(number, &mut self.bytes, &mut frames);
            self.got.extend(frames.into_iter().map(|frame| (number, self.bytes[frame].to_vec())));
        }
    }

    fn until(&mut self, is_so: impl Fn(&Self) -> bool) {
        while !is_so(self) {
            self.turn();
        }
    }
}

fn framed(payload: &[u8]) -> Vec<u8> {
    [&(payload.len() as u16).to_be_bytes(), payload].concat()
}

#[test]
fn datagrams_go_both_ways_in_frames() {
    let mut rig = Rig::new();
    let mut peer = rig.connect();
    peer.write_all(&[framed(b"one"), framed(b"three")].concat()).unwrap();
    rig.until(|rig| rig.got.len() == 2);
    assert_eq!(rig.got, [(FIRST, b"one".to_vec()), (FIRST, b"three".to_vec())]);
    rig.paths.send(FIRST, b"aaabbbcc", 3).unwrap();
    let mut answer = [0; 14];
    peer.read_exact(&mut answer).unwrap();
    assert_eq!(answer.to_vec(), [framed(b"aaa"), framed(b"bbb"), framed(b"cc")].concat());
}

#[test]
fn a_frame_may_come_byte_by_byte() {
    let mut rig = Rig::new();
    let mut peer = rig.connect();
    for byte in framed(b"slow") {
        peer.write_all(&[byte]).unwrap();
        rig.turn();
    }
    assert_eq!(rig.got, [(FIRST, b"slow".to_vec())]);
}

#[test]
fn numbers_are_never_given_twice() {
    let mut rig = Rig::new();
    drop(rig.connect());
    rig.until(|rig| !rig.paths.ended.is_empty());
    assert_eq!(rig.paths.take_ended(), [FIRST]);
    let _second = rig.connect();
    assert!(rig.paths.connections.contains_key(&(FIRST + 1)));
    assert!(rig.paths.send(FIRST, b"late", 4).is_err());
}

#[test]
fn what_is_no_frame_ends_the_connection_and_no_other() {
    let mut rig = Rig::new();
    let (mut bad, mut good) = (rig.connect(), rig.connect());
    bad.write_all(&[0xff; 100]).unwrap();
    rig.until(|rig| !rig.paths.ended.is_empty());
    good.write_all(&framed(b"still here")).unwrap();
    rig.until(|rig| !rig.got.is_empty());
    assert_eq!(rig.paths.take_ended(), [FIRST]);
    assert_eq!(rig.got, [(FIRST + 1, b"still here".to_vec())]);
}

#[test]
fn who_does_not_read_gets_whole_frames_later_and_costs_a_bounded_buffer() {
    let mut rig = Rig::new();
    let mut peer = rig.connect();
    let mut sent = 0;
    let refused = loop {
        match rig.paths.send(FIRST, &[sent as u8; 1_000], 1_000) {
            Ok(()) => sent += 1,
            Err(error) => break error,
        }
    };
    assert_eq!(refused.kind(), io::ErrorKind::WouldBlock);
    let reader = std::thread::spawn(move || {
        for number in 0..sent {
            let mut frame = [0; 1_002];
            peer.read_exact(&mut frame).unwrap();
            assert_eq!(frame.to_vec(), framed(&[number as u8; 1_000]));
        }
    });
    rig.until(|rig| !rig.paths.connections[&FIRST].has_unsent());
    reader.join().unwrap();
    rig.paths.send(FIRST, b"again", 5).unwrap();
}

#[test]
fn whom_nobody_needs_for_ten_seconds_is_ended() {
    let mut rig = Rig::new();
    let (_used, _unused) = (rig.connect(), rig.connect());
    let is_needed = |path: &Path, _| path.socket == FIRST;
    rig.paths.sweep(UNUSED - 1, is_needed);
    assert!(rig.paths.take_ended().is_empty());
    rig.paths.sweep(UNUSED, is_needed);
    assert_eq!(rig.paths.take_ended(), [FIRST + 1]);
    rig.paths.sweep(2 * UNUSED, is_needed);
    assert!(rig.paths.take_ended().is_empty());
    rig.paths.sweep(3 * UNUSED, |_, _| false);
    assert_eq!(rig.paths.take_ended(), [FIRST]);
    assert_eq!(rig.paths.next_deadline(0), None);
}

#[test]
fn a_sweep_knows_who_was_heard_since_the_one_before() {
    let mut rig = Rig::new();
    let (mut talks, _silent) = (rig.connect(), rig.connect());
    talks.write_all(&framed(b"I am here")).unwrap();
    rig.until(|rig| !rig.got.is_empty());
    rig.paths.sweep(UNUSED, |_, is_heard| is_heard);
    assert_eq!(rig.paths.take_ended(), [FIRST + 1]);
    rig.paths.sweep(2 * UNUSED, |_, is_heard| is_heard);
    assert_eq!(rig.paths.take_ended(), [FIRST]);
}

#[test]
fn one_address_has_so_many_connections_and_no_more() {
    let mut rig = Rig::new();
    let _all: Vec<TcpStream> = (0..MAX_PER_ADDRESS).map(|_| rig.connect()).collect();
    let mut refused = rig.connect();
    assert_eq!(refused.read(&mut [0; 1]).unwrap(), 0);
    assert_eq!(rig.paths.connections.len(), MAX_PER_ADDRESS);
}

#[test]
fn a_connection_goes_on_with_the_worker_that_it_is_given_to() {
    let (mut acceptor, mut other) = (Rig::new(), Rig::new());
    let mut peer = acceptor.connect();
    let frame = framed(b"in two halves");
    peer.write_all(&[framed(b"before"), frame[..5].to_vec()].concat()).unwrap();
    acceptor.until(|rig| !rig.got.is_empty());
    let connection = acceptor.paths.give(FIRST, 1).unwrap();
    assert!(acceptor.paths.give(FIRST, 1).is_none());
    other.paths.adopt(FIRST, connection);
    peer.write_all(&frame[5..]).unwrap();
    other.until(|rig| !rig.got.is_empty());
    assert_eq!(other.got, [(FIRST, b"in two halves".to_vec())]);
    other.paths.send(FIRST, b"back", 4).unwrap();
    let mut answer = [0; 6];
    peer.read_exact(&mut answer).unwrap();
    assert_eq!(answer.to_vec(), framed(b"back"));
    assert!(acceptor.paths.send(FIRST, b"late", 4).is_err());
    assert_eq!(acceptor.paths.given_to(FIRST), Some(1));
    let mut next = acceptor.connect();
    next.write_all(&framed(b"next")).unwrap();
    acceptor.until(|rig| rig.got.len() == 2);
    assert_eq!(acceptor.got[1], (FIRST + 1, b"next".to_vec()), "its number is not given twice");
}

#[test]
fn a_connection_that_was_given_away_keeps_its_seat_until_it_ends() {
    let (mut acceptor, mut other) = (Rig::new(), Rig::new());
    let _all: Vec<TcpStream> = (0..MAX_PER_ADDRESS).map(|_| acceptor.connect()).collect();
    let connection = acceptor.paths.give(FIRST, 1).unwrap();
    other.paths.adopt(FIRST, connection);
    let mut refused = acceptor.connect();
    assert_eq!(refused.read(&mut [0; 1]).unwrap(), 0);
    other.paths.sweep(UNUSED, |_, _| false);
    let _last = acceptor.connect();
    assert_eq!(acceptor.paths.connections.len(), MAX_PER_ADDRESS);
    acceptor.paths.give(FIRST + 1, 1).unwrap();
    assert_eq!(acceptor.paths.given_to(FIRST), None, "it has ended");
}
