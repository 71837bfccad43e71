//! A publisher that is authentic and sends nonsense: whatever it is, its receivers' numbers stay in order.

use studyhall_plane::codec::dependency_descriptor::Reader;
use studyhall_plane::codec::{Layers, look_into};
use studyhall_plane::packet::{Codec, PacketInfo};
use studyhall_plane::rewriter::Rewriter;
use studyhall_plane::selector::{Choice, Selector};

use crate::chance::Chance;

struct Receiver {
    codec: Codec,
    reader: Reader,
    selector: Selector,
    rewriter: Rewriter,
    index: u64,
    timestamp: u32,
    highest: u64,
}

pub fn of_payloads(codec: Codec) -> impl FnMut(&[u8], &mut Chance) -> bool {
    let mut receiver = Receiver::new(codec);
    move |bytes, chance| receiver.take(bytes, &[], chance)
}

pub fn of_descriptors() -> impl FnMut(&[u8], &mut Chance) -> bool {
    let mut receiver = Receiver::new(Codec::Av1);
    move |bytes, chance| receiver.take(&[0x10, 0x30, 0x00], bytes, chance)
}

impl Receiver {
    fn new(codec: Codec) -> Self {
        let (reader, selector) = (Reader::default(), Selector::default());
        let rewriter = Rewriter::new(90_000, 100, 0);
        Self { codec, reader, selector, rewriter, index: 1 << 16, timestamp: 0, highest: 99 }
    }

    fn take(&mut self, payload: &[u8], descriptor: &[u8], chance: &mut Chance) -> bool {
        self.advance(chance);
        let described = self.reader.read(descriptor, self.index);
        let Some(picture) = look_into(self.codec, payload, chance.once_in(2), described.as_ref().ok()) else {
            return false;
        };
        let info = PacketInfo {
            index: self.index,
            codec: self.codec,
            timestamp: self.timestamp,
            marker: picture.ends,
            audio_level: None,
            video_orientation: None,
            playout_delay: None,
            picture: Some(picture),
        };
        let sent = match self.selector.select(&info, self.reader.targets()) {
            Choice::Forward { .. } => self.rewriter.rewrite(self.index, self.timestamp, 0).ok(),
            Choice::Drop => self.rewriter.skip(self.index, self.timestamp, 0),
        };
        if let Some(sent) = sent {
            let newest = self.highest;
            self.highest = newest.max(sent.index);
            assert!(sent.index <= newest + 1_024, "from {newest} to {}", sent.index);
            assert!(
                !sent.begins_segment || sent.index == newest + 1,
                "a segment goes on where the last one ended"
            );
        }
        descriptor.is_empty() || described.is_ok()
    }

    /// Loss, disorder, pictures and people.
    fn advance(&mut self, chance: &mut Chance) {
        match chance.of(40) {
            0 => self.index -= chance.of(100),
            1 => self.index += chance.of(100),
            2 => self.index += chance.of(3_000),
            3 => self.rewriter.end_segment(),
            4 => self.selector.restart(),
            5 | 6 => {
                let (spatial, temporal) = (chance.of(5) as u8, chance.of(5) as u8);
                self.selector.want(Layers { spatial, temporal });
            }
            7..=20 => self.timestamp = self.timestamp.wrapping_add(3_000),
            _ => {}
        }
        self.index += 1;
    }
}
