//! One datagram in: whose it is, whether it is authentic, whether it may be forwarded.

use std::net::SocketAddr;
use std::ops::Range;

use super::Forwarder;
use crate::clock::Micros;
use crate::command::Event;
use crate::demux::{Protocol, protocol};
use crate::drops::DropReason;
use crate::egress::{Outlet, Path};
use crate::packet::{Arrival, PacketInfo};
use crate::rtp::header::{self, Parsed};
use crate::srtp::SrtpError;
use crate::stream::Stream;
use crate::transport::{Binding, Role, StreamKey, Transport, TransportKey};

/// No connectivity check needs a fragmented datagram (RFC 8489 section 6.1), and whatever strangers send is kept for
/// Python to parse.
const MAX_STUN_LENGTH: usize = 1_500;

/// What the clear header says, as values: decryption needs the bytes for itself.
struct Clear {
    binding: Binding,
    /// The SSRC, where the binding was only guessed from the mid
    learned_ssrc: Option<u32>,
    header_len: usize,
    info: PacketInfo,
    /// Where in the datagram; empty: none came with it
    descriptor: Range<usize>,
    transport_cc: Option<u16>,
}

/// Where in the batch an authentic packet is, and how long its datagram was.
struct Place {
    payload: Range<usize>,
    descriptor: Range<usize>,
    length: usize,
}

impl Forwarder {
    /// Take the datagram `batch[range]` that came from `remote`. Its arrivals refer to `batch` until `dispatch`.
    pub fn receive(
        &mut self,
        socket: usize,
        remote: SocketAddr,
        batch: &mut [u8],
        range: Range<usize>,
        now: Micros,
        outlet: &mut impl Outlet,
    ) {
        let path = Path { socket, remote };
        let mut taken = self.take_datagram(path, batch, range.clone(), now, outlet);
        if taken == Err(DropReason::UnknownAddress) {
            taken = self.pass_on(path, batch, range.clone(), now);
            if taken.is_ok() {
                return; // and is counted where it goes
            }
        }
        self.count_datagram(range.len(), taken);
    }

    /// The same for one that nobody else is given.
    pub(super) fn receive_own(
        &mut self,
        path: Path,
        batch: &mut [u8],
        range: Range<usize>,
        now: Micros,
        outlet: &mut impl Outlet,
    ) {
        let taken = self.take_datagram(path, batch, range.clone(), now, outlet);
        self.count_datagram(range.len(), taken);
    }

    fn count_datagram(&mut self, length: usize, taken: Result<(), DropReason>) {
        self.packets_in += 1;
        self.bytes_in += length as u64;
        if let Err(reason) = taken {
            self.drops.count(reason);
        }
    }

    fn take_datagram(
        &mut self,
        path: Path,
        batch: &mut [u8],
        range: Range<usize>,
        now: Micros,
        outlet: &mut impl Outlet,
    ) -> Result<(), DropReason> {
        let Path { socket, remote } = path;
        match protocol(&batch[range.clone()]).ok_or(DropReason::UnknownProtocol)? {
            Protocol::Stun if range.len() > MAX_STUN_LENGTH => Err(DropReason::OversizedStun),
            Protocol::Stun => {
                self.events.push(Event::Stun { socket, remote, data: batch[range].to_vec() });
                Ok(())
            }
            protocol => {
                let transport = *self.paths.get(&path).ok_or(DropReason::UnknownAddress)?;
                self.receive_from(transport, protocol, batch, range, now, outlet)
            }
        }
    }

    fn receive_from(
        &mut self,
        transport: TransportKey,
        protocol: Protocol,
        batch: &mut [u8],
        range: Range<usize>,
        now: Micros,
        outlet: &mut impl Outlet,
    ) -> Result<(), DropReason> {
        match protocol {
            Protocol::Rtp => self.receive_rtp(transport, batch, range, now),
            Protocol::Rtcp => self.receive_rtcp(transport, &mut batch[range], now, outlet),
            Protocol::Stun | Protocol::Dtls => {
                let data = batch[range].to_vec();
                self.events.push(Event::Dtls { transport: self.transports[transport].id, data });
                Ok(())
            }
        }
    }

