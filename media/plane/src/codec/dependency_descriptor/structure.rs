//! The template dependency structure (section A.8.2): what the frames of a coded video sequence have in common. It
//! comes with the first packet of the sequence and stands until the next.

use arrayvec::ArrayVec;

use super::bits::BitReader;
use super::{Indication, Indications};
use crate::codec::Layers;

/// A template id has 6 bits, a number of decode targets 5 (and there are never more chains).
pub const MAX_TEMPLATES: usize = 64;
pub const MAX_TARGETS: usize = 32;
/// AV1 has no more layers (section 6.2.3 of its specification), and no other codec has.
const MAX_SPATIAL: u8 = 4;
const MAX_TEMPORAL: u8 = 8;

/// Distances of a frame to the previous one of each chain; 0: the chain begins with it.
pub type ChainDistances = ArrayVec<u8, MAX_TARGETS>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Structure {
    template_offset: u8,
    templates: ArrayVec<Template, MAX_TEMPLATES>,
    targets: ArrayVec<Target, MAX_TARGETS>,
    chain_count: u8,
    /// By spatial layer, where they were said
    resolutions: ArrayVec<Resolution, { MAX_SPATIAL as usize }>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resolution {
    pub width: u32,
    pub height: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Template {
    pub layers: Layers,
    pub indications: Indications,
    /// Bit `n`: the frame `n + 1` before
    pub references: u64,
    pub chains: ChainDistances,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Target {
    layers: Layers,
    /// The chain that protects it
    chain: Option<u8>,
    /// Targets all of whose frames are this one's as well
    covers: u32,
}

impl Structure {
    pub(super) fn read(bits: &mut BitReader) -> Option<Self> {
        let template_offset = bits.read(6)? as u8;
        let target_count = bits.read(5)? as usize + 1;
        let mut templates = read_layers(bits)?;
        for template in &mut templates {
            template.indications = Indications::read(bits, target_count)?;
        }
        for template in &mut templates {
            template.references = read_references(bits)?;
        }
        let chains = read_chains(bits, target_count, &mut templates)?;
        let resolutions = if bits.flag()? { read_resolutions(bits, &templates)? } else { ArrayVec::new() };
        let target = |target| Target {
            layers: layers_of(target, &templates),
            chain: chains.protecting.get(target).copied(),
            covers: covered_by(target, target_count, &templates),
        };
        let targets = (0..target_count).map(target).collect();
        Some(Self { template_offset, templates, targets, chain_count: chains.count, resolutions })
    }

    /// The template that a frame names; None: it is of another structure.
    pub(super) fn template(&self, id: u8) -> Option<&Template> {
        self.templates.get(usize::from(id.wrapping_sub(self.template_offset) & 63))
    }

    /// The first template id and how many follow each other from there, modulo 64.
    pub fn template_ids(&self) -> (u8, u8) {
        (self.template_offset, self.templates.len() as u8)
    }

    pub fn target_count(&self) -> usize {
        self.targets.len()
    }

    pub fn chain_count(&self) -> usize {
        usize::from(self.chain_count)
    }

    /// The highest layers that decoding `target` shows.
    pub fn layers(&self, target: u8) -> Layers {
        self.targets.get(usize::from(target)).map_or(Layers::default(), |target| target.layers)
    }

    pub fn chain(&self, target: u8) -> Option<u8> {
        self.targets.get(usize::from(target))?.chain
    }

    /// Which decode targets can be decoded by whoever gets the frames of `target`, as bits.
    pub fn covered(&self, target: u8) -> u32 {
        self.targets.get(usize::from(target)).map_or(0, |target| target.covers)
    }

    pub fn resolution(&self, spatial: u8) -> Option<Resolution> {
        self.resolutions.get(usize::from(spatial)).copied()
    }
}

/// template_layers()
fn read_layers(bits: &mut BitReader) -> Option<ArrayVec<Template, MAX_TEMPLATES>> {
    let mut templates = ArrayVec::new();
    let mut layers = Layers::default();
    loop {
        templates.try_push(Template { layers, ..Template::default() }).ok()?;
        match bits.read(2)? {
            0 => {}
            1 => layers.temporal += 1,
            2 => layers = Layers { spatial: layers.spatial + 1, temporal: 0 },
            _ => return Some(templates),
        }
        if layers.spatial >= MAX_SPATIAL || layers.temporal >= MAX_TEMPORAL {
            return None;
        }
    }
}

/// template_fdiffs(), of one template
fn read_references(bits: &mut BitReader) -> Option<u64> {
    let mut references = 0;
    while bits.flag()? {
        references |= 1 << bits.read(4)?;
    }
    Some(references)
}

struct Chains {
    count: u8,
    protecting: ArrayVec<u8, MAX_TARGETS>,
}

/// template_chains()
fn read_chains(bits: &mut BitReader, target_count: usize, templates: &mut [Template]) -> Option<Chains> {
    let count = bits.read_non_symmetric(target_count as u32 + 1)?;
    let mut protecting = ArrayVec::new();
    if count > 0 {
        for _ in 0..target_count {
            protecting.push(bits.read_non_symmetric(count)? as u8);
        }
        for template in templates {
            for _ in 0..count {
                template.chains.push(bits.read(4)? as u8);
            }
        }
    }
    Some(Chains { count: count as u8, protecting })
}

/// render_resolutions()
fn read_resolutions(
    bits: &mut BitReader,
    templates: &[Template],
) -> Option<ArrayVec<Resolution, { MAX_SPATIAL as usize }>> {
    let highest = templates.iter().map(|template| template.layers.spatial).max()?;
    let mut resolutions = ArrayVec::new();
    for _ in 0..=highest {
        let (width, height) = (bits.read(16)? + 1, bits.read(16)? + 1);
        resolutions.push(Resolution { width, height });
    }
    Some(resolutions)
}

/// decode_target_layers(), of one target
fn layers_of(target: usize, templates: &[Template]) -> Layers {
    let present = |template: &&Template| template.indications.of(target) != Indication::NotPresent;
    templates.iter().filter(present).fold(Layers::default(), |highest, Template { layers, .. }| Layers {
        spatial: highest.spatial.max(layers.spatial),
        temporal: highest.temporal.max(layers.temporal),
    })
}

fn covered_by(target: usize, target_count: usize, templates: &[Template]) -> u32 {
    let present = |template: &Template, target| template.indications.of(target) != Indication::NotPresent;
    let covered = |other: &usize| templates.iter().all(|one| !present(one, *other) || present(one, target));
    (0..target_count).filter(covered).fold(0, |covered, other| covered | 1 << other)
}
