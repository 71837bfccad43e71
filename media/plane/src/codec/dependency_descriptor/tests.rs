//! Against the tables of the specification, descriptors that Chromium sent, and an encoder written from its syntax.

use super::*;
use proptest::prelude::*;

pub(crate) fn bytes(hex: &str) -> Vec<u8> {
    let digit = |at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
    (0..hex.len()).step_by(2).map(digit).collect()
}

/// The first packet of three spatial and three temporal layers, of which only the lowest is active yet.
pub(crate) const L3T3: &str = "c10001c0081485214eafffaaaa863cf0430c10c302afc0aaa0063c00430010c002a000a80006000040001d954926e082\
                    b04a0941b820ac1282503157f974000ca864330e222222eca8655304224230eca87753013f00b3027f016704ff02cf0380";

fn letters(indications: Indications, count: usize) -> String {
    let letter = |target| match indications.of(target) {
        Indication::NotPresent => '-',
        Indication::Discardable => 'D',
        Indication::Switch => 'S',
        Indication::Required => 'R',
    };
    (0..count).map(letter).collect()
}

fn distances(frame: &Frame) -> Vec<u32> {
    (0..64).filter(|bit| frame.references >> bit & 1 == 1).map(|bit| bit + 1).collect()
}

fn targets(reader: &Reader) -> Targets<'_> {
    reader.targets().unwrap()
}

/// Section A.10.2.2, in Chromium's order: its last decode target is the table's first, and keyframes come after others of
/// their layer.
#[test]
fn reads_the_structure_of_three_spatial_and_three_temporal_layers() {
    type Row = (u8, u8, &'static [u32], [u8; 3], &'static str);
    let table: [Row; 15] = [
        (0, 0, &[12], [12, 11, 10], "SSSRRRRRR"),
        (0, 0, &[], [0, 0, 0], "SSSSSSSSS"),
        (0, 1, &[6], [6, 5, 4], "-DS-RR-RR"),
        (0, 2, &[3], [3, 2, 1], "--D--R--R"),
        (0, 2, &[3], [9, 8, 7], "--D--R--R"),
        (1, 0, &[1, 12], [1, 1, 1], "---SSSRRR"),
        (1, 0, &[1], [1, 1, 1], "---SSSSSS"),
        (1, 1, &[1, 6], [7, 6, 5], "----DS-RR"),
        (1, 2, &[1, 3], [4, 3, 2], "-----D--R"),
        (1, 2, &[1, 3], [10, 9, 8], "-----D--R"),
        (2, 0, &[1, 12], [2, 1, 1], "------SSS"),
        (2, 0, &[1], [2, 1, 1], "------SSS"),
        (2, 1, &[1, 6], [8, 7, 6], "-------DS"),
        (2, 2, &[1, 3], [5, 4, 3], "--------D"),
        (2, 2, &[1, 3], [11, 10, 9], "--------D"),
    ];
    let mut reader = Reader::default();
    let first = reader.read(&bytes(L3T3), 0).unwrap();
    let (offset, count) = first.attached.unwrap();
    assert_eq!(usize::from(count), table.len());
    for (template, (spatial, temporal, references, chains, indications)) in (offset..).zip(table) {
        let Descriptor { layers, frame, chains: found, .. } = reader.read(&[template, 0, 9], 1).unwrap();
        assert_eq!(layers, Layers { spatial, temporal }, "template {template}");
        assert_eq!((&distances(&frame)[..], &found[..]), (references, &chains[..]), "template {template}");
        assert_eq!(letters(frame.indications, 9), indications, "template {template}");
    }
}

#[test]
fn reads_layers_chains_and_resolutions_of_the_decode_targets() {
    let mut reader = Reader::default();
    let first = reader.read(&bytes(L3T3), 0).unwrap();
    assert_eq!((first.starts_frame, first.ends_frame, first.frame.number), (true, true, 1));
    assert!(first.frame.is_independent());
    let Targets { structure, active, .. } = targets(&reader);
    assert_eq!((structure.target_count(), structure.chain_count(), active), (9, 3, 0b111));
    for target in 0..9 {
        let layers = Layers { spatial: target / 3, temporal: target % 3 };
        assert_eq!((structure.layers(target), structure.chain(target)), (layers, Some(target / 3)));
    }
    assert_eq!(structure.covered(0), 0b1);
    assert_eq!(structure.covered(4), 0b11_011, "without the third temporal layer");
    assert_eq!(structure.covered(8), 0x1ff);
    let sizes =
        [0, 1, 2, 3].map(|spatial| structure.resolution(spatial).map(|size| (size.width, size.height)));
    assert_eq!(sizes, [Some((320, 180)), Some((640, 360)), Some((1280, 720)), None]);
}

