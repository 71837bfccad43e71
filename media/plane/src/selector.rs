//! Which frames of a layered stream one receiver gets: those of the layers that somebody wants for it, switched only
//! where a receiver can follow. It knows nothing of bandwidth or of tiles; whoever does says what is wanted.
//!
//! With a dependency descriptor a *decode target* is followed, and another one is switched to at a frame that says so
//! and needs only frames that went out (section A.7 of the AV1 RTP specification). Without one the layer ids and the
//! switching flags of VP8 and VP9 decide, one layer at a time upwards, and all layers below the wanted one go out.

mod history;
#[cfg(test)]
mod tests;

use crate::codec::dependency_descriptor::{Frame, Indication, Targets};
use crate::codec::{Layers, Picture};
use crate::packet::PacketInfo;
use history::{History, SentFrames, Shown, Target};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// With this marker bit: what was the middle of a picture is its end, where the layers above it are dropped.
    Forward {
        marker: bool,
    },
    Drop,
}

#[derive(Debug)]
pub struct Selector {
    /// Said since this picture began
    asked: Layers,
    wanted: Layers,
    history: History,
    newest: Option<Newest>,
    sent: SentFrames,
    /// The picture before this one had frames above the shown layer.
    drops_above: bool,
    waits: bool,
}

/// The newest packet
#[derive(Debug, Clone, Copy)]
struct Newest {
    index: u64,
    timestamp: u32,
    /// A frame of its picture was dropped because it is above the shown layer.
    drops_above: bool,
    /// Its picture was marked as being at its end: nothing can be added to it.
    ended: bool,
}

impl Default for Selector {
    fn default() -> Self {
        Self {
            asked: Layers::ALL,
            wanted: Layers::ALL,
            history: History::default(),
            newest: None,
            sent: SentFrames::default(),
            drops_above: false,
            waits: false,
        }
    }
}

impl Selector {
    /// Show these layers, or as near below them as the stream has, from the next picture on that allows it.
    pub fn want(&mut self, layers: Layers) {
        self.asked = layers;
    }

    /// The next packet belongs to another stream, or to the same one after a pause.
    pub fn restart(&mut self) {
        *self = Self { asked: self.asked, wanted: self.asked, ..Self::default() };
    }

    /// The layers that are shown; None: no keyframe came yet.
    pub fn shown(&self) -> Option<Layers> {
        self.history.newest().map(|shown| shown.layers)
    }

    /// There is more of what is wanted than is shown. A keyframe would change that at once.
    pub fn waits(&self) -> bool {
        self.waits
    }

    /// `targets` are what `info`'s stream has now, where it has dependency descriptors.
    pub fn select(&mut self, info: &PacketInfo, targets: Option<Targets>) -> Choice {
        let Some(picture) = &info.picture else {
            return Choice::Drop; // padding
        };
        let is_late = self.newest.is_some_and(|newest| info.index < newest.index);
        let begins_picture = !is_late && self.advance(info);
        match (&picture.frame, targets) {
            (Some(frame), Some(targets)) if self.may_consider(is_late, frame) => {
                self.consider_targets(info, picture, frame, &targets, begins_picture);
            }
            (None, _) if !is_late || self.history.newest().is_none() => {
                self.consider_layers(info, picture, begins_picture);
            }
            _ => {}
        }
        let Some(shown) = self.history.at(info.index, info.timestamp) else {
            return Choice::Drop;
        };
        if shown.has(picture) {
            if let Some(frame) = &picture.frame {
                self.sent.insert(frame.number);
            }
            let marker = info.marker || self.ends_picture(picture, shown);
            if let Some(newest) = &mut self.newest {
                newest.ended |= marker && newest.timestamp == info.timestamp;
            }
            return Choice::Forward { marker };
        }
        self.note_drop(picture, shown);
        Choice::Drop
    }

    /// Whether a new picture begins with this packet, the newest.
    fn advance(&mut self, info: &PacketInfo) -> bool {
        if let Some(newest) = &mut self.newest
            && newest.timestamp == info.timestamp
        {
            newest.index = info.index;
            return false;
        }
        self.drops_above = self.newest.is_some_and(|newest| newest.drops_above);
        let (index, timestamp) = (info.index, info.timestamp);
        self.newest = Some(Newest { index, timestamp, drops_above: false, ended: false });
        self.waits &= self.wanted == self.asked;
        self.wanted = self.asked;
        true
    }

    /// A late packet changes nothing, unless it is the beginning that everything after it has waited for.
    fn may_consider(&self, is_late: bool, frame: &Frame) -> bool {
        let followed = self.history.newest().and_then(|shown| shown.target);
        !is_late || followed.is_none_or(|target| target.generation != frame.generation)
    }