    fn receive_rtp(
        &mut self,
        transport: TransportKey,
        batch: &mut [u8],
        range: Range<usize>,
        now: Micros,
    ) -> Result<(), DropReason> {
        let mut clear = self.read_clear(transport, &batch[range.clone()])?;
        let session = self.transports[transport].session.as_mut().ok_or(DropReason::NoKeys)?;
        let received = session.receiver.unprotect_rtp(&mut batch[range.clone()], clear.header_len)?;
        // Authentic: from here on it may change something.
        let Binding { stream: key, role, .. } = clear.binding;
        if let Some(ssrc) = clear.learned_ssrc {
            self.learn(key, role, ssrc);
        }
        if let Some(sequence) = clear.transport_cc {
            self.transports[transport].arrivals.record(sequence, now);
            self.timers.feedback_is_due(now);
        }
        let plaintext = &batch[range.start..range.start + received.end];
        let payload = header::payload(plaintext, clear.header_len).ok_or(DropReason::MalformedRtp)?;
        let payload_start = range.start + clear.header_len;
        let mut payload = payload_start..payload_start + payload.len();
        let stream = &mut self.streams[key];
        match role {
            Role::Media => {
                let info = &mut clear.info;
                info.index = received.index;
                stream.reception.record(info.index, info.timestamp, payload.len(), stream.clock_rate, now);
            }
            Role::Retransmission => {
                let original = batch[payload.clone()].first_chunk().ok_or(DropReason::Padding)?;
                let index = stream.original_index(u16::from_be_bytes(*original));
                clear.info.index = index.ok_or(DropReason::TooOld)?;
                payload.start += 2;
            }
        }
        let descriptor = range.start + clear.descriptor.start..range.start + clear.descriptor.end;
        let place = Place { payload, descriptor, length: range.len() };
        self.accept(key, clear.info, place, batch, now)
    }

    /// What can be read before decryption. Nothing is changed: nobody knows yet whether it is true.
    fn read_clear(&self, transport: TransportKey, datagram: &[u8]) -> Result<Clear, DropReason> {
        let parsed = header::parse(datagram).ok_or(DropReason::MalformedRtp)?;
        let (binding, learned_ssrc) = self.find_binding(transport, &parsed)?;
        let stream = &self.streams[binding.stream];
        let ids = &stream.extensions;
        let element = |id: Option<u8>| id.and_then(|id| parsed.extensions.get(id));
        let info = PacketInfo {
            index: 0,
            codec: binding.codec,
            timestamp: parsed.header.timestamp,
            marker: parsed.header.marker,
            audio_level: element(ids.audio_level).and_then(|data| data.first().copied()),
            video_orientation: element(ids.video_orientation).and_then(|data| data.first().copied()),
            playout_delay: element(ids.playout_delay).and_then(|data| data.first_chunk().copied()),
            picture: None,
        };
        let descriptor = element(ids.dependency_descriptor).map_or(0..0, |data| place_of(data, datagram));
        let transport_cc = stream.transport_cc(&parsed.extensions);
        Ok(Clear { binding, learned_ssrc, header_len: parsed.header_len, info, descriptor, transport_cc })
    }

    fn find_binding(
        &self,
        transport: TransportKey,
        parsed: &Parsed,
    ) -> Result<(Binding, Option<u32>), DropReason> {
        let transport = &self.transports[transport];
        let (ssrc, payload_type) = (parsed.header.ssrc, parsed.header.payload_type);
        transport.binding(ssrc, payload_type).map(|binding| (binding, None)).or_else(|reason| {
            let claim = |stream: &StreamKey| {
                let (role, codec) = self.streams[*stream].claims(payload_type, &parsed.extensions)?;
                Some((Binding { payload_type, stream: *stream, role, codec }, Some(ssrc)))
            };
            let claimed = transport.streams.iter().find_map(claim);
            claimed.ok_or_else(|| self.undeclared(transport, parsed, reason))
        })
    }

