//! One viewer without its socket: counts what arrives from the clear RTP header, and decrypts one packet in 64.
//!
//! It asks for no retransmission, so every loss shows. What it decrypts proves that the keys are right, tells the
//! latency, and finds a server that hides a loss by renumbering.

use std::collections::BTreeMap;

use studyhall_plane::rtcp::reports::{ReportBlock, write_cname, write_receiver_report};
use studyhall_plane::rtp::header::{self, Parsed};
use studyhall_plane::srtp::{SrtpReceiver, SrtpSender};

use crate::clock::{MICROSECOND, Nanos};
use crate::publisher::Keys;
use crate::stamp::Stamp;
use crate::tally::Tally;

/// Sequence numbers with these bits clear are decrypted.
const SAMPLE_MASK: u16 = 63;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ViewerCounts {
    /// Each packet once
    pub received: u64,
    pub expected: u64,
    pub duplicates: u64,
    pub too_late: u64,
    pub bytes: u64,
    pub rtcp: u64,
    pub stun: u64,
    pub dtls: u64,
    /// Of the sample, by what came of it
    pub verified: u64,
    pub bad_tags: u64,
    /// Times at which the publisher's count and the sequence numbers moved by different amounts
    pub renumbered: u64,
    /// Neither RTP nor RTCP nor STUN nor DTLS
    pub strange: u64,
}

impl std::ops::AddAssign for ViewerCounts {
    fn add_assign(&mut self, other: Self) {
        self.received += other.received;
        self.expected += other.expected;
        self.duplicates += other.duplicates;
        self.too_late += other.too_late;
        self.bytes += other.bytes;
        self.rtcp += other.rtcp;
        self.stun += other.stun;
        self.dtls += other.dtls;
        self.verified += other.verified;
        self.bad_tags += other.bad_tags;
        self.renumbered += other.renumbered;
        self.strange += other.strange;
    }
}

#[derive(Debug, Default)]
struct Track {
    tally: Tally,
    reported: (u64, u64),
    /// Index and publisher's count of the last packet that was decrypted
    sample: Option<(u64, u64)>,
}

pub struct Viewer {
    receiver: SrtpReceiver,
    sender: SrtpSender,
    ssrc: u32,
    tracks: BTreeMap<u32, Track>,
    counts: ViewerCounts,
    video_payload_type: u8,
    first_video: Option<Nanos>,
    latencies: Vec<u32>,
}

impl Viewer {
    /// `ssrc` is what its receiver reports are sent from.
    pub fn new(keys: &Keys, ssrc: u32, video_payload_type: u8) -> Self {
        Self {
            receiver: SrtpReceiver::new(&keys.receive),
            sender: SrtpSender::new(&keys.send),
            ssrc,
            tracks: BTreeMap::new(),
            counts: ViewerCounts::default(),
            video_payload_type,
            first_video: None,
            latencies: Vec::new(),
        }
    }

    pub fn counts(&self) -> ViewerCounts {
        let mut counts = self.counts;
        for track in self.tracks.values() {
            counts.received += track.tally.received;
            counts.expected += track.tally.expected();
            counts.duplicates += track.tally.duplicates;
            counts.too_late += track.tally.too_late;
        }
        counts
    }

    /// When the first packet of a picture arrived, by the monotonic clock.
    pub fn first_video(&self) -> Option<Nanos> {
        self.first_video
    }

    /// Microseconds from the publisher's stamp to arrival, one per decrypted packet since the last call.
    pub fn take_latencies(&mut self) -> Vec<u32> {
        std::mem::take(&mut self.latencies)
    }

    /// Count a datagram (RFC 7983) that arrived at `arrival`; a sampled one is decrypted in place.
    pub fn take(&mut self, datagram: &mut [u8], arrival: Nanos) {
        match datagram {
            [0..=3, ..] => self.counts.stun += 1,
            [20..=63, ..] => self.counts.dtls += 1,
            [128..=191, 192..=223, ..] => self.counts.rtcp += 1,
            [128..=191, ..] => self.take_rtp(datagram, arrival),
            _ => self.counts.strange += 1,
        }
    }

    fn take_rtp(&mut self, datagram: &mut [u8], arrival: Nanos) {
        let Some(Parsed {
            header, header_len, ..
        }) = header::parse(datagram)
        else {
            self.counts.strange += 1;
            return;
        };
        if header.payload_type == self.video_payload_type {
            self.first_video.get_or_insert(arrival);
        }
        self.counts.bytes += datagram.len() as u64;
        let track = self.tracks.entry(header.ssrc).or_default();
        let duplicates = track.tally.duplicates;
        let index = track.tally.take(header.sequence);
        if header.sequence & SAMPLE_MASK != 0 || track.tally.duplicates > duplicates {
            return;
        }
        let Ok(plain) = self.receiver.unprotect_rtp(datagram, header_len) else {
            self.counts.bad_tags += 1;
            return;
        };
        self.counts.verified += 1;
        if let Some(stamp) = Stamp::read(&datagram[header_len..plain.end]) {
            self.latencies
                .push((arrival.saturating_sub(stamp.sent) / MICROSECOND) as u32);
            if let Some((last_index, last_count)) = track.sample.replace((index, stamp.count)) {
                let moved = index.wrapping_sub(last_index) == stamp.count.wrapping_sub(last_count);
                self.counts.renumbered += u64::from(!moved);
            }
        }
    }