/// What Chromium sent next: the other layers become active, and frames come that the templates do not foresee.
#[test]
fn reads_frames_that_differ_from_their_template() {
    let mut reader = Reader::default();
    reader.read(&bytes(L3T3), 0).unwrap();
    let base = reader.read(&bytes("c000055ffd30101010"), 4).unwrap();
    assert_eq!((distances(&base.frame), &base.chains[..]), (vec![4], &[4, 4, 4][..]));
    assert_eq!((base.active_targets, targets(&reader).active), (Some(0x1ff), 0x1ff));
    let added = reader.read(&bytes("8500061200"), 5).unwrap();
    assert_eq!((added.starts_frame, added.ends_frame, added.layers.spatial), (true, false, 1));
    assert_eq!(distances(&added.frame), [1]);
    assert_eq!(letters(added.frame.indications, 9), "---SSSRRR");
}

#[test]
fn frames_whose_structure_is_not_here_are_told_from_malformed_ones() {
    let mut reader = Reader::default();
    assert_eq!(reader.read(&bytes("c30008"), 0), Err(Unreadable::UnknownTemplate));
    reader.read(&bytes(L3T3), 1).unwrap();
    assert_eq!(reader.read(&bytes("d00008"), 2), Err(Unreadable::UnknownTemplate), "template 16 of 15");
    assert_eq!(reader.read(&bytes("c300"), 2), Err(Unreadable::Malformed));
    assert_eq!(
        reader.read(&bytes("c3000520"), 2),
        Err(Unreadable::Malformed),
        "its own indications are cut off"
    );
}

#[test]
fn what_cannot_be_read_changes_nothing() {
    let whole = bytes(L3T3);
    let mut reader = Reader::default();
    for length in 0..whole.len() {
        assert!(reader.read(&whole[..length], 0).is_err(), "cut off after {length}");
        assert!(reader.targets().is_none());
    }
}

#[test]
fn late_packets_do_not_bring_back_what_was_before() {
    let mut reader = Reader::default();
    reader.read(&bytes(L3T3), 10).unwrap();
    reader.read(&bytes("c000055ffd30101010"), 20).unwrap();
    reader.read(&bytes(L3T3), 10).unwrap();
    assert_eq!(targets(&reader).active, 0x1ff);
    assert_eq!(targets(&reader).generation, 1);
    reader.read(&bytes(L3T3), 30).unwrap();
    assert_eq!(
        (targets(&reader).active, targets(&reader).generation),
        (0b111, 1),
        "the same structure again"
    );
}

#[test]
fn too_many_layers_are_malformed() {
    for (step, most) in [("10", 4), ("01", 8)] {
        for (layers, allowed) in [(most, true), (most + 1, false)] {
            let mut bits = format!("11000000{:016b}10000000000{:05b}", 1, 0);
            bits += &step.repeat(layers - 1);
            bits += "11";
            bits += &"1".repeat(2 * layers); // required, each
            bits += &"0".repeat(layers + 2); // no references, no chains, no resolutions
            let read = Reader::default().read(&packed(&bits), 0);
            assert_eq!(read.is_ok(), allowed, "{layers} layers by {step}: {read:?}");
        }
    }
}

fn packed(bits: &str) -> Vec<u8> {
    let byte = |byte: &[u8]| byte.iter().enumerate().map(|(at, bit)| (bit - b'0') << (7 - at)).sum();
    bits.as_bytes().chunks(8).map(byte).collect()
}

/// A structure and one frame of it that says everything itself, as somebody else would write them.
#[derive(Debug, Clone)]
struct Model {
    offset: u8,
    templates: Vec<ModelTemplate>,
    target_count: usize,
    chain_count: usize,
    active: Option<u32>,
    own: (Vec<u8>, Vec<u16>, Vec<u8>),
}

/// Whether the next one is of the next spatial layer; DTIs, fdiffs and chain distances
type ModelTemplate = (bool, Vec<u8>, Vec<u8>, Vec<u8>);

fn model() -> impl Strategy<Value = Model> {
    (1usize..=32, 0usize..4, 1usize..=12).prop_flat_map(|(target_count, chain_count, templates)| {
        let chain_count = chain_count.min(target_count);
        let indications = proptest::collection::vec(0u8..4, target_count);
        let references = proptest::collection::vec(0u8..16, 0..4);
        let chains = proptest::collection::vec(0u8..16, chain_count);
        let template = (any::<bool>(), indications.clone(), references, chains);
        let own = (
            indications,
            proptest::collection::vec(0u16..4096, 0..5),
            proptest::collection::vec(any::<u8>(), chain_count),
        );
        (0u8..64, proptest::collection::vec(template, templates), proptest::option::of(any::<u32>()), own)
            .prop_map(move |(offset, templates, active, own)| {
                let active = active.map(|active| active & (u32::MAX >> (32 - target_count)));
                Model { offset, templates, target_count, chain_count, active, own }
            })
    })
}

fn non_symmetric(count: usize, value: usize) -> String {
    let width = (usize::BITS - count.leading_zeros()) as usize;
    let short = (1 << width) - count;
    match value < short {
        true if width == 1 => String::new(),
        true => format!("{value:0w$b}", w = width - 1),
        false => format!("{:0width$b}", value + short),
    }
}

