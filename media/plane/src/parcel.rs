//! What one worker has for another: packets of streams that are shown there, datagrams that came to the wrong one, and
//! wishes that go back. Bounded, and reused: nothing is allocated per packet.

use std::ops::Range;

use crate::clock::Micros;
use crate::command::Id;
use crate::egress::Path;
use crate::lip_sync::SenderReport;
use crate::packet::{Arrival, Content, PacketInfo};

/// Workers are numbered from 0.
pub type WorkerNumber = usize;

/// Many times what comes between two looks of a worker; the rest is dropped, as a full socket would.
const MAX_BYTES: usize = 1 << 20;

/// A stream of one worker that another one shows as well: who is on the other end, and what both call it. A number is
/// never used again, so that what is on its way cannot be taken for something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Relay {
    pub number: Id,
    pub worker: WorkerNumber,
}

/// The receiver has not taken what it was sent before.
#[derive(Debug, PartialEq, Eq)]
pub struct Full;

#[derive(Debug, Default)]
pub struct Parcel {
    pub bytes: Vec<u8>,
    items: Vec<Item>,
}

/// Ranges are in the parcel's bytes.
#[derive(Debug)]
pub enum Item {
    /// Came from the address of one of your transports.
    Datagram { path: Path, range: Range<usize>, arrived_at: Micros },
    /// To be sent as it is.
    Send { path: Path, range: Range<usize> },
    /// Of a stream that you show: accepted and in order.
    Packet { relay: Id, arrival: Arrival },
    /// The same, from before you showed it.
    Kept { relay: Id, arrival: Arrival },
    /// What the publisher of a stream that you show says of its time.
    Report { relay: Id, report: SenderReport },
    /// Somebody cannot show your stream without a keyframe.
    KeyframeWanted { relay: Id },
}

impl Parcel {
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    pub fn push(&mut self, item: Item) {
        self.items.push(item);
    }

    pub fn push_datagram(&mut self, path: Path, datagram: &[u8], arrived_at: Micros) -> Result<(), Full> {
        let range = self.append(datagram)?;
        self.items.push(Item::Datagram { path, range, arrived_at });
        Ok(())
    }

    pub fn push_send(&mut self, path: Path, datagram: &[u8]) -> Result<(), Full> {
        let range = self.append(datagram)?;
        self.items.push(Item::Send { path, range });
        Ok(())
    }

    pub fn push_packet(&mut self, relay: Id, info: &PacketInfo, content: Content) -> Result<(), Full> {
        let arrival = self.append_packet(info, content)?;
        self.items.push(Item::Packet { relay, arrival });
        Ok(())
    }

    pub fn push_kept(&mut self, relay: Id, info: &PacketInfo, content: Content) -> Result<(), Full> {
        let arrival = self.append_packet(info, content)?;
        self.items.push(Item::Kept { relay, arrival });
        Ok(())
    }

    /// The items, to be worked on while the bytes are changed; what is left of the list comes back with `reset`.
    pub fn take_items(&mut self) -> Vec<Item> {
        std::mem::take(&mut self.items)
    }

    /// Ready for the next use, with the memory of this one.
    pub fn reset(&mut self, mut items: Vec<Item>) {
        items.clear();
        self.items = items;
        self.bytes.clear();
    }

    /// What was read of the descriptor stays behind: who shows the stream has read other descriptors before it.
    fn append_packet(&mut self, info: &PacketInfo, content: Content) -> Result<Arrival, Full> {
        let start = self.append(content.descriptor)?.start;
        let payload = self.append(content.payload)?;
        Ok(Arrival { info: *info, descriptor: start..payload.start, payload, described: None })
    }

    fn append(&mut self, bytes: &[u8]) -> Result<Range<usize>, Full> {
        let start = self.bytes.len();
        if start + bytes.len() > MAX_BYTES {
            return Err(Full);
        }
        self.bytes.extend_from_slice(bytes);
        Ok(start..self.bytes.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path() -> Path {
        Path { socket: 0, remote: ([127, 0, 0, 1], 9).into() }
    }

    #[test]
    fn a_parcel_takes_no_more_than_its_bound_and_is_used_again() {
        let mut parcel = Parcel::default();
        let datagram = vec![7; 1_000];
        let mut taken = 0;
        while parcel.push_datagram(path(), &datagram, 1).is_ok() {
            taken += 1;
        }
        assert_eq!(taken, MAX_BYTES / 1_000);
        assert_eq!(parcel.push_send(path(), &datagram), Err(Full));
        let items = parcel.take_items();
        assert_eq!(items.len(), taken);
        let capacity = items.capacity();
        parcel.reset(items);
        assert!(parcel.is_empty() && parcel.bytes.is_empty());
        assert_eq!(parcel.push_datagram(path(), &datagram, 1), Ok(()));
        assert_eq!(parcel.items.capacity(), capacity);
    }
}
