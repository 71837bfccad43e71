//! One publisher without its socket: at `now` it owes these packets, and this is what it heard back.
//!
//! A frame leaves as one burst. A request for a picture makes the next frame a keyframe. Lost packets are not resent:
//! a load test must see every loss.

use studyhall_plane::rtcp::reports::{SenderInfo, write_cname, write_sender_report};
use studyhall_plane::rtcp::{self, Packet};
use studyhall_plane::rtp::extensions::{Block, Form};
use studyhall_plane::rtp::header::Header;
use studyhall_plane::srtp::{MasterKey, SendSource, SrtpReceiver, SrtpSender};

use crate::clock::{MILLISECOND, Nanos, SECOND};
use crate::media::{Vp8, opus_payload};
use crate::stamp::Stamp;

/// Master keys as DTLS agreed on them, seen from here.
#[derive(Debug, Clone)]
pub struct Keys {
    pub receive: MasterKey,
    pub send: MasterKey,
}

/// How a track looks on the wire, as it was negotiated.
#[derive(Debug, Clone)]
pub struct TrackSpec {
    pub ssrc: u32,
    pub payload_type: u8,
    pub mid: String,
    /// Id of the mid header extension (RFC 8843 section 15), which every packet then carries.
    pub mid_extension: Option<u8>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PublisherCounts {
    pub packets: u64,
    pub keyframes: u64,
    pub picture_requests: u64,
    pub nacked: u64,
    /// RTCP that could not be read
    pub bad: u64,
}

const FRAMES_PER_SECOND: u32 = 30;
const AUDIO_INTERVAL: Nanos = 20 * MILLISECOND;
const VIDEO_CLOCK: u64 = 90_000;
const AUDIO_CLOCK: u64 = 48_000;
const REPORT_INTERVAL: Nanos = SECOND;
const FIRST_INDEX: u64 = 1_000;

struct Track {
    header: Header,
    extensions: Block,
    source: SendSource,
    clock_rate: u64,
    index: u64,
    count: u64,
    octets: u32,
}

impl Track {
    fn new(spec: &TrackSpec, clock_rate: u64, sender: &mut SrtpSender) -> Self {
        let mut extensions = Block::new(Form::OneByte);
        if let Some(id) = spec.mid_extension {
            extensions.push(id, spec.mid.as_bytes());
        }
        let header = Header {
            marker: false,
            payload_type: spec.payload_type,
            sequence: 0,
            timestamp: 0,
            ssrc: spec.ssrc,
        };
        let source = sender.open(spec.ssrc);
        Self {
            header,
            extensions,
            source,
            clock_rate,
            index: FIRST_INDEX,
            count: 0,
            octets: 0,
        }
    }

    /// Protect the next packet. `elapsed` is the media time, `now` what the stamp says.
    fn packet(
        &mut self,
        sender: &mut SrtpSender,
        mut payload: Vec<u8>,
        marker: bool,
        elapsed: Nanos,
        now: Nanos,
    ) -> Vec<u8> {
        self.header.marker = marker;
        self.header.sequence = self.index as u16;
        self.header.timestamp = ticks(elapsed, self.clock_rate);
        Stamp {
            sent: now,
            count: self.count,
        }
        .write(&mut payload);
        let mut packet = Vec::with_capacity(payload.len() + 64);
        let header_len = self.header.write(&mut packet, &self.extensions);
        packet.extend_from_slice(&payload);
        sender
            .protect_rtp(self.source, self.index, &mut packet, 0, header_len)
            .expect("the index only grows");
        self.index += 1;
        self.count += 1;
        self.octets = self.octets.wrapping_add(payload.len() as u32);
        packet
    }

    fn report(&self, elapsed: Nanos, ntp: u64) -> Vec<u8> {
        let info = SenderInfo {
            ntp,
            rtp_timestamp: ticks(elapsed, self.clock_rate),
            packets: self.count as u32,
            octets: self.octets,
        };
        let mut compound = Vec::new();
        write_sender_report(&mut compound, self.header.ssrc, &info);
        write_cname(&mut compound, self.header.ssrc, b"probe");
        compound
    }
}

fn ticks(elapsed: Nanos, clock_rate: u64) -> u32 {
    (u128::from(elapsed) * u128::from(clock_rate) / u128::from(SECOND)) as u32
}

pub struct Publisher {
    sender: SrtpSender,
    receiver: SrtpReceiver,
    video: Track,
    audio: Track,
    vp8: Vp8,
    started: Nanos,
    video_frames: u64,
    audio_frames: u64,
    reports: u64,
    keyframe_wanted: bool,
    counts: PublisherCounts,
}

impl Publisher {
    pub fn new(
        keys: &Keys,
        video: &TrackSpec,
        audio: &TrackSpec,
        bits_per_second: u32,
        now: Nanos,
    ) -> Self {
        let mut sender = SrtpSender::new(&keys.send);
        Self {
            video: Track::new(video, VIDEO_CLOCK, &mut sender),
            audio: Track::new(audio, AUDIO_CLOCK, &mut sender),
            sender,
            receiver: SrtpReceiver::new(&keys.receive),
            vp8: Vp8::new(bits_per_second, FRAMES_PER_SECOND),
            started: now,
            video_frames: 0,
            audio_frames: 0,
            reports: 0,
            keyframe_wanted: true,
            counts: PublisherCounts::default(),
        }
    }

    pub fn counts(&self) -> PublisherCounts {
        self.counts
    }

    /// When the next packet is due.
    pub fn next_due(&self) -> Nanos {
        self.video_due()
            .min(self.audio_due())
            .min(self.report_due())
    }

