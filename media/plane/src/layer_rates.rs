//! How much each layer of a stream brings, over about a second.

use arrayvec::ArrayVec;

use crate::bwe::allocation::{Layer, MAX_LAYERS};
use crate::clock::{Micros, SECOND};
use crate::codec::Layers;

/// No codec has more of either, and `MAX_LAYERS` are all of them together.
const SPATIAL: usize = 4;
const TEMPORAL: usize = 4;

type Table = [[u64; TEMPORAL]; SPATIAL];

#[derive(Debug, Default)]
pub struct LayerRates {
    /// Since the last look
    bytes: Table,
    looked_at: Option<Micros>,
    /// Bits per second
    rates: Table,
}

impl LayerRates {
    /// A packet of this layer came.
    pub fn record(&mut self, layers: Layers, length: usize) {
        let spatial = usize::from(layers.spatial).min(SPATIAL - 1);
        let temporal = usize::from(layers.temporal).min(TEMPORAL - 1);
        self.bytes[spatial][temporal] += length as u64;
    }

    /// Look at what came since the last look, a fraction of a second ago. What is less than before counts by and by:
    /// a picture that stands still for a moment does not give up its share.
    pub fn sample(&mut self, now: Micros) {
        let Some(before) = self.looked_at.replace(now) else {
            self.bytes = Table::default();
            return;
        };
        let passed = now.saturating_sub(before).max(1);
        let pairs = self.rates.as_flattened_mut().iter_mut().zip(self.bytes.as_flattened_mut());
        for (rate, bytes) in pairs {
            let seen = std::mem::take(bytes) * 8 * SECOND / passed;
            let weight = passed.min(SECOND);
            let average = (*rate * (SECOND - weight) + seen * weight) / SECOND;
            *rate = if average < FAINT { 0 } else { average };
        }
    }

    /// Whether there is more than one spatial layer.
    pub fn is_scalable(&self) -> bool {
        self.rates[1..].as_flattened().iter().any(|rate| *rate > 0)
    }

    /// Each layer with all that it needs, as `sharpness` names spatial layers; nothing before the second look.
    pub fn scalable(&self) -> ArrayVec<Layer, MAX_LAYERS> {
        let mut layers = ArrayVec::new();
        for (spatial, rates) in self.rates.iter().enumerate() {
            for temporal in (0..TEMPORAL).filter(|temporal| rates[*temporal] > 0) {
                let needed = self.rates[..=spatial].iter().flat_map(|rates| &rates[..=temporal]);
                let (sharpness, smoothness) = (spatial as u8, temporal as u8);
                layers.push(Layer { sharpness, smoothness, bitrate: needed.sum() });
            }
        }
        layers
    }

    /// The temporal layers of an encoding that is called `sharpness`, with all spatial layers that it may have.
    pub fn of_encoding(&self, sharpness: u8) -> impl Iterator<Item = Layer> + '_ {
        let in_layer = |temporal: usize| self.rates.iter().map(move |rates| rates[temporal]).sum::<u64>();
        let mut bitrate = 0;
        (0..TEMPORAL).filter_map(move |temporal| {
            let added = in_layer(temporal);
            bitrate += added;
            (added > 0).then_some(Layer { sharpness, smoothness: temporal as u8, bitrate })
        })
    }
}

/// Bits per second that are not worth a name
const FAINT: u64 = 1_000;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::MILLISECOND;

    fn layers(spatial: u8, temporal: u8) -> Layers {
        Layers { spatial, temporal }
    }

    /// Ten seconds of 1,000 bytes per 100 ms and layer.
    fn steady(of: &[Layers]) -> LayerRates {
        let mut rates = LayerRates::default();
        for step in 0..100 {
            rates.sample(step * 100 * MILLISECOND);
            for layers in of {
                rates.record(*layers, 1_000);
            }
        }
        rates
    }

    fn rounded(layers: impl IntoIterator<Item = Layer>) -> Vec<(u8, u8, u64)> {
        layers.into_iter().map(|of| (of.sharpness, of.smoothness, of.bitrate.div_ceil(1_000))).collect()
    }

    #[test]
    fn a_layer_costs_what_it_needs_as_well() {
        let rates = steady(&[layers(0, 0), layers(0, 1), layers(1, 0), layers(1, 1)]);
        assert!(rates.is_scalable());
        assert_eq!(rounded(rates.scalable()), [(0, 0, 80), (0, 1, 160), (1, 0, 160), (1, 1, 320)]);
    }

    #[test]
    fn the_temporal_layers_of_an_encoding_add_up() {
        let rates = steady(&[layers(0, 0), layers(0, 2)]);
        assert!(!rates.is_scalable());
        assert_eq!(rounded(rates.of_encoding(2)), [(2, 0, 80), (2, 2, 160)]);
    }

    #[test]
    fn what_ends_is_forgotten_within_seconds() {
        let mut rates = steady(&[layers(0, 0), layers(2, 0)]);
        for step in 100..200 {
            rates.sample(step * 100 * MILLISECOND);
            rates.record(layers(0, 0), 1_000);
        }
        assert_eq!(rounded(rates.scalable()), [(0, 0, 80)]);
    }

    #[test]
    fn layers_that_no_codec_has_count_as_the_highest() {
        let rates = steady(&[layers(7, 7)]);
        assert_eq!(rounded(rates.scalable()), [(3, 3, 80)]);
        assert_eq!(LayerRates::default().scalable().len(), 0);
    }
}
