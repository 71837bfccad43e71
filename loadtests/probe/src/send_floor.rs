//! The floor of a chat's fan-out: a message that is framed already, and one `send()` for each socket, at a pace or as
//! fast as it goes. The same clients read it as read a server.
//!
//! What a server needs more than this is what it costs to hear a message, to decide about it, and to keep it.

use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use crate::clock::{self, Nanos, SECOND};
use crate::mark::{Mark, Template};
use crate::reader::Dialect;
use crate::reading::Reading;
use crate::websocket::{BINARY, unmasked};

const PATIENCE: Nanos = 5 * SECOND;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendCounts {
    pub messages: u64,
    /// Over all sockets
    pub sent: u64,
    pub received: u64,
    /// User and system time of the sending thread
    pub cpu: Nanos,
    /// From the first send to the last
    pub wall: Nanos,
    /// Microseconds, of one delivery in eight
    pub latencies: Vec<u32>,
}

/// Send messages of `size` bytes to so many sockets for `seconds`; `per_second` messages, or without a pause for None.
pub fn run(
    sockets: usize,
    seconds: f64,
    per_second: Option<f64>,
    size: usize,
) -> std::io::Result<SendCounts> {
    let mut reading = Reading::start(Dialect::default())?;
    let mut accepted = connected(&reading, sockets)?;
    let mut template = Template::new(unmasked(BINARY, &Template::of_size(size)));
    let (started, started_cpu) = (clock::monotonic(), clock::thread_cpu());
    let end = started + (seconds * SECOND as f64) as Nanos;
    let mut messages = 0;
    loop {
        if let Some(pace) = per_second {
            let due = started + (messages as f64 / pace * SECOND as f64) as Nanos;
            std::thread::sleep(Duration::from_nanos(due.saturating_sub(clock::monotonic())));
        }
        let sent = clock::monotonic();
        if sent >= end {
            break;
        }
        let number = messages as u32;
        let frame = template.filled(Mark { sent, number });
        for socket in &mut accepted {
            socket.write_all(frame)?;
        }
        messages += 1;
    }
    let (cpu, wall) = (
        clock::thread_cpu() - started_cpu,
        clock::monotonic() - started,
    );
    let sent = messages * sockets as u64;
    let received = arrived(&reading, sent);
    let latencies = reading.take_latencies();
    reading.stop();
    Ok(SendCounts {
        messages,
        sent,
        received,
        cpu,
        wall,
        latencies,
    })
}

fn connected(reading: &Reading, sockets: usize) -> std::io::Result<Vec<TcpStream>> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    (0..sockets)
        .map(|_| {
            reading.add(address, b"", Vec::new())?;
            let (socket, _) = listener.accept()?;
            socket.set_nodelay(true)?;
            Ok(socket)
        })
        .collect()
}

fn arrived(reading: &Reading, sent: u64) -> u64 {
    let end = clock::monotonic() + PATIENCE;
    loop {
        let received = reading.counts().read.received;
        if received >= sent || clock::monotonic() > end {
            return received;
        }
        std::thread::sleep(Duration::from_millis(4));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_socket_gets_every_message_at_a_pace_and_without_one() {
        let paced = run(5, 0.2, Some(100.0), 150).unwrap();
        assert_eq!((paced.messages, paced.sent, paced.received), (20, 100, 100));
        let unpaced = run(5, 0.1, None, 150).unwrap();
        assert_eq!(unpaced.sent, unpaced.received);
        assert!(
            unpaced.messages > paced.messages && unpaced.cpu > paced.cpu,
            "{unpaced:?}"
        );
    }
}
