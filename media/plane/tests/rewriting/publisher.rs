//! Publishers of layered video: their packets as bytes, and beside each what it truly is.
//!
//! Counters begin shortly before they wrap. Which frames need which is decided here, within what the flags that are
//! sent promise; nobody who forwards sees it.

use std::collections::HashMap;

use crate::chance::Chance;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Vp8,
    /// Three spatial layers, told by their ids alone
    Vp9,
    /// Three spatial layers, told by a dependency descriptor
    Described,
}

/// (picture, spatial layer), counted from the publisher's first
pub type FrameName = (u64, u8);

#[derive(Debug, Clone)]
pub struct Packet {
    pub source: usize,
    /// Another after every break that starts a segment of its own
    pub epoch: u64,
    pub sequence: u16,
    /// The same, never wrapping: which packets lie between two others
    pub ordinal: u64,
    pub timestamp: u32,
    pub captured_at: u64,
    pub marker: bool,
    pub payload: Vec<u8>,
    pub descriptor: Option<Vec<u8>>,
    pub kind: Kind,
    pub frame: FrameName,
    pub needs: Vec<FrameName>,
}

pub struct Publisher {
    pub kind: Kind,
    pub epoch: u64,
    /// Of the next packet
    pub ordinal: u64,
    source: usize,
    picture: u64,
    /// Pictures since the last keyframe
    position: u64,
    base: Counters,
    tl0: u8,
    key_index: u8,
    frame_number: u16,
    top: u8,
    /// By (spatial, temporal): the newest frame that may be needed
    newest: HashMap<(u8, u8), FrameName>,
}

/// What the counters begin with
struct Counters {
    sequence: u16,
    timestamp: u32,
    picture_id: u16,
}

const TEMPORAL: [u8; 4] = [0, 2, 1, 2];

/// The structure of three spatial and three temporal layers, from Chromium, with all of them active, after the three
/// mandatory bytes. Rows of its templates: by position among four pictures, by spatial layer.
const STRUCTURE: &str = "c0081485214eafffaaaa863cf0430c10c302afc0aaa0063c00430010c002a000a80006000040001d954926e082\
                         b04a0941b820ac1282503157f974000ca864330e222222eca8655304224230eca87753013f00b3027f016704ff02cfff80";
const KEY_ROWS: [u8; 3] = [1, 6, 11];
const ROWS: [[u8; 3]; 4] = [[0, 5, 10], [3, 8, 13], [2, 7, 12], [4, 9, 14]];

impl Publisher {
    pub fn new(source: usize, kind: Kind, chance: &mut Chance) -> Self {
        let base = Counters {
            sequence: 0xff00 + chance.of(0x100) as u16,
            timestamp: 0u32.wrapping_sub(chance.of(1 << 22) as u32),
            picture_id: 0x7f00 + chance.of(0x100) as u16,
        };
        Self {
            kind,
            epoch: source as u64,
            ordinal: 0,
            source,
            picture: 0,
            position: 0,
            base,
            tl0: 200,
            key_index: 25,
            frame_number: 0xffc0,
            top: 2,
            newest: HashMap::new(),
        }
    }

    /// Go on elsewhere: what was sent meanwhile nobody saw.
    pub fn jump(&mut self, packets: u64, epoch: u64) {
        self.ordinal += packets;
        self.epoch = epoch;
    }

    /// The packets of the next picture.
    pub fn produce(&mut self, keyframe: bool, now: u64, chance: &mut Chance) -> Vec<Packet> {
        let keyframe = keyframe || self.picture == 0;
        self.position = if keyframe { 0 } else { self.position + 1 };
        self.picture += 1;
        let temporal = TEMPORAL[self.position as usize % 4];
        if temporal == 0 {
            self.tl0 = self.tl0.wrapping_add(1);
        }
        if keyframe {
            self.key_index = (self.key_index + 1) & 31;
            self.newest.clear();
        }
        let frames = match self.kind {
            Kind::Vp8 => vec![self.vp8_frame(temporal, keyframe, chance)],
            Kind::Vp9 => self.vp9_frames(temporal, keyframe, chance),
            Kind::Described => (0..3).map(|spatial| self.described_frame(spatial, keyframe)).collect(),
        };
        let top = frames.len() - 1;
        let mut packets = Vec::new();
        for (position, frame) in frames.into_iter().enumerate() {
            self.packetize(frame, position == top, now, chance, &mut packets);
        }
        packets
    }

    /// Cut a frame into one to three packets.
    fn packetize(
        &mut self,
        frame: Frame,
        is_top: bool,
        now: u64,
        chance: &mut Chance,
        packets: &mut Vec<Packet>,
    ) {
        let count = 1 + chance.of(3);
        for part in 0..count {
            let (is_first, is_last) = (part == 0, part + 1 == count);
            let (payload, descriptor) = frame.part(is_first, is_last);
            packets.push(Packet {
                source: self.source,
                epoch: self.epoch,
                sequence: self.base.sequence.wrapping_add(self.ordinal as u16),
                ordinal: self.ordinal,
                timestamp: self.base.timestamp.wrapping_add((now * 9 / 100) as u32),
                captured_at: now,
                marker: is_top && is_last,
                payload: [payload, self.ordinal.to_be_bytes().to_vec()].concat(),
                descriptor,
                kind: self.kind,
                frame: (self.picture, frame.spatial),
                needs: frame.needs.clone(),
            });
            self.ordinal += 1;
        }
    }

