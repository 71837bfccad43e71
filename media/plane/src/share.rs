//! What one output may be sent: what is of use to whoever looks, or what was granted of it where bandwidth is short.

use arrayvec::ArrayVec;

use crate::bwe::allocation::{Claim, Layer, MAX_LAYERS};
use crate::codec::Layers;
use crate::command::Attention;

#[derive(Debug, Default)]
pub struct Share {
    pub attention: Attention,
    claim: Claim,
    limits: Limits,
    /// The picture has several encodings, so that layers are counted by these.
    pub is_simulcast: bool,
}

/// The highest that may be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Of the encodings that are routed, 0 lowest; None: nothing is sent
    pub encoding: Option<u8>,
    /// Of that encoding
    pub layers: Layers,
}

impl Default for Limits {
    fn default() -> Self {
        Self { encoding: Some(u8::MAX), layers: Layers::ALL }
    }
}

impl Share {
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// Another picture is shown: what was granted before means nothing for it.
    pub fn begin(&mut self) {
        self.claim = Claim::default();
    }

    /// There is no limit but what is of use.
    pub fn take_everything(&mut self) {
        self.limits = self.up_to(self.attention.layer);
    }

    /// What is asked for, of these layers that there are.
    pub fn claim(&mut self, layers: ArrayVec<Layer, MAX_LAYERS>) -> Claim {
        let mut claim = std::mem::take(&mut self.claim);
        let Attention { layer, priority, is_screen } = self.attention;
        (claim.priority, claim.is_screen, claim.useful, claim.layers) = (priority, is_screen, layer, layers);
        claim
    }

    /// What was granted of it. While it is not known yet what there is, the lowest layer is.
    pub fn take(&mut self, claim: Claim) {
        self.limits = match claim.granted() {
            None if claim.layers.is_empty() => self.up_to(self.attention.layer.map(|_| 0)),
            None => self.up_to(None),
            Some(Layer { sharpness, smoothness, .. }) => {
                let Limits { encoding, layers } = self.up_to(Some(sharpness));
                Limits { encoding, layers: Layers { temporal: smoothness, ..layers } }
            }
        };
        self.claim = claim;
    }

    fn up_to(&self, layer: Option<u8>) -> Limits {
        let spatial = layer.filter(|_| !self.is_simulcast).unwrap_or(u8::MAX);
        Limits { encoding: layer, layers: Layers { spatial, temporal: u8::MAX } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bwe::allocation::Allocator;

    fn share(is_simulcast: bool, layer: Option<u8>) -> Share {
        let attention = Attention { layer, ..Attention::default() };
        Share { attention, is_simulcast, ..Share::default() }
    }

    fn layers() -> ArrayVec<Layer, MAX_LAYERS> {
        let of = |(sharpness, smoothness, bitrate)| Layer { sharpness, smoothness, bitrate };
        [(0, 0, 100_000), (0, 1, 150_000), (1, 0, 600_000), (1, 1, 900_000)].map(of).into_iter().collect()
    }

    fn granted(mut share: Share, estimate: u64) -> Limits {
        let mut claims = [share.claim(layers())];
        Allocator::default().allocate(estimate, 0, &mut claims, 0);
        let [claim] = claims;
        share.take(claim);
        share.limits()
    }

    fn limits(encoding: Option<u8>, spatial: u8, temporal: u8) -> Limits {
        Limits { encoding, layers: Layers { spatial, temporal } }
    }

    #[test]
    fn without_an_estimate_everything_of_use_may_be_sent() {
        for (is_simulcast, spatial) in [(true, u8::MAX), (false, 1)] {
            let mut share = share(is_simulcast, Some(1));
            share.take_everything();
            assert_eq!(share.limits(), limits(Some(1), spatial, u8::MAX));
        }
        let mut unseen = share(true, None);
        unseen.take_everything();
        assert_eq!(unseen.limits().encoding, None);
    }

    #[test]
    fn what_was_granted_limits_encodings_or_spatial_layers() {
        assert_eq!(granted(share(true, Some(9)), 200_000), limits(Some(0), u8::MAX, 1));
        assert_eq!(granted(share(false, Some(9)), 2_000_000), limits(Some(1), 1, 1));
        assert_eq!(granted(share(true, Some(9)), 10_000).encoding, None);
        assert_eq!(granted(share(true, None), 2_000_000).encoding, None);
    }

    #[test]
    fn before_it_is_known_what_there_is_the_lowest_may_be_sent() {
        let mut share = share(true, Some(2));
        let claim = share.claim(ArrayVec::new());
        share.take(claim);
        assert_eq!(share.limits(), limits(Some(0), u8::MAX, u8::MAX));
    }
}
