//! What the plane's thread can be told and asked: one closed union. Everything in it was checked by `registry`.

use std::net::SocketAddr;
use std::sync::mpsc::SyncSender;

use crate::packet::Kind;
use crate::rtp::extensions::ExtensionIds;
use crate::srtp::MasterKey;
use crate::statistics::{OutputStatistics, Statistics, StreamStatistics};

/// Ids of transports, streams and outputs are numbers that the caller chose.
pub type Id = u64;

#[derive(Debug)]
pub enum Command {
    SendDatagram {
        socket: usize,
        remote: SocketAddr,
        data: Vec<u8>,
    },
    /// `ssrc` is what we call ourselves in feedback to this peer.
    AddTransport {
        transport: Id,
        ssrc: u32,
    },
    SetPath {
        transport: Id,
        socket: usize,
        remote: SocketAddr,
    },
    SetKeys {
        transport: Id,
        receive: MasterKey,
        send: MasterKey,
    },
    RemoveTransport {
        transport: Id,
    },
    AddStream(StreamDescription),
    AllowStream {
        stream: Id,
        allowed: bool,
    },
    RemoveStream {
        stream: Id,
    },
    RequestKeyframe {
        stream: Id,
    },
    AddOutput(OutputDescription),
    Route {
        output: Id,
        stream: Option<Id>,
    },
    RemoveOutput {
        output: Id,
    },
    AudioLevels {
        reply: Reply<Vec<(Id, u8)>>,
    },
    Statistics {
        reply: Reply<Statistics>,
    },
    StreamStatistics {
        stream: Id,
        reply: Reply<Option<StreamStatistics>>,
    },
    OutputStatistics {
        output: Id,
        reply: Reply<Option<OutputStatistics>>,
    },
    Stop,
}

/// Takes one answer, and never makes the thread wait: it has room for it.
pub type Reply<T> = SyncSender<T>;

#[derive(Debug, Clone)]
pub struct StreamDescription {
    pub stream: Id,
    pub transport: Id,
    pub kind: Kind,
    pub mid: String,
    /// None: learned from the mid extension
    pub ssrc: Option<u32>,
    pub payload_type: u8,
    pub clock_rate: u32,
    /// None with a payload type: learned as well
    pub rtx_ssrc: Option<u32>,
    pub rtx_payload_type: Option<u8>,
    pub extensions: ExtensionIds,
    pub nack: bool,
    pub transport_cc: bool,
    pub allowed: bool,
}

#[derive(Debug, Clone)]
pub struct OutputDescription {
    pub output: Id,
    pub transport: Id,
    pub kind: Kind,
    pub mid: String,
    pub ssrc: u32,
    pub payload_type: u8,
    pub clock_rate: u32,
    pub rtx: Option<RtxDescription>,
    pub extensions: ExtensionIds,
    pub start: Start,
}

/// RFC 4588
#[derive(Debug, Clone, Copy)]
pub struct RtxDescription {
    pub ssrc: u32,
    pub payload_type: u8,
}

/// Where an output begins to count: chosen by chance (RFC 3550 section 5.1), indexes below 2^15 so that nobody has
/// to guess the rollover (RFC 3711 section 3.3.1).
#[derive(Debug, Clone, Copy, Default)]
pub struct Start {
    pub index: u16,
    pub timestamp: u32,
    pub rtx_index: u16,
}

/// What Python is told. Datagrams come as they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    Stun { socket: usize, remote: SocketAddr, data: Vec<u8> },
    Dtls { transport: Id, data: Vec<u8> },
    StreamActive { stream: Id },
}
