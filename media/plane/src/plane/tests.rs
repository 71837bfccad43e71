//! Threads and sockets for real, on loopback.

use std::net::UdpSocket;

use super::*;
use crate::event_queue::Ended;
use crate::statistics::Statistics;
use rustix::event::{PollFd, PollFlags, Timespec, poll};

fn plane(threads: usize) -> Plane {
    Plane::start(&[([127, 0, 0, 1], 0).into()], &[], threads).unwrap()
}

fn counted(plane: &Plane) -> Statistics {
    let mut sum = Statistics::default();
    for statistics in plane.ask_all(|reply| Command::Statistics { reply }).unwrap() {
        assert!(statistics.thread_cpu_ns > 0);
        sum.add(&statistics);
    }
    sum
}

#[test]
fn a_question_is_answered_after_the_commands_before_it() {
    let plane = plane(1);
    plane.send(Command::AddTransport { transport: 1, ssrc: 1 }).unwrap();
    let peer = UdpSocket::bind(("127.0.0.1", 0)).unwrap();
    let remote = peer.local_addr().unwrap();
    plane.send(Command::SendDatagram { socket: 0, remote, data: vec![0; 20] }).unwrap();
    let statistics = counted(&plane);
    assert_eq!((statistics.packets_out, statistics.bytes_out), (1, 20));
}

#[test]
fn closing_twice_is_fine_and_nothing_works_afterwards() {
    let plane = plane(2);
    plane.close();
    plane.close();
    let sent = plane.send(Command::AddTransport { transport: 1, ssrc: 1 });
    assert!(matches!(sent, Err(PlaneError::Closed)));
    assert!(matches!(plane.ask_all(|reply| Command::AudioLevels { reply }), Err(PlaneError::Closed)));
}

#[test]
fn the_end_of_any_thread_is_told_to_whoever_waits_for_events() {
    for number in 0..2 {
        let plane = plane(2);
        let end = |running: &mut Running| {
            running.workers[number].tell(Command::Stop)?; // without `close`: as if it had ended by itself
            wake(&*running.workers[number].wake);
            Ok(())
        };
        plane.with_running(end).unwrap();
        let mut descriptors = [PollFd::new(plane.events().descriptor(), PollFlags::IN)];
        assert_eq!(poll(&mut descriptors, Some(&Timespec { tv_sec: 5, tv_nsec: 0 })), Ok(1));
        assert_eq!(plane.events().take(), Err(Ended));
    }
}

#[test]
fn a_thread_that_is_not_there_gets_no_transport() {
    let plane = plane(2);
    plane.add_transport(1, 1).unwrap();
    assert!(matches!(plane.add_transport(2, 2), Err(PlaneError::Refused(Refusal::Invalid(_)))));
    assert!(matches!(plane.add_transport(1, 0), Err(PlaneError::Refused(Refusal::Exists("transport", 1)))));
}

/// A datagram with the first byte of DTLS, until the transport that has the address was told of one.
fn say_hello(plane: &Plane, peer: &UdpSocket, transport: Id) {
    let server = plane.local_addresses().unwrap()[0];
    let hello = [22, 1, 2, 3];
    peer.send_to(&hello, server).unwrap();
    let mut descriptors = [PollFd::new(plane.events().descriptor(), PollFlags::IN)];
    assert_eq!(poll(&mut descriptors, Some(&Timespec { tv_sec: 5, tv_nsec: 0 })), Ok(1));
    let events = plane.events().take().unwrap();
    assert_eq!(Vec::from(events), [crate::command::Event::Dtls { transport, data: hello.to_vec() }]);
}

#[test]
fn whichever_thread_the_kernel_chooses_a_datagram_comes_to_its_transport() {
    let plane = plane(3);
    for transport in 0..24 {
        let peer = UdpSocket::bind(("127.0.0.1", 0)).unwrap();
        plane.add_transport(transport, transport as usize % 3).unwrap();
        let remote = peer.local_addr().unwrap();
        plane.send(Command::SetPath { transport, socket: 0, remote }).unwrap();
        say_hello(&plane, &peer, transport);
        plane.send(Command::SendDatagram { socket: 0, remote, data: vec![7; 20] }).unwrap();
        assert_eq!(peer.recv(&mut [0; 100]).unwrap(), 20);
    }
    let statistics = counted(&plane);
    assert_eq!((statistics.packets_in, statistics.packets_out), (24, 24));
    assert!(statistics.drops.iter().all(|(_, count)| count == 0));
}

#[test]
fn starts_are_below_the_first_rollover_by_half() {
    for _ in 0..100 {
        let start = Start::random();
        assert!(start.index < 0x8000 && start.rtx_index < 0x8000);
    }
}