    /// Everything that is due by `now`, protected, in order. `ntp` is the wall clock for reports.
    pub fn produce(&mut self, now: Nanos, ntp: u64, out: &mut Vec<Vec<u8>>) {
        while self.video_due() <= now {
            self.produce_frame(now, out);
        }
        while self.audio_due() <= now {
            let elapsed = self.audio_due() - self.started;
            out.push(
                self.audio
                    .packet(&mut self.sender, opus_payload(), false, elapsed, now),
            );
            self.audio_frames += 1;
            self.counts.packets += 1;
        }
        while self.report_due() <= now {
            self.reports += 1;
            for track in [&self.video, &self.audio] {
                let mut compound = track.report(now - self.started, ntp);
                if self.sender.protect_rtcp(&mut compound, 0).is_ok() {
                    out.push(compound);
                }
            }
        }
    }

    /// Read an SRTCP packet of the server; decrypts it in place.
    pub fn take_rtcp(&mut self, datagram: &mut [u8]) {
        let Ok(end) = self.receiver.unprotect_rtcp(datagram) else {
            self.counts.bad += 1;
            return;
        };
        for packet in rtcp::packets(&datagram[..end]) {
            match packet {
                Ok(Packet::PictureLoss { .. } | Packet::FullIntra { .. }) => {
                    self.counts.picture_requests += 1;
                    self.keyframe_wanted = true;
                }
                Ok(Packet::Nack { sequences, .. }) => {
                    self.counts.nacked += sequences.iter().count() as u64
                }
                Ok(_) => {}
                Err(_) => self.counts.bad += 1,
            }
        }
    }

    fn produce_frame(&mut self, now: Nanos, out: &mut Vec<Vec<u8>>) {
        let elapsed = self.video_due() - self.started;
        let keyframe = std::mem::take(&mut self.keyframe_wanted);
        let payloads = self.vp8.next_frame(keyframe);
        let last = payloads.len() - 1;
        self.counts.packets += payloads.len() as u64;
        self.counts.keyframes += u64::from(keyframe);
        for (at, payload) in payloads.into_iter().enumerate() {
            out.push(
                self.video
                    .packet(&mut self.sender, payload, at == last, elapsed, now),
            );
        }
        self.video_frames += 1;
    }

    fn video_due(&self) -> Nanos {
        self.started + self.video_frames * SECOND / u64::from(FRAMES_PER_SECOND)
    }

    fn audio_due(&self) -> Nanos {
        self.started + self.audio_frames * AUDIO_INTERVAL
    }

    fn report_due(&self) -> Nanos {
        self.started + (self.reports + 1) * REPORT_INTERVAL
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use studyhall_plane::rtcp::feedback::write_picture_loss;
    use studyhall_plane::srtp::Profile;

    pub(crate) fn keys() -> (Keys, Keys) {
        let [one, other] = [1, 2]
            .map(|byte| MasterKey::new(Profile::AeadAes128Gcm, &[byte; 16], &[byte; 12]).unwrap());
        (
            Keys {
                receive: one.clone(),
                send: other.clone(),
            },
            Keys {
                receive: other,
                send: one,
            },
        )
    }

    pub(crate) fn publisher(keys: &Keys) -> Publisher {
        let track = |ssrc, payload_type, mid: &str| TrackSpec {
            ssrc,
            payload_type,
            mid: mid.to_owned(),
            mid_extension: Some(1),
        };
        Publisher::new(
            keys,
            &track(11, 96, "1"),
            &track(22, 111, "0"),
            1_000_000,
            5 * SECOND,
        )
    }

    fn produced(publisher: &mut Publisher, now: Nanos) -> Vec<Vec<u8>> {
        let mut out = Vec::new();
        publisher.produce(now, 0, &mut out);
        out
    }

    #[test]
    fn a_second_is_thirty_frames_and_fifty_audio_packets() {
        let mut publisher = publisher(&keys().0);
        let packets = produced(&mut publisher, 6 * SECOND - 1);
        let audio = packets
            .iter()
            .filter(|packet| packet[1] & 0x7f == 111)
            .count();
        let frames = packets
            .iter()
            .filter(|packet| packet[1] == 0x80 | 96)
            .count();
        assert_eq!((audio, frames), (50, 30));
        assert_eq!(publisher.counts().packets, packets.len() as u64);
    }

    #[test]
    fn nothing_is_due_twice_and_next_due_says_when() {
        let mut publisher = publisher(&keys().0);
        assert!(!produced(&mut publisher, 5 * SECOND).is_empty());
        assert!(produced(&mut publisher, 5 * SECOND).is_empty());
        assert_eq!(publisher.next_due(), 5 * SECOND + AUDIO_INTERVAL);
    }

    #[test]
    fn a_picture_loss_makes_the_next_frame_a_keyframe() {
        let (ours, theirs) = keys();
        let mut publisher = publisher(&ours);
        produced(&mut publisher, 5 * SECOND + 500 * MILLISECOND);
        assert_eq!(publisher.counts().keyframes, 1);
        let mut request = Vec::new();
        write_picture_loss(&mut request, 1, 11);
        SrtpSender::new(&theirs.send)
            .protect_rtcp(&mut request, 0)
            .unwrap();
        publisher.take_rtcp(&mut request);
        produced(&mut publisher, 6 * SECOND);
        assert_eq!(
            (
                publisher.counts().keyframes,
                publisher.counts().picture_requests
            ),
            (2, 1)
        );
    }

    #[test]
    fn a_stranger_asks_for_nothing() {
        let mut publisher = publisher(&keys().0);
        publisher.take_rtcp(&mut [0x81, 206, 0, 2, 0, 0, 0, 1, 0, 0, 0, 11]);
        assert_eq!(
            (publisher.counts().picture_requests, publisher.counts().bad),
            (0, 1)
        );
    }
}
