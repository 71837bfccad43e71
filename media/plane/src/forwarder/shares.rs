//! What each picture of one receiver gets of what the receiver can take, and so which layers it may have.

use arrayvec::ArrayVec;

use super::Forwarder;
use crate::bwe::allocation::{self, Layer};
use crate::clock::Micros;
use crate::output::Output;
use crate::packet::Kind;
use crate::transport::TransportKey;

/// What headers and tags add to a stream of sound, in bits per second: 50 packets of 40 bytes.
const SOUND_OVERHEAD: u64 = 16_000;

impl Forwarder {
    /// Share out what the peer of `transport` can take. Where it says nothing of that, everything is granted that is
    /// of use.
    pub(super) fn share_out(&mut self, transport: TransportKey, now: Micros) {
        let Some(budget) = self.transports[transport].budget() else {
            for key in &self.transports[transport].outputs {
                self.outputs[*key].share.take_everything();
            }
            return;
        };
        let sound = self.sound_for(transport);
        let mut claims = std::mem::take(&mut self.claims);
        for key in &self.transports[transport].outputs {
            if self.outputs[*key].kind == Kind::Video {
                let layers = self.flowing_layers(&self.outputs[*key]);
                claims.push(self.outputs[*key].share.claim(layers));
            }
        }
        let wanted = self.transports[transport].allocator.allocate(budget, sound, &mut claims, now);
        if let Some(downlink) = &mut self.transports[transport].downlink {
            downlink.set_wanted(wanted);
        }
        let mut granted = claims.drain(..);
        for key in &self.transports[transport].outputs {
            let output = &mut self.outputs[*key];
            if output.kind == Kind::Video {
                granted.next().into_iter().for_each(|claim| output.share.take(claim));
            }
        }
        drop(granted);
        self.claims = claims;
    }

    /// Bits per second of all sound that is shown.
    fn sound_for(&self, transport: TransportKey) -> u64 {
        let outputs = self.transports[transport].outputs.iter().map(|key| &self.outputs[*key]);
        let shown = outputs.filter(|output| output.kind == Kind::Audio).filter_map(|it| it.encodings.shown());
        shown.map(|stream| self.streams[stream].rate.bitrate + SOUND_OVERHEAD).sum()
    }

    /// What there is of a picture: encodings and their temporal layers, or all layers of the only one.
    fn flowing_layers(&self, output: &Output) -> ArrayVec<Layer, { allocation::MAX_LAYERS }> {
        match output.encodings.routed() {
            [only] if self.streams[*only].layers.is_scalable() => self.streams[*only].layers.scalable(),
            routed => {
                let encodings = routed.iter().map(|key| &self.streams[*key]).zip(0..);
                let flowing = encodings.filter(|(stream, _)| stream.flow.is_running);
                flowing.flat_map(|(stream, sharpness)| stream.layers.of_encoding(sharpness)).collect()
            }
        }
    }
}