    fn consider_targets(
        &mut self,
        info: &PacketInfo,
        picture: &Picture,
        frame: &Frame,
        targets: &Targets,
        begins_picture: bool,
    ) {
        if frame.generation != targets.generation {
            return;
        }
        let limit = self.limit(targets);
        let within = || targets.active().filter(|(_, layers)| layers.within(limit));
        let shown = self.history.newest().filter(|shown| shown.is_of(targets));
        let was_shown = |target| begins_picture && shown.is_some_and(|shown| shown.covers(target, targets));
        let is_decodable = if shown.is_none() { frame.is_independent() } else { self.sent.has_all(frame) };
        let can_switch = |target: u8| {
            picture.starts && is_decodable && frame.indications.of(target.into()) == Indication::Switch
        };
        let kept = shown.filter(|shown| shown.layers.within(limit) && shown.is_active(targets));
        let better = within().filter(|(_, layers)| self.is_better(*layers, kept));
        let reachable = better.filter(|(target, _)| was_shown(*target) || can_switch(*target));
        if let Some((number, layers)) = reachable.max_by_key(|(_, layers)| *layers) {
            let target = Some(Target { number, generation: targets.generation });
            let picture = begins_picture.then_some(info.timestamp);
            self.history.show(Shown { since: info.index, picture, layers, target });
        }
        self.waits = self.shown() != within().map(|(_, layers)| layers).max();
    }

    /// Anything is where nothing is shown that can stay; else what is higher, without adding to a picture that ended.
    fn is_better(&self, layers: Layers, kept: Option<Shown>) -> bool {
        kept.is_none_or(|shown| {
            layers > shown.layers && (layers.spatial == shown.layers.spatial || !self.has_ended())
        })
    }

    /// What is wanted, or the least that there is.
    fn limit(&self, targets: &Targets) -> Layers {
        let least = targets.active().map(|(_, layers)| layers).min();
        let wanted = targets.active().any(|(_, layers)| layers.within(self.wanted));
        least.filter(|_| !wanted).unwrap_or(self.wanted)
    }

    fn consider_layers(&mut self, info: &PacketInfo, picture: &Picture, begins_picture: bool) {
        let since = info.index;
        let Some(shown) = self.history.newest() else {
            if picture.starts_keyframe() {
                self.history.show(Shown { since, picture: None, layers: self.wanted, target: None });
            }
            return;
        };
        if shown.target.is_some() {
            return; // this packet's descriptor could not be read
        }
        let mut layers = shown.layers;
        if picture.starts_keyframe() {
            layers = self.wanted;
        }
        if begins_picture {
            layers.spatial = layers.spatial.min(self.wanted.spatial);
            layers.temporal = self.next_temporal(layers.temporal, picture);
        }
        if self.adds_spatial(layers, picture) {
            layers.spatial += 1;
        }
        if layers != shown.layers {
            let picture = begins_picture.then_some(info.timestamp);
            self.history.show(Shown { since, picture, layers, target: None });
            self.waits = false;
        }
    }

    fn next_temporal(&self, shown: u8, picture: &Picture) -> u8 {
        let temporal = picture.layers.temporal;
        let adds = picture.starts && picture.switches_temporal && Some(temporal) == shown.checked_add(1);
        if adds { temporal } else { shown }.min(self.wanted.temporal)
    }

    /// Whether the layer above the shown ones can be shown from this frame on. Only the lowest temporal layer is what
    /// later frames build upon.
    fn adds_spatial(&self, shown: Layers, picture: &Picture) -> bool {
        picture.starts
            && picture.switches_spatial
            && !self.has_ended()
            && picture.layers.temporal == 0
            && picture.layers.spatial <= self.wanted.spatial
            && Some(picture.layers.spatial) == shown.spatial.checked_add(1)
    }

    fn has_ended(&self) -> bool {
        self.newest.is_some_and(|newest| newest.ended)
    }

    /// Whether nothing of the picture goes out after this packet, though its publisher goes on. While a higher layer is
    /// waited for and none was there to drop, the next frame is the one to switch at.
    fn ends_picture(&self, picture: &Picture, shown: Shown) -> bool {
        let is_top = picture.ends && picture.layers.spatial == shown.layers.spatial;
        is_top && (self.drops_above || shown.layers.spatial >= self.wanted.spatial)
    }

    fn note_drop(&mut self, picture: &Picture, shown: Shown) {
        if picture.frame.is_none() && picture.layers.within(self.wanted) {
            self.waits = true;
        }
        if let Some(newest) = &mut self.newest {
            newest.drops_above |= picture.layers.spatial > shown.layers.spatial;
        }
    }
}
