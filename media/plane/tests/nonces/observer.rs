//! Reads every datagram that goes out as whoever has the keys would, and remembers all nonces.

use std::collections::{HashMap, HashSet};

use studyhall_plane::srtp::{MasterKey, SrtpReceiver};

/// A key, and RTP or RTCP; SSRC and index make the nonce under it (RFC 7714 sections 8.1 and 9.1).
type Nonce = (u64, bool, u32, u64);

#[derive(Default)]
pub struct Observer {
    nonces: HashSet<Nonce>,
    /// By peer: its key's number and what it opens with
    keys: HashMap<u16, (u64, SrtpReceiver)>,
    /// Highest index by key and SSRC
    highest: HashMap<(u64, u32), u64>,
    counts: Counts,
}

#[derive(Debug, Clone, Copy, Default)]
pub struct Counts {
    pub media: u64,
    /// On the SSRCs of retransmissions
    pub resent: u64,
    pub reports: u64,
    pub rollovers: u64,
    pub keys: u64,
}

/// SSRCs of retransmissions have this bit in these tests.
pub const RTX_BIT: u32 = 1 << 16;

impl Observer {
    pub fn counts(&self) -> Counts {
        self.counts
    }

    pub fn set_key(&mut self, peer: u16, key: &MasterKey) {
        self.counts.keys += 1;
        self.keys.insert(peer, (self.counts.keys, SrtpReceiver::new(key)));
    }

    /// The highest sequence number that a peer saw on an SSRC.
    pub fn newest(&self, peer: u16, ssrc: u32) -> Option<u16> {
        let (key, _) = self.keys.get(&peer)?;
        self.highest.get(&(*key, ssrc)).map(|index| *index as u16)
    }

    pub fn see(&mut self, peer: u16, mut datagram: Vec<u8>) {
        let (key, receiver) = self.keys.get_mut(&peer).expect("nothing is sent without keys");
        let nonce = if (192..=223).contains(&datagram[1]) {
            let ssrc = word(&datagram, 4);
            let index = word(&datagram, datagram.len() - 4) & 0x7fff_ffff;
            receiver.unprotect_rtcp(&mut datagram).expect("a report is authentic and new");
            self.counts.reports += 1;
            (*key, true, ssrc, u64::from(index))
        } else {
            let ssrc = word(&datagram, 8);
            let index =
                index(&mut self.highest, (*key, ssrc), u16::from_be_bytes([datagram[2], datagram[3]]));
            let opened = receiver.unprotect_rtp(&mut datagram.clone(), header_len(&datagram));
            assert_eq!(
                opened.expect("a packet is authentic and new").index,
                index,
                "it was encrypted under its index"
            );
            self.counts.rollovers = self.counts.rollovers.max(index >> 16);
            *(if ssrc & RTX_BIT == 0 { &mut self.counts.media } else { &mut self.counts.resent }) += 1;
            (*key, false, ssrc, index)
        };
        assert!(self.nonces.insert(nonce), "{nonce:?} was used before");
    }
}

/// RFC 3711 section 3.3.1, where nothing gets lost between the plane and here.
fn index(highest: &mut HashMap<(u64, u32), u64>, source: (u64, u32), sequence: u16) -> u64 {
    let highest = highest.entry(source).or_insert(u64::from(sequence));
    let distance = sequence.wrapping_sub(*highest as u16) as i16;
    let index = highest.wrapping_add_signed(i64::from(distance));
    *highest = index.max(*highest);
    index
}

fn word(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

fn header_len(packet: &[u8]) -> usize {
    let fixed = 12 + 4 * usize::from(packet[0] & 15);
    match packet[0] & 0x10 {
        0 => fixed,
        _ => fixed + 4 + 4 * usize::from(u16::from_be_bytes([packet[fixed + 2], packet[fixed + 3]])),
    }
}