    /// A protected receiver report on everything that is received (RFC 3550 section 6.4.2); None before that.
    pub fn report(&mut self) -> Option<Vec<u8>> {
        let blocks: Vec<ReportBlock> = self
            .tracks
            .iter_mut()
            .map(|(ssrc, track)| track.report(*ssrc))
            .collect();
        if blocks.is_empty() {
            return None;
        }
        let mut compound = Vec::new();
        write_receiver_report(&mut compound, self.ssrc, &blocks);
        write_cname(&mut compound, self.ssrc, b"probe");
        self.sender.protect_rtcp(&mut compound, 0).ok()?;
        Some(compound)
    }
}

impl Track {
    fn report(&mut self, ssrc: u32) -> ReportBlock {
        let (expected, received) = (self.tally.expected(), self.tally.received);
        let (expected_before, received_before) =
            std::mem::replace(&mut self.reported, (expected, received));
        let recent = expected - expected_before;
        let missing = recent.saturating_sub(received - received_before);
        ReportBlock {
            ssrc,
            fraction_lost: (missing * 256).checked_div(recent).unwrap_or(0).min(255) as u8,
            lost: (expected - received) as i32,
            highest_sequence: self.tally.highest_sequence(),
            jitter: 0,
            last_report: 0,
            delay: 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{MILLISECOND, SECOND};
    use crate::publisher::tests::{keys, publisher};
    use studyhall_plane::rtcp::{self, Packet};

    fn packets(seconds: u64) -> (Viewer, Vec<Vec<u8>>) {
        let (ours, theirs) = keys();
        let mut out = Vec::new();
        publisher(&ours).produce((5 + seconds) * SECOND, 0, &mut out);
        (Viewer::new(&theirs, 1, 96), out)
    }

    fn is_rtp(packet: &[u8]) -> bool {
        !(192..=223).contains(&packet[1])
    }

    #[test]
    fn everything_that_was_sent_is_received_once_and_the_sample_verifies() {
        let (mut viewer, packets) = packets(2);
        let sent = packets.iter().filter(|packet| is_rtp(packet)).count() as u64;
        for mut packet in packets {
            viewer.take(&mut packet, 7 * SECOND + 3 * MILLISECOND);
        }
        let counts = viewer.counts();
        assert_eq!(
            (counts.received, counts.expected, counts.duplicates),
            (sent, sent, 0)
        );
        assert_eq!((counts.rtcp, counts.bad_tags, counts.renumbered), (4, 0, 0));
        assert!((4..=6).contains(&counts.verified), "{counts:?}");
        assert!(
            viewer
                .take_latencies()
                .iter()
                .all(|latency| *latency == 3_000)
        );
        assert_eq!(viewer.first_video(), Some(7 * SECOND + 3 * MILLISECOND));
    }

    #[test]
    fn lost_and_repeated_packets_are_counted_and_reported() {
        let (mut viewer, packets) = packets(1);
        let video: Vec<_> = packets
            .into_iter()
            .filter(|packet| packet[1] & 0x7f == 96)
            .take(60)
            .collect();
        for (at, packet) in video.iter().enumerate() {
            for _ in 0..[1, 0, 2].get(at % 20).copied().unwrap_or(1) {
                viewer.take(&mut packet.clone(), 6 * SECOND);
            }
        }
        let counts = viewer.counts();
        assert_eq!(
            (counts.expected - counts.received, counts.duplicates),
            (3, 3)
        );
        let mut report = viewer.report().unwrap();
        let end = SrtpReceiver::new(&keys().0.receive)
            .unprotect_rtcp(&mut report)
            .unwrap();
        let Some(Ok(Packet::ReceiverReport { blocks, .. })) = rtcp::packets(&report[..end]).next()
        else {
            panic!("not a receiver report");
        };
        let block = blocks.iter().next().unwrap();
        assert_eq!(
            (block.ssrc, block.lost, block.fraction_lost),
            (11, 3, (3 * 256 / 60) as u8)
        );
    }

    #[test]
    fn a_forged_packet_is_found_when_it_is_sampled() {
        let (mut viewer, packets) = packets(2);
        for mut packet in packets.into_iter().filter(|packet| is_rtp(packet)) {
            *packet.last_mut().unwrap() ^= 1;
            viewer.take(&mut packet, 0);
        }
        let counts = viewer.counts();
        assert!(counts.bad_tags >= 4 && counts.verified == 0, "{counts:?}");
    }

    #[test]
    fn a_loss_that_was_hidden_by_renumbering_is_found() {
        let (_, theirs) = keys();
        let (ours, _) = keys();
        let mut sender = SrtpSender::new(&ours.send);
        let source = sender.open(11);
        let mut viewer = Viewer::new(&theirs, 1, 96);
        for (sequence, count) in [(64u16, 500), (128, 564), (192, 630)] {
            let mut packet = vec![0x80, 96];
            packet.extend(sequence.to_be_bytes());
            packet.extend([0, 0, 0, 0, 0, 0, 0, 11]);
            packet.extend([0; Stamp::LEN]);
            Stamp { sent: 0, count }.write(&mut packet[12..]);
            sender
                .protect_rtp(source, u64::from(sequence), &mut packet, 0, 12)
                .unwrap();
            viewer.take(&mut packet, 0);
        }
        assert_eq!(viewer.counts().renumbered, 1);
    }

    #[test]
    fn other_protocols_are_told_apart() {
        let mut viewer = Viewer::new(&keys().1, 1, 96);
        for first in [0, 20, 64, 128] {
            viewer.take(&mut [first, 96, 0, 0], 0);
        }
        let counts = viewer.counts();
        assert_eq!(
            (counts.stun, counts.dtls, counts.strange, counts.received),
            (1, 1, 2, 0)
        );
        assert!(viewer.report().is_none());
    }
}