    fn picture_id(&self) -> [u8; 2] {
        (self.base.picture_id.wrapping_add(self.picture as u16) | 0x8000).to_be_bytes()
    }

    /// What a frame of these layers may need, and from now on may be needed for.
    fn needs(&mut self, spatial: u8, temporal: u8, switches: bool) -> Vec<FrameName> {
        let layers = if switches { 0..=0 } else { 0..=temporal };
        let needs = layers.filter_map(|layer| self.newest.get(&(spatial, layer)).copied()).collect();
        self.newest.insert((spatial, temporal), (self.picture, spatial));
        needs
    }

    /// RFC 7741: X; I, L, T, K; N of the highest temporal layer. Y promises that only the lowest layer is needed.
    fn vp8_frame(&mut self, temporal: u8, keyframe: bool, chance: &mut Chance) -> Frame {
        let switches = keyframe || chance.once_in(3);
        let [high, low] = self.picture_id();
        let layer = temporal << 6 | u8::from(switches) << 5 | self.key_index;
        let descriptor = vec![0x80 | u8::from(temporal == 2) << 5, 0xf0, high, low, self.tl0, layer];
        let needs = self.needs(0, temporal, switches);
        Frame {
            spatial: 0,
            needs,
            payload: [descriptor, vec![u8::from(!keyframe)]].concat(),
            kind: Kind::Vp8,
            described: None,
        }
    }

    /// RFC 9628, flexible mode. Upper layers come and go; a new one begins without needing earlier pictures (P = 0).
    fn vp9_frames(&mut self, temporal: u8, keyframe: bool, chance: &mut Chance) -> Vec<Frame> {
        let before = self.top;
        if temporal == 0 && chance.once_in(6) {
            self.top = chance.of(3) as u8;
        }
        let switches = chance.once_in(3);
        (0..=self.top)
            .map(|spatial| {
                let begins = keyframe || spatial > before;
                if begins {
                    self.newest.retain(|(of, _), _| *of != spatial);
                }
                let mut needs = self.needs(spatial, temporal, switches);
                // An upper frame may happen to need no earlier picture, which promises nothing of later ones.
                let needs_none = begins || spatial > 0 && temporal > 0 && chance.once_in(10);
                if needs_none {
                    needs.clear();
                }
                if spatial > 0 {
                    needs.push((self.picture, spatial - 1));
                }
                let [high, low] = self.picture_id();
                let layer = temporal << 5 | u8::from(switches) << 4 | spatial << 1 | u8::from(spatial > 0);
                let mut payload = vec![0xb0 | u8::from(!needs_none) << 6, high, low, layer];
                if !needs_none {
                    payload.push(4 << 1);
                }
                Frame { spatial, needs, payload, kind: Kind::Vp9, described: None }
            })
            .collect()
    }

    /// What it needs follows from the template: frame numbers before it.
    fn described_frame(&mut self, spatial: u8, keyframe: bool) -> Frame {
        let row = if keyframe { KEY_ROWS } else { ROWS[self.position as usize % 4] }[usize::from(spatial)];
        let pictures_back = match self.position % 4 {
            _ if keyframe => None,
            0 => Some(4),
            2 => Some(2),
            _ => Some(1),
        };
        let mut needs: Vec<FrameName> =
            pictures_back.map(|back| (self.picture - back, spatial)).into_iter().collect();
        if spatial > 0 {
            needs.push((self.picture, spatial - 1));
        }
        let [high, low] = self.frame_number.to_be_bytes();
        self.frame_number = self.frame_number.wrapping_add(1);
        let structure = if keyframe && spatial == 0 { unhex(STRUCTURE) } else { Vec::new() };
        let described = Some(([row, high, low], structure));
        Frame { spatial, needs, payload: vec![0x10, 0x30], kind: Kind::Described, described }
    }
}

struct Frame {
    spatial: u8,
    needs: Vec<FrameName>,
    /// Of its first packet
    payload: Vec<u8>,
    kind: Kind,
    /// Mandatory descriptor fields without their flags, and what the first packet has beside them
    described: Option<([u8; 3], Vec<u8>)>,
}

impl Frame {
    /// One packet's payload and descriptor.
    fn part(&self, is_first: bool, is_last: bool) -> (Vec<u8>, Option<Vec<u8>>) {
        let mut payload = self.payload.clone();
        match self.kind {
            Kind::Vp8 => payload[0] |= u8::from(is_first) << 4,
            Kind::Vp9 => payload[0] |= u8::from(is_first) << 3 | u8::from(is_last) << 2,
            Kind::Described => payload[0] |= u8::from(!is_first) << 7,
        }
        let descriptor = self.described.as_ref().map(|(mandatory, structure)| {
            let mut descriptor = mandatory.to_vec();
            descriptor[0] |= u8::from(is_first) << 7 | u8::from(is_last) << 6;
            descriptor.extend(structure.iter().filter(|_| is_first));
            descriptor
        });
        (payload, descriptor)
    }
}

pub fn unhex(hex: &str) -> Vec<u8> {
    let digit = |at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal");
    (0..hex.len()).step_by(2).map(digit).collect()
}
