//! The encodings of one picture that an output may show, and which one it does.
//!
//! It decides by what is wanted and what flows. It never knows a packet: that another encoding is begun with at a
//! keyframe only is for whoever forwards.

use arrayvec::ArrayVec;

use crate::command::MAX_LAYERS;
use crate::transport::StreamKey;

#[derive(Debug, Default)]
pub struct Encodings {
    /// Lowest first
    routed: ArrayVec<StreamKey, MAX_LAYERS>,
    shown: Option<StreamKey>,
    /// Takes the place of the shown one with its next keyframe
    awaited: Option<StreamKey>,
}

/// What has to be done so that an output comes to show what is wanted.
#[derive(Debug, PartialEq, Eq)]
pub enum Change {
    Nothing,
    /// Show nothing
    Stop,
    /// Show this one from now on, whatever was shown
    Begin(StreamKey),
    /// Go on with the shown one until this one has a keyframe
    Await(StreamKey),
    /// Stay with the shown one
    Stay,
}

impl Encodings {
    pub fn routed(&self) -> &[StreamKey] {
        &self.routed
    }

    pub fn shown(&self) -> Option<StreamKey> {
        self.shown
    }

    pub fn awaited(&self) -> Option<StreamKey> {
        self.awaited
    }

    /// How high the shown one is, 0 lowest.
    pub fn layer(&self) -> Option<u8> {
        self.routed.iter().position(|stream| self.shown == Some(*stream)).map(|position| position as u8)
    }

    pub fn route(&mut self, streams: impl Iterator<Item = StreamKey>) {
        self.routed = streams.take(MAX_LAYERS).collect();
    }

    /// The stream is gone.
    pub fn forget(&mut self, stream: StreamKey) {
        self.routed.retain(|routed| *routed != stream);
        self.shown = self.shown.filter(|shown| *shown != stream);
        self.awaited = self.awaited.filter(|awaited| *awaited != stream);
    }

    pub fn show(&mut self, stream: Option<StreamKey>) {
        (self.shown, self.awaited) = (stream, None);
    }

    pub fn wait_for(&mut self, stream: Option<StreamKey>) {
        self.awaited = stream;
    }

    /// How to come to what is wanted. `limit`: the highest layer that is of use, None: none is. `flows`: whether
    /// packets of a stream come. `is_running`: the shown one is being sent, not only begun with.
    pub fn change(&self, limit: Option<u8>, flows: impl Fn(StreamKey) -> bool, is_running: bool) -> Change {
        match self.choose(limit, flows) {
            None if self.shown.is_none() => Change::Nothing,
            None => Change::Stop,
            wanted if wanted == self.shown && self.awaited.is_none() => Change::Nothing,
            wanted if wanted == self.shown => Change::Stay,
            wanted if wanted == self.awaited => Change::Nothing,
            Some(wanted) if is_running => Change::Await(wanted),
            Some(wanted) => Change::Begin(wanted),
        }
    }

    /// The highest that is of use and flows; or else the lowest that flows at all; or else the highest that is of use.
    fn choose(&self, limit: Option<u8>, flows: impl Fn(StreamKey) -> bool) -> Option<StreamKey> {
        let top = self.routed.len().checked_sub(1)?.min(usize::from(limit?));
        let (useful, above) = self.routed.split_at(top + 1);
        let flowing = useful.iter().rev().chain(above).find(|stream| flows(**stream));
        flowing.or(useful.last()).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOW: StreamKey = 10;
    const MIDDLE: StreamKey = 5;
    const HIGH: StreamKey = 7;

    fn showing(shown: Option<StreamKey>) -> Encodings {
        let mut encodings = Encodings::default();
        encodings.route([LOW, MIDDLE, HIGH].into_iter());
        encodings.show(shown);
        encodings
    }

    #[test]
    fn the_highest_that_is_of_use_is_chosen() {
        let encodings = showing(None);
        let choose = |limit| encodings.choose(limit, |_| true);
        assert_eq!(
            [Some(0), Some(1), Some(9), None].map(choose),
            [Some(LOW), Some(MIDDLE), Some(HIGH), None]
        );
        assert_eq!(Encodings::default().choose(Some(2), |_| true), None);
    }

    #[test]
    fn what_does_not_flow_is_not_chosen_while_anything_else_does() {
        let encodings = showing(None);
        assert_eq!(encodings.choose(Some(2), |stream| stream != HIGH), Some(MIDDLE));
        assert_eq!(encodings.choose(Some(0), |stream| stream == HIGH), Some(HIGH), "better than nothing");
        assert_eq!(encodings.choose(Some(1), |_| false), Some(MIDDLE), "whatever comes first");
    }

    #[test]
    fn what_is_shown_goes_on_until_another_can_begin() {
        let mut encodings = showing(Some(LOW));
        assert_eq!(encodings.change(Some(1), |_| true, true), Change::Await(MIDDLE));
        assert_eq!(encodings.change(Some(1), |_| true, false), Change::Begin(MIDDLE));
        encodings.wait_for(Some(MIDDLE));
        assert_eq!(encodings.change(Some(1), |_| true, true), Change::Nothing);
        assert_eq!(encodings.change(Some(2), |_| true, true), Change::Await(HIGH));
        assert_eq!(encodings.change(Some(0), |_| true, true), Change::Stay);
        encodings.show(Some(MIDDLE));
        assert_eq!(encodings.awaited(), None);
        assert_eq!(encodings.layer(), Some(1));
    }

    #[test]
    fn a_stream_that_is_gone_is_neither_shown_nor_awaited() {
        let mut encodings = showing(Some(LOW));
        encodings.wait_for(Some(HIGH));
        encodings.forget(HIGH);
        assert_eq!((encodings.shown(), encodings.awaited(), encodings.layer()), (Some(LOW), None, Some(0)));
        encodings.forget(LOW);
        assert_eq!((encodings.shown(), encodings.routed()), (None, [MIDDLE].as_slice()));
    }

    #[test]
    fn when_nobody_looks_nothing_is_shown() {
        let encodings = showing(Some(LOW));
        assert_eq!(encodings.change(None, |_| true, true), Change::Stop);
        assert_eq!(showing(None).change(None, |_| true, false), Change::Nothing);
        assert_eq!(showing(None).change(Some(0), |_| true, false), Change::Begin(LOW));
    }
}
