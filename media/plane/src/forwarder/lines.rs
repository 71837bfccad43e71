//! How good each peer's line was since somebody last asked: what it lost of its own, and what it says it lost of ours.

use super::Forwarder;
use crate::statistics::{Line, Totals};
use crate::transport::TransportKey;

impl Forwarder {
    /// Of every transport with media since the last call.
    pub fn lines(&mut self) -> Vec<Line> {
        let keys: Vec<TransportKey> = self.transports.iter().map(|(key, _)| key).collect();
        keys.into_iter().filter_map(|key| self.line(key)).collect()
    }

    fn line(&mut self, key: TransportKey) -> Option<Line> {
        let (received, sent) = (self.received(key), self.sent(key));
        let outputs = self.transports[key].outputs.iter();
        let rtt_us = outputs.map(|output| self.outputs[*output].statistics.rtt_us).max().unwrap_or(0);
        let transport = &mut self.transports[key];
        let (received_before, sent_before) = std::mem::replace(&mut transport.told, (received, sent));
        let (received, sent) = (received.since(received_before), sent.since(sent_before));
        (received.packets + sent.packets > 0).then(|| Line {
            transport: transport.id,
            loss_in: received.loss(),
            loss_out: sent.loss(),
            rtt_us,
        })
    }

    fn received(&self, key: TransportKey) -> Totals {
        let streams = self.transports[key].streams.iter().map(|stream| &self.streams[*stream].reception);
        streams.map(|reception| Totals { packets: reception.expected(), lost: reception.lost() }).sum()
    }

    fn sent(&self, key: TransportKey) -> Totals {
        let outputs = self.transports[key].outputs.iter().map(|output| self.outputs[*output].statistics);
        outputs.map(|of| Totals { packets: of.packets, lost: of.lost.max(0) as u64 }).sum()
    }
}
