//! What reads bytes of others, and what must hold of whatever it reads.

use studyhall_plane::codec::dependency_descriptor::{FrameCounters, Reader};
use studyhall_plane::codec::picture_numbers::{PictureCounters, PictureNumbers};
use studyhall_plane::codec::{Picture, look_into, red as redundancy};
use studyhall_plane::demux;
use studyhall_plane::packet::Codec;
use studyhall_plane::rtcp::{self, Packet};
use studyhall_plane::rtp::extensions::{Block, Form};
use studyhall_plane::rtp::header;

use crate::chance::Chance;

/// Returns whether the input could be read.
pub type Target = Box<dyn FnMut(&[u8], &mut Chance) -> bool>;

pub fn datagram(bytes: &[u8], _: &mut Chance) -> bool {
    let protocol = demux::protocol(bytes);
    if protocol == Some(demux::Protocol::Stun) {
        assert!(bytes[0] < 4, "RFC 7983");
    }
    protocol.is_some()
}

/// Headers and header extensions.
pub fn rtp(bytes: &[u8], _: &mut Chance) -> bool {
    let Some(parsed) = header::parse(bytes) else {
        return false;
    };
    let mut block = Block::new(Form::TwoByte);
    parsed.extensions.iter().for_each(|(id, data)| block.push(id, data));
    let mut written = Vec::new();
    let header_len = parsed.header.write(&mut written, &block);
    let again = header::parse(&written).expect("what we write can be read");
    assert_eq!((again.header, again.header_len), (parsed.header, header_len));
    if let Some((id, data)) = parsed.extensions.iter().find(|(id, _)| *id != 0) {
        assert_eq!(again.extensions.get(id), Some(data));
    }
    header::payload(bytes, parsed.header_len).is_some()
}

pub fn rtcp(bytes: &[u8], _: &mut Chance) -> bool {
    let mut read = 0;
    for packet in rtcp::packets(bytes) {
        let Ok(packet) = packet else {
            break;
        };
        read += 1;
        let entries = match packet {
            Packet::SenderReport { blocks, .. } | Packet::ReceiverReport { blocks, .. } => {
                blocks.iter().count()
            }
            Packet::Nack { sequences, .. } => sequences.iter().count() / 17,
            Packet::FullIntra { entries } => entries.iter().count(),
            Packet::TransportFeedback(feedback) => feedback.statuses().count() / 0x1fff,
            Packet::PictureLoss { .. } | Packet::Remb { .. } | Packet::Other => 0,
        };
        assert!(entries <= bytes.len() / 4, "{entries} entries in {} bytes", bytes.len());
    }
    read > 0
}

/// Only numbers are ever changed in a payload.
pub fn payload(codec: Codec) -> impl FnMut(&[u8], &mut Chance) -> bool {
    let mut counters = PictureCounters::default();
    move |bytes, chance| {
        let Some(picture) = look_into(codec, bytes, chance.once_in(2), None) else {
            return false;
        };
        if chance.once_in(8) {
            counters.switch(&picture.numbers);
        }
        if chance.once_in(4) {
            counters.skip(&picture.numbers);
        } else {
            counters.note(&picture.numbers);
        }
        let mut rewritten = bytes.to_vec();
        counters.apply(&picture.numbers, &mut rewritten);
        let again = look_into(codec, &rewritten, picture.ends, None).expect("what we rewrite can be read");
        let unnumbered = |picture: Picture| Picture { numbers: PictureNumbers::default(), ..picture };
        assert_eq!(unnumbered(again), unnumbered(picture));
        true
    }
}

pub fn red(bytes: &[u8], _: &mut Chance) -> bool {
    let Some(redundant) = redundancy::split(bytes) else {
        return false;
    };
    let earlier: usize = redundant.earlier.iter().map(|block| 4 + block.data.len()).sum();
    assert_eq!(earlier + 1 + redundant.primary.data.len(), bytes.len(), "every byte is of one block");
    true
}

/// What is said of a frame stays, whatever numbers and targets an output writes instead.
pub fn descriptor() -> impl FnMut(&[u8], &mut Chance) -> bool {
    let (mut reader, mut index) = (Reader::default(), 0);
    let mut counters = FrameCounters::default();
    move |bytes, chance| {
        index += 1;
        let state = |reader: &Reader| reader.targets().map(|targets| (targets.generation, targets.active));
        let before = state(&reader);
        let Ok(read) = reader.read(bytes, index) else {
            assert_eq!(state(&reader), before, "what cannot be read changes nothing");
            return false;
        };
        let targets = reader.targets().expect("it was read by a structure");
        for (target, layers) in targets.active() {
            assert!(layers.spatial < 4 && layers.temporal < 8);
            assert!(targets.structure.covered(target) >> target & 1 == 1, "every target covers itself");
        }
        let Some(mut rewritten) = read.with_active_targets(bytes, chance.next() as u32) else {
            return true; // no room for them
        };
        let again = reader.read(&rewritten, 0).expect("what we rewrite can be read");
        assert_eq!((again.frame, again.layers, &again.chains), (read.frame, read.layers, &read.chains));
        if chance.once_in(8) {
            counters.switch(&read);
        }
        counters.note(&read);
        let length = rewritten.len();
        counters.apply(&mut rewritten);
        assert_eq!((rewritten.len(), rewritten[0] & 0xc0), (length, bytes[0] & 0xc0));
        true
    }
}
