//! What the plane's thread can be told and asked: one closed union. Everything in it was checked by `registry`.

use std::net::SocketAddr;
use std::sync::mpsc::SyncSender;

use crate::egress::Path;
use crate::packet::{Codec, Kind};
use crate::parcel::{Relay, WorkerNumber};
use crate::rtp::extensions::ExtensionIds;
use crate::srtp::MasterKey;
use crate::statistics::{LineReport, OutputStatistics, Statistics, StreamStatistics, TransportStatistics};

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
    /// Take what comes from there, too.
    AcceptPath {
        transport: Id,
        socket: usize,
        remote: SocketAddr,
    },
    ForgetPath {
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
    /// Encodings of one picture, lowest first
    Route {
        output: Id,
        streams: Vec<Id>,
    },
    Watch {
        output: Id,
        attention: Attention,
    },
    RemoveOutput {
        output: Id,
    },
    AudioLevels {
        reply: Reply<Vec<(Id, u8)>>,
    },
    Lines {
        reply: Reply<Vec<LineReport>>,
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
    TransportStatistics {
        transport: Id,
        reply: Reply<Option<TransportStatistics>>,
    },
    /// Transports of another worker have this path now; None: nobody has.
    Owner {
        path: Path,
        worker: Option<WorkerNumber>,
    },
    /// Show a stream of another worker, which fills the relay.
    Mirror {
        stream: StreamDescription,
        relay: Relay,
    },
    /// Let another worker have what comes of the stream.
    Relay {
        stream: Id,
        relay: Relay,
    },
    EndRelay {
        relay: Relay,
    },
    /// A TCP connection is the path of a transport of another worker.
    GiveConnection {
        socket: usize,
        to: WorkerNumber,
    },
    Stop,
}

/// Takes one answer, and never makes the thread wait: it has room for it.
pub type Reply<T> = SyncSender<T>;

#[derive(Debug, Clone)]
pub struct StreamDescription {
    pub stream: Id,
    pub transport: Id,
    pub mid: String,
    /// One encoding of several (RFC 8853)
    pub rid: Option<String>,
    /// None: learned from the mid and rid extensions
    pub ssrc: Option<u32>,
    /// None where a payload has RTX: learned as well
    pub rtx_ssrc: Option<u32>,
    /// All of one kind, and at least one
    pub payloads: Vec<Payload>,
    pub clock_rate: u32,
    pub extensions: ExtensionIds,
    pub nack: bool,
    pub transport_cc: bool,
    pub allowed: bool,
    /// Bits per second
    pub max_bitrate: Option<u64>,
}

impl StreamDescription {
    /// Of a description that was checked.
    pub fn kind(&self) -> Kind {
        self.payloads.first().map_or(Kind::Audio, |payload| payload.codec.kind())
    }
}

/// From how many pairs the datagrams of one transport are taken
pub const MAX_PATHS: usize = 16;
/// What one stream or output may have
pub const MAX_PAYLOADS: usize = 8;
/// Encodings of one picture
pub const MAX_LAYERS: usize = 4;

/// One way to send a medium: a codec on its payload type, and RTX for it (RFC 4588) where that was negotiated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Payload {
    pub codec: Codec,
    pub payload_type: u8,
    pub rtx_payload_type: Option<u8>,
}

#[derive(Debug, Clone)]
pub struct OutputDescription {
    pub output: Id,
    pub transport: Id,
    pub kind: Kind,
    pub mid: String,
    pub ssrc: u32,
    /// Where packets are sent again, for the payloads that have RTX
    pub rtx_ssrc: Option<u32>,
    /// What the receiver takes
    pub payloads: Vec<Payload>,
    pub clock_rate: u32,
    pub extensions: ExtensionIds,
    pub start: Start,
}

/// How somebody looks at an output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attention {
    /// The highest layer that is of use; None: nobody looks
    pub layer: Option<u8>,
    /// Who keeps layers longer where bandwidth is short
    pub priority: i32,
    /// Gives up frames before sharpness
    pub is_screen: bool,
}

impl Default for Attention {
    fn default() -> Self {
        Self { layer: Some(u8::MAX), priority: 0, is_screen: false }
    }
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
