//! Streams that Chromium sent, with the layers that are wanted changing at random: what is chosen of them can be
//! decoded. Which frame needs which is read here from the VP9 payload descriptor (RFC 9628 section 4.2), also where the
//! choice was made by dependency descriptors alone.

use std::collections::{HashMap, HashSet};

use proptest::prelude::*;
use studyhall_plane::codec::dependency_descriptor::Reader;
use studyhall_plane::codec::{Layers, look_into};
use studyhall_plane::packet::{Codec, PacketInfo};
use studyhall_plane::selector::{Choice, Selector};

struct Captured {
    index: u64,
    timestamp: u32,
    marker: bool,
    descriptor: Vec<u8>,
    payload: Vec<u8>,
}

fn unhex(hex: &str) -> Vec<u8> {
    let digit = |at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal");
    (0..hex.len() / 2 * 2).step_by(2).map(digit).collect()
}

fn read(capture: &str) -> Vec<Captured> {
    let packet = |line: &str| {
        let fields: Vec<_> = line.split(' ').collect();
        let [sequence, timestamp, marker, descriptor, payload] = fields[..] else {
            panic!("five fields, not {line}");
        };
        Captured {
            index: sequence.parse().expect("a sequence number"),
            timestamp: timestamp.parse().expect("a timestamp"),
            marker: marker == "1",
            descriptor: unhex(descriptor.trim_matches('-')),
            payload: unhex(payload),
        }
    };
    capture.lines().filter(|line| !line.starts_with('#')).map(packet).collect()
}

const FULL: &str = include_str!("captures/vp9_l3t3.txt");
const FULL_DESCRIBED: &str = include_str!("captures/vp9_l3t3_described.txt");
const KEY: &str = include_str!("captures/vp9_l3t3_key.txt");
const KEY_DESCRIBED: &str = include_str!("captures/vp9_l3t3_key_described.txt");
const VP8: &str = include_str!("captures/vp8_l1t3.txt");

/// What is wanted from a picture on; what was forwarded of each packet, with its picture's number and what was wanted.
fn select(codec: Codec, capture: &[Captured], wishes: &[(usize, Layers)]) -> Vec<(usize, Choice, Layers)> {
    let (mut selector, mut reader) = (Selector::default(), Reader::default());
    let (mut picture, mut timestamp, mut wanted) = (0, None, Layers::ALL);
    let mut chosen = Vec::new();
    for packet in capture {
        if timestamp.replace(packet.timestamp) != Some(packet.timestamp) {
            picture += 1;
        }
        if let Some((_, layers)) = wishes.iter().rev().find(|(from, _)| *from <= picture) {
            wanted = *layers;
            selector.want(wanted);
        }
        let read = reader.read(&packet.descriptor, packet.index).ok();
        let info = PacketInfo {
            index: packet.index,
            codec,
            timestamp: packet.timestamp,
            marker: packet.marker,
            audio_level: None,
            video_orientation: None,
            playout_delay: None,
            picture: look_into(codec, &packet.payload, packet.marker, read.as_ref()),
        };
        chosen.push((picture, selector.select(&info, reader.targets()), wanted));
    }
    chosen
}

type FrameName = (u16, u8);

/// A frame, its temporal layer, and the frames that it needs: picture id and spatial layer.
fn vp9(payload: &[u8]) -> (FrameName, u8, Vec<FrameName>) {
    let (flags, layer) = (payload[0], payload[3]);
    assert_eq!(flags & 0xb0, 0xb0, "picture id, layers, flexible mode");
    let (id, spatial) = (u16::from_be_bytes([payload[1] & 0x7f, payload[2]]), layer >> 1 & 7);
    let mut needs = Vec::new();
    if flags & 0x40 != 0 {
        let last = payload[4..].iter().position(|byte| byte & 1 == 0).expect("a last reference");
        needs.extend(payload[4..=4 + last].iter().map(|byte| (id - u16::from(byte >> 1), spatial)));
    }
    if layer & 1 != 0 {
        needs.push((id, spatial - 1));
    }
    ((id, spatial), layer >> 5, needs)
}

fn check_needs(capture: &[Captured], chosen: &[(usize, Choice, Layers)]) {
    let forwarded = |(_, (_, choice, _)): &(&Captured, &(usize, Choice, Layers))| *choice != Choice::Drop;
    let mut sent = HashSet::new();
    for (packet, _) in capture.iter().zip(chosen).filter(forwarded) {
        let (frame, _, needs) = vp9(&packet.payload);
        sent.insert(frame);
        let missing: Vec<_> = needs.iter().filter(|need| !sent.contains(*need)).collect();
        assert!(missing.is_empty(), "{frame:?} at {} needs {missing:?}", packet.index);
    }
}

/// Of a picture that its publisher marked, the last packet that is sent is marked, and no other.
fn check_markers(capture: &[Captured], chosen: &[(usize, Choice, Layers)]) {
    let mut by_picture: HashMap<usize, Vec<bool>> = HashMap::new();
    let mut marked = HashSet::new();
    for (packet, (picture, choice, _)) in capture.iter().zip(chosen) {
        if packet.marker {
            marked.insert(*picture);
        }
        if let Choice::Forward { marker } = choice {
            by_picture.entry(*picture).or_default().push(*marker);
        }
    }
    for (picture, markers) in by_picture.into_iter().filter(|(picture, _)| marked.contains(picture)) {
        let (last, others) = markers.split_last().expect("no picture is empty");
        assert!(*last && others.iter().all(|marker| !marker), "picture {picture}: {markers:?}");
    }
}