    /// Why nobody claims a packet that names its section: for its encoding, or for `otherwise`.
    fn undeclared(&self, transport: &Transport, parsed: &Parsed, otherwise: DropReason) -> DropReason {
        let extensions = &parsed.extensions;
        let mut section =
            transport.streams.iter().map(|key| &self.streams[*key]).filter(|s| s.is_section_of(extensions));
        let names_one = section.clone().any(|stream| stream.named_encoding(extensions).is_some());
        if names_one && !section.any(|stream| stream.is_encoding_of(extensions)) {
            DropReason::UndeclaredRid
        } else {
            otherwise
        }
    }

    fn learn(&mut self, stream: StreamKey, role: Role, ssrc: u32) {
        match role {
            Role::Media => self.streams[stream].ssrc = Some(ssrc),
            Role::Retransmission => self.streams[stream].rtx_ssrc = Some(ssrc),
        }
        self.bind(stream, Some(ssrc), role);
    }

    /// An authentic packet of a stream, whichever way it came.
    fn accept(
        &mut self,
        key: StreamKey,
        mut info: PacketInfo,
        place: Place,
        batch: &[u8],
        now: Micros,
    ) -> Result<(), DropReason> {
        let stream: &mut Stream = &mut self.streams[key];
        stream.take_index(info.index)?;
        if !stream.allowed {
            return Err(DropReason::NotAllowed);
        }
        stream.pay(&info, place.length, now)?;
        if !stream.announced {
            stream.announced = true;
            self.events.push(Event::StreamActive { stream: stream.id });
        }
        if let Some(level) = info.audio_level {
            stream.level.record(level, now);
        }
        let Place { payload, descriptor, .. } = place;
        let (descriptor_bytes, bytes) = (&batch[descriptor.clone()], &batch[payload.clone()]);
        let described = stream.look_into(&mut info, descriptor_bytes, bytes)?;
        stream.keep(&info, descriptor_bytes, bytes, now);
        self.note_arrival(key, now);
        let stream = &mut self.streams[key];
        if !stream.is_watched() {
            return Err(DropReason::Unwatched);
        }
        stream.note_missing(&info, now);
        self.will_forward(key, Arrival { info, payload, descriptor, described });
        Ok(())
    }

    pub(super) fn note_arrival(&mut self, key: StreamKey, now: Micros) {
        let stream = &mut self.streams[key];
        stream.flow.note_arrival(now);
        if !stream.flow.is_running || self.has_dried_up_beside(key) {
            self.timers.review_is_due(now);
        }
    }

    /// Whether a sibling of `key` has stopped, and nobody has looked since.
    fn has_dried_up_beside(&self, key: StreamKey) -> bool {
        let stream = &self.streams[key];
        let mut others = self.transports[stream.transport].streams.iter().map(|other| &self.streams[*other]);
        others.any(|other| {
            other.flow.is_running && other.is_sibling_of(stream) && other.flow.is_outlasted_by(&stream.flow)
        })
    }

    /// With the batch that is being received.
    pub(super) fn will_forward(&mut self, key: StreamKey, arrival: Arrival) {
        let stream = &mut self.streams[key];
        if stream.arrivals.is_empty() {
            self.active.push(key);
        }
        stream.arrivals.push(arrival);
    }
}

/// Where `part` is in the `whole` that it is a part of.
fn place_of(part: &[u8], whole: &[u8]) -> Range<usize> {
    let start = part.as_ptr().addr() - whole.as_ptr().addr();
    start..start + part.len()
}

impl From<SrtpError> for DropReason {
    fn from(error: SrtpError) -> Self {
        match error {
            SrtpError::Malformed => Self::MalformedRtp,
            SrtpError::BadTag => Self::BadTag,
            SrtpError::Replayed => Self::Replayed,
            SrtpError::TooOld => Self::TooOld,
            SrtpError::TooManySources => Self::TooManySources,
            SrtpError::NonceUsed | SrtpError::Exhausted => Self::NonceUsed,
        }
    }
}
