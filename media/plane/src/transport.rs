//! One ICE and DTLS association: its path, its keys, and which SSRC on it belongs to which stream.

use std::collections::HashMap;

use arrayvec::ArrayVec;

use crate::bwe::allocation::Allocator;
use crate::bwe::estimator::START_RATE;
use crate::clock::Micros;
use crate::command::{Id, MAX_PAYLOADS};
use crate::downlink::{Downlink, Waiting};
use crate::drops::DropReason;
use crate::egress::Path;
use crate::line_quality::LineQuality;
use crate::lip_sync::PublisherClock;
use crate::packet::Codec;
use crate::rtcp::transport_cc::ArrivalLog;
use crate::srtp::{SrtpReceiver, SrtpSender};
use crate::statistics::TransportStatistics;
use crate::writing::Line;

/// Positions in the forwarder's tables.
pub type TransportKey = usize;
pub type StreamKey = usize;
pub type OutputKey = usize;

pub struct Transport {
    pub id: Id,
    /// It is another worker's, and here are only streams of it.
    pub is_mirror: bool,
    /// What we call ourselves in feedback
    pub ssrc: u32,
    /// Where everything is sent
    pub path: Option<Path>,
    /// Where its datagrams come from; `path` is among them
    pub paths: Vec<Path>,
    pub session: Option<Session>,
    pub streams: Vec<StreamKey>,
    pub outputs: Vec<OutputKey>,
    bindings: HashMap<u32, ArrayVec<Binding, MAX_BINDINGS>>,
    pub arrivals: ArrivalLog,
    pub clock: PublisherClock,
    /// The next transport-wide sequence number that we send
    pub next_transport_cc: u16,
    pub line: LineQuality,
    /// There once the peer says what it can take, or will
    pub downlink: Option<Box<Downlink>>,
    pub allocator: Allocator,
}

/// Payload types on one SSRC: of two streams that share it, all that each may have
const MAX_BINDINGS: usize = 2 * MAX_PAYLOADS;

pub struct Session {
    pub receiver: SrtpReceiver,
    pub sender: SrtpSender,
}

/// Packets with this payload type on an SSRC are of this stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Binding {
    pub payload_type: u8,
    pub stream: StreamKey,
    pub role: Role,
    pub codec: Codec,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Media,
    /// RFC 4588
    Retransmission,
}

impl Transport {
    pub fn new(id: Id, ssrc: u32) -> Self {
        Self {
            id,
            is_mirror: false,
            ssrc,
            path: None,
            paths: Vec::new(),
            session: None,
            streams: Vec::new(),
            outputs: Vec::new(),
            bindings: HashMap::new(),
            arrivals: ArrivalLog::default(),
            clock: PublisherClock::default(),
            next_transport_cc: 0,
            line: LineQuality::default(),
            downlink: None,
            allocator: Allocator::default(),
        }
    }

    pub fn mirror(id: Id) -> Self {
        Self { is_mirror: true, ..Self::new(id, 0) }
    }

    /// Nothing is taken from there any more, nor sent there.
    pub fn lose_path(&mut self, path: &Path) {
        self.paths.retain(|other| other != path);
        self.path.take_if(|selected| *selected == *path);
    }

    pub fn is_sending(&self) -> bool {
        self.path.is_some() && self.session.is_some()
    }

    /// Where to send and what to protect with, once both are known.
    pub fn sending(&mut self) -> Option<(Path, &mut SrtpSender)> {
        Some((self.path?, &mut self.session.as_mut()?.sender))
    }

    /// What packets for the peer are written with, once there are keys.
    pub fn line<'a>(&'a mut self, now: Micros, buffer: &'a mut Vec<u8>) -> Option<Line<'a>> {
        let sender = &mut self.session.as_mut()?.sender;
        let downlink = self.downlink.as_deref_mut();
        Some(Line { now, next_transport_cc: &mut self.next_transport_cc, downlink, sender, buffer })
    }

    /// Bits per second that the peer can take; None: nothing is known.
    pub fn estimate(&self) -> Option<u64> {
        self.downlink.as_ref()?.estimate()
    }

    /// Bits per second that may be shared out; None: there is no limit. Of a peer that will tell what it can take but was
    /// sent nothing yet, as little is assumed as will be in a moment: nobody begins with what has to be taken back.
    pub fn budget(&self) -> Option<u64> {
        let will_tell = self.downlink.is_some() && self.line.bytes_sent == 0;
        self.estimate().or(will_tell.then_some(START_RATE))
    }

    /// Let a packet wait if it has to. False: it may leave now.
    pub fn defer(&mut self, waiting: Waiting, bytes: usize, now: Micros) -> bool {
        self.downlink.as_mut().is_some_and(|downlink| downlink.defer(waiting, bytes, now))
    }

    pub fn statistics(&self, now: Micros) -> TransportStatistics {
        TransportStatistics {
            estimate: self.estimate().unwrap_or(0),
            sent_bitrate: self.line.sent.bitrate,
            rtt_us: self.line.rtt_us,
            lost: self.line.lost_out.fraction(now).unwrap_or(0),
        }
    }

    pub fn binding(&self, ssrc: u32, payload_type: u8) -> Result<Binding, DropReason> {
        let bindings = self.bindings.get(&ssrc).ok_or(DropReason::UndeclaredSsrc)?;
        let binding = bindings.iter().find(|binding| binding.payload_type == payload_type);
        binding.copied().ok_or(DropReason::UndeclaredPayloadType)
    }

    /// Where an SSRC has more payload types than anybody needs, the rest stays undeclared.
    pub fn bind(&mut self, ssrc: u32, binding: Binding) {
        let bindings = self.bindings.entry(ssrc).or_default();
        if !bindings.is_full() && !bindings.contains(&binding) {
            bindings.push(binding);
        }
    }

    pub fn unbind(&mut self, stream: StreamKey) {
        self.bindings.retain(|_, bindings| {
            bindings.retain(|binding| binding.stream != stream);
            !bindings.is_empty()
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEDIA: Binding = Binding { payload_type: 96, stream: 4, role: Role::Media, codec: Codec::Vp8 };

    #[test]
    fn only_declared_ssrcs_and_their_payload_types_are_found() {
        let mut transport = Transport::new(1, 1);
        transport.bind(7, MEDIA);
        transport.bind(7, Binding { payload_type: 98, stream: 5, ..MEDIA });
        assert_eq!(transport.binding(7, 96), Ok(MEDIA));
        assert_eq!(transport.binding(7, 98).map(|binding| binding.stream), Ok(5));
        assert_eq!(transport.binding(7, 97), Err(DropReason::UndeclaredPayloadType));
        assert_eq!(transport.binding(8, 96), Err(DropReason::UndeclaredSsrc));
    }

    #[test]
    fn unbinding_a_stream_leaves_the_others() {
        let mut transport = Transport::new(1, 1);
        transport.bind(7, MEDIA);
        transport.bind(8, Binding { payload_type: 97, role: Role::Retransmission, ..MEDIA });
        transport.bind(7, Binding { payload_type: 98, stream: 5, ..MEDIA });
        transport.unbind(4);
        assert_eq!(transport.binding(8, 97), Err(DropReason::UndeclaredSsrc));
        assert_eq!(transport.binding(7, 96), Err(DropReason::UndeclaredPayloadType));
        assert!(transport.binding(7, 98).is_ok());
    }
}