#[test]
fn everything_goes_out_as_it_came_where_everything_is_wanted() {
    for capture in [FULL, FULL_DESCRIBED, KEY] {
        let capture = read(capture);
        for (packet, (_, choice, _)) in capture.iter().zip(select(Codec::Vp9, &capture, &[])) {
            assert_eq!(choice, Choice::Forward { marker: packet.marker }, "packet {}", packet.index);
        }
    }
}

/// Descriptors tell that upper layers need the lower ones at keyframes only (L3T3_KEY).
#[test]
fn what_the_highest_layer_does_not_need_is_left_out() {
    let capture = read(KEY_DESCRIBED);
    let chosen = select(Codec::Vp9, &capture, &[]);
    check_needs(&capture, &chosen);
    check_markers(&capture, &chosen);
    let lower = |packet: &Captured| vp9(&packet.payload).0.1 < 2;
    let sent = capture
        .iter()
        .zip(&chosen)
        .filter(|(packet, (_, choice, _))| lower(packet) && *choice != Choice::Drop);
    assert!(sent.count() < capture.iter().filter(|packet| lower(packet)).count() / 4);
}

#[test]
fn a_lower_layer_alone_costs_a_fraction_and_can_be_decoded() {
    for capture in [FULL, FULL_DESCRIBED, KEY, KEY_DESCRIBED] {
        let capture = read(capture);
        let chosen = select(Codec::Vp9, &capture, &[(0, Layers { spatial: 0, temporal: 1 })]);
        check_needs(&capture, &chosen);
        check_markers(&capture, &chosen);
        let forwarded = chosen.iter().filter(|(_, choice, _)| *choice != Choice::Drop).count();
        assert!((10..capture.len() / 4).contains(&forwarded), "{forwarded} of {}", capture.len());
    }
}

#[test]
fn a_frame_rate_comes_back_within_a_group_of_pictures_and_without_a_keyframe() {
    let reduced = [(12, Layers { spatial: 2, temporal: 0 }), (24, Layers::ALL)];
    for capture in [FULL, FULL_DESCRIBED] {
        let capture = read(capture);
        let chosen = select(Codec::Vp9, &capture, &reduced);
        check_needs(&capture, &chosen);
        let whole = |from: usize, to: usize| {
            chosen
                .iter()
                .filter(|(picture, ..)| (from..to).contains(picture))
                .all(|(_, choice, _)| *choice != Choice::Drop)
        };
        assert!(!whole(12, 24));
        assert!(whole(30, usize::MAX), "six pictures later");
    }
}

fn wishes() -> impl Strategy<Value = Vec<(usize, Layers)>> {
    let layers = (0u8..4, 0u8..4).prop_map(|(spatial, temporal)| Layers { spatial, temporal });
    proptest::collection::vec((1usize..12, layers), 1..20).prop_map(|steps| {
        let from = steps.into_iter().scan(0, |picture, (pause, layers)| {
            *picture += pause;
            Some((*picture, layers))
        });
        from.collect()
    })
}

proptest! {
    #[test]
    fn whatever_is_wanted_when_what_goes_out_can_be_decoded(wishes in wishes()) {
        for capture in [FULL, FULL_DESCRIBED, KEY, KEY_DESCRIBED] {
            let capture = read(capture);
            let chosen = select(Codec::Vp9, &capture, &wishes);
            check_needs(&capture, &chosen);
            check_markers(&capture, &chosen);
        }
    }

    /// Where all lower layers go out anyway, more than is wanted never does.
    #[test]
    fn nothing_above_what_is_wanted_goes_out(wishes in wishes()) {
        for capture in [FULL, FULL_DESCRIBED, KEY] {
            let capture = read(capture);
            for (packet, (_, choice, wanted)) in capture.iter().zip(select(Codec::Vp9, &capture, &wishes)) {
                let ((_, spatial), temporal, _) = vp9(&packet.payload);
                let layers = Layers { spatial, temporal };
                prop_assert!(choice == Choice::Drop || layers.within(wanted), "packet {}", packet.index);
            }
        }
    }

    /// VP8 says of a frame only whether the lowest layer is enough for it (RFC 7741 section 4.2, Y).
    #[test]
    fn temporal_layers_of_vp8_are_added_where_the_lowest_is_enough(wishes in wishes()) {
        let capture = read(VP8);
        let mut newest_sent = [true; 3];
        for (packet, (_, choice, wanted)) in capture.iter().zip(select(Codec::Vp8, &capture, &wishes)) {
            let layer = packet.payload[5];
            let (temporal, lowest_is_enough) = (layer >> 6, layer & 0x20 != 0);
            let sent = choice != Choice::Drop;
            prop_assert!(!sent || temporal <= wanted.temporal);
            let needed = if lowest_is_enough { 0..=0 } else { 0..=usize::from(temporal) };
            prop_assert!(!sent || newest_sent[needed].iter().all(|sent| *sent), "packet {}", packet.index);
            newest_sent[usize::from(temporal)] = sent;
        }
    }
}
