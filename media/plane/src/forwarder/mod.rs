//! The plane without its sockets: datagrams, commands and `now` go in; datagrams and events come out.
//!
//! A batch of datagrams is worked on in two steps. `receive` (ingress) takes each one: whose is it, is it authentic,
//! may it be forwarded. `dispatch` then goes over the receivers, one after the other, so that all that one of them
//! gets from the batch lies together and leaves in few sends.

mod control;
mod dispatch;
mod feedback;
mod ingress;
mod layers;
mod lines;
mod pacing;
mod relays;
mod reports;
mod shares;
#[cfg(test)]
mod tests;
mod timers;

use std::collections::HashMap;

use slab::Slab;

use crate::bwe::allocation::Claim;
use crate::clock::{Micros, WallClock};
use crate::command::{Event, Id};
use crate::drops::{DropCounters, DropReason};
use crate::egress::{Egress, Path};
use crate::output::Output;
use crate::statistics::{OutputStatistics, Statistics, StreamStatistics, TransportStatistics};
use crate::stream::Stream;
use crate::transport::{OutputKey, StreamKey, Transport, TransportKey};

pub struct Forwarder {
    clock: WallClock,
    /// What we are called in reports (RFC 7022)
    cname: String,
    transports: Slab<Transport>,
    streams: Slab<Stream>,
    outputs: Slab<Output>,
    transport_ids: HashMap<Id, TransportKey>,
    stream_ids: HashMap<Id, StreamKey>,
    output_ids: HashMap<Id, OutputKey>,
    paths: HashMap<Path, TransportKey>,
    egress: Egress,
    events: Vec<Event>,
    drops: DropCounters,
    packets_in: u64,
    bytes_in: u64,
    resent: u64,
    keyframes_wanted: u64,
    keyframes_asked: u64,
    /// Streams with arrivals in this batch
    active: Vec<StreamKey>,
    /// Outputs that show one of them, by the transport that sends them
    touched: Vec<(TransportKey, OutputKey)>,
    timers: timers::Timers,
    /// What the outputs of one transport ask for, between collecting and granting it
    claims: Vec<Claim>,
    /// Sequence numbers to ask for, between collecting and writing them
    due: Vec<u16>,
    neighbours: relays::Neighbours,
}

impl Forwarder {
    /// The only one.
    pub fn new(clock: WallClock, cname: String) -> Self {
        Self::among(1, clock, cname)
    }

    /// One of several, each of which has streams and receivers of its own. They share one clock, from which every `now`
    /// is taken.
    pub fn among(workers: usize, clock: WallClock, cname: String) -> Self {
        Self {
            clock,
            cname,
            transports: Slab::new(),
            streams: Slab::new(),
            outputs: Slab::new(),
            transport_ids: HashMap::new(),
            stream_ids: HashMap::new(),
            output_ids: HashMap::new(),
            paths: HashMap::new(),
            egress: Egress::default(),
            events: Vec::new(),
            drops: DropCounters::default(),
            packets_in: 0,
            bytes_in: 0,
            resent: 0,
            keyframes_wanted: 0,
            keyframes_asked: 0,
            active: Vec::new(),
            touched: Vec::new(),
            timers: timers::Timers::default(),
            claims: Vec::new(),
            due: Vec::new(),
            neighbours: relays::Neighbours::new(workers),
        }
    }

    /// What Python is to be told since the last call.
    pub fn events(&mut self) -> std::vec::Drain<'_, Event> {
        self.events.drain(..)
    }

    /// How many sends there were, each of which may have carried many packets.
    pub fn sends(&self) -> u64 {
        self.egress.totals.datagrams
    }

    /// Somebody else dropped a packet of ours.
    pub fn count_drop(&mut self, reason: DropReason) {
        self.drops.count(reason);
    }

    /// `thread_cpu_ns` is left at 0: reading a clock is not for here.
    pub fn statistics(&self) -> Statistics {
        let mut drops = self.drops.clone();
        drops.add_all(&self.egress.drops);
        Statistics {
            packets_in: self.packets_in,
            bytes_in: self.bytes_in,
            packets_out: self.egress.totals.packets,
            bytes_out: self.egress.totals.bytes,
            datagrams_out: self.egress.totals.datagrams,
            resent: self.resent,
            keyframes_wanted: self.keyframes_wanted,
            keyframes_asked: self.keyframes_asked,
            thread_cpu_ns: 0,
            drops,
        }
    }

    pub fn stream_statistics(&self, stream: Id) -> Option<StreamStatistics> {
        self.stream_ids.get(&stream).map(|key| self.streams[*key].statistics())
    }

    pub fn output_statistics(&self, output: Id) -> Option<OutputStatistics> {
        self.output_ids.get(&output).map(|key| self.outputs[*key].statistics())
    }

    pub fn transport_statistics(&self, transport: Id, now: Micros) -> Option<TransportStatistics> {
        self.transport_ids.get(&transport).map(|key| self.transports[*key].statistics(now))
    }

    /// (stream, level) of the audio that may be heard and was lately.
    pub fn audio_levels(&self, now: Micros) -> Vec<(Id, u8)> {
        let levels = self.streams.iter().map(|(_, stream)| (stream.id, stream.level(now)));
        levels.filter_map(|(id, level)| level.map(|level| (id, level))).collect()
    }
}