impl Model {
    fn encode(&self, number: u16) -> Vec<u8> {
        let mut bits = format!("10{:06b}{number:016b}1{}111", self.offset, u8::from(self.active.is_some()));
        bits += &format!("{:06b}{:05b}", self.offset, self.target_count - 1);
        for (position, (step, ..)) in self.templates.iter().enumerate() {
            bits +=
                if position + 1 == self.templates.len() { "11" } else { self.next_layer(position, *step) };
        }
        self.templates
            .iter()
            .flat_map(|one| &one.1)
            .for_each(|indication| bits += &format!("{indication:02b}"));
        for (_, _, references, _) in &self.templates {
            references.iter().for_each(|reference| bits += &format!("1{reference:04b}"));
            bits += "0";
        }
        bits += &non_symmetric(self.target_count + 1, self.chain_count);
        if self.chain_count > 0 {
            bits += &non_symmetric(self.chain_count, self.chain_count - 1).repeat(self.target_count);
            self.templates
                .iter()
                .flat_map(|one| &one.3)
                .for_each(|distance| bits += &format!("{distance:04b}"));
        }
        bits += "0";
        if let Some(active) = self.active {
            bits += &format!("{active:0w$b}", w = self.target_count);
        }
        let (indications, references, chains) = &self.own;
        indications.iter().for_each(|indication| bits += &format!("{indication:02b}"));
        references.iter().for_each(|reference| bits += &format!("11{reference:012b}"));
        bits += "00";
        chains.iter().for_each(|distance| bits += &format!("{distance:08b}"));
        packed(&bits)
    }

    /// There are four spatial layers at most.
    fn next_layer(&self, position: usize, step: bool) -> &'static str {
        let steps = self.templates[..position].iter().filter(|one| one.0).count();
        if step && steps < 3 { "10" } else { "00" }
    }
}

proptest! {
    #[test]
    fn what_was_encoded_is_read(model in model(), number in any::<u16>()) {
        let mut reader = Reader::default();
        let read = reader.read(&model.encode(number), 0).unwrap();
        prop_assert_eq!(read.frame.number, number);
        prop_assert_eq!(read.attached, Some((model.offset, model.templates.len() as u8)));
        prop_assert_eq!(read.active_targets, model.active);
        let (indications, references, chains) = &model.own;
        for (target, indication) in indications.iter().enumerate() {
            prop_assert_eq!(read.frame.indications.of(target) as u8, *indication);
        }
        prop_assert_eq!(&read.chains[..], &chains[..]);
        prop_assert_eq!(read.frame.refers_far, references.iter().any(|reference| *reference > 63));
        let near = references.iter().filter(|reference| **reference < 64).fold(0, |all, near| all | 1u64 << near);
        prop_assert_eq!(read.frame.references, near);
        for (position, (_, indications, references, chains)) in model.templates.iter().enumerate() {
            let id = (model.offset + position as u8) & 63;
            let frame = reader.read(&[id, 0, 0], 1).unwrap();
            prop_assert_eq!(letters(frame.frame.indications, 32)[..indications.len()].len(), indications.len());
            prop_assert!(indications.iter().enumerate().all(|(n, one)| frame.frame.indications.of(n) as u8 == *one));
            prop_assert_eq!(frame.frame.references, references.iter().fold(0, |all, one| all | 1u64 << one));
            prop_assert_eq!(&frame.chains[..], &chains[..]);
        }
    }

    /// Whatever an output changes, everything else stays as the publisher said it.
    #[test]
    fn a_rewritten_descriptor_says_the_same_of_another_frame(model in model(), active in any::<u32>(), numbers in any::<(u16, u16)>()) {
        let mut reader = Reader::default();
        let original = model.encode(numbers.0);
        let read = reader.read(&original, 0).unwrap();
        let Some(mut rewritten) = read.with_active_targets(&original, active) else {
            return Ok(()); // too long
        };
        let before = Descriptor { frame: Frame { number: numbers.1, ..read.frame }, attached: Some((7, 1)), ..read.clone() };
        let mut counters = FrameCounters::default();
        counters.note(&before);
        counters.switch(&read);
        counters.apply(&mut rewritten);
        let again = Reader::default().read(&rewritten, 0).unwrap();
        let expected = Descriptor {
            frame: Frame { number: numbers.1.wrapping_add(1), ..read.frame },
            attached: Some((8, model.templates.len() as u8)),
            active_targets: Some(active & (u32::MAX >> (32 - model.target_count))),
            layout: again.layout,
            ..read
        };
        prop_assert_eq!(again, expected);
    }

    #[test]
    fn arbitrary_bytes_never_panic(first in proptest::collection::vec(any::<u8>(), 0..60), second in proptest::collection::vec(any::<u8>(), 0..20)) {
        let mut reader = Reader::default();
        let _ = reader.read(&bytes(L3T3), 0);
        for descriptor in [first, second] {
            if let Ok(read) = reader.read(&descriptor, 1) {
                let _ = read.with_active_targets(&descriptor, u32::MAX);
            }
        }
    }
}
