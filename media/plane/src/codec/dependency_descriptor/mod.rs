//! The dependency descriptor header extension ("RTP Payload Format For AV1", version 1.0, appendix A): what a frame
//! is needed for and what it needs, for any codec, without its payload.
//!
//! `Reader` is a stream's memory: most descriptors only name a template of a structure that came earlier. Everything
//! is read within bounds, and what cannot be read changes nothing. Section numbers are of that specification.

mod bits;
mod rewriting;
mod structure;
#[cfg(test)]
pub(crate) mod tests;

use super::Layers;
use bits::BitReader;
pub use bits::MAX_LENGTH;
pub use rewriting::FrameCounters;
pub use structure::{ChainDistances, MAX_TARGETS, Resolution, Structure};

/// One packet's descriptor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Descriptor {
    pub starts_frame: bool,
    pub ends_frame: bool,
    pub layers: Layers,
    pub frame: Frame,
    /// By chain, to the previous frame of it
    pub chains: ChainDistances,
    /// Where a structure came with it: its template ids
    pub attached: Option<(u8, u8)>,
    /// Where a change was said with it, as bits
    pub active_targets: Option<u32>,
    layout: Layout,
}

/// What choosing among the frames of a stream takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    pub number: u16,
    /// Bit `n`: it needs the frame whose number is `n + 1` less.
    pub references: u64,
    /// It needs one further back than that.
    pub refers_far: bool,
    pub indications: Indications,
    /// Whose decode targets the indications are about: `Targets::generation`
    pub generation: u8,
}

impl Frame {
    pub fn is_independent(&self) -> bool {
        self.references == 0 && !self.refers_far
    }
}

/// What a frame is to a decode target (table A.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Indication {
    NotPresent,
    /// No other frame of the target needs it.
    Discardable,
    /// Whoever can decode it can decode all of the target that follows.
    Switch,
    Required,
}

/// One for each decode target, two bits each
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Indications(u64);

impl Indications {
    fn read(bits: &mut BitReader, target_count: usize) -> Option<Self> {
        let mut all = 0;
        for target in 0..target_count {
            all |= u64::from(bits.read(2)?) << (2 * target);
        }
        Some(Self(all))
    }

    /// Not present where there is no such target.
    pub fn of(self, target: usize) -> Indication {
        match self.0.checked_shr(2 * target as u32).unwrap_or(0) & 3 {
            0 => Indication::NotPresent,
            1 => Indication::Discardable,
            2 => Indication::Switch,
            _ => Indication::Required,
        }
    }
}

/// Where in the descriptor's bits the active targets are, or would be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Layout {
    targets_at: usize,
    targets_length: usize,
    target_count: usize,
    end: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("cut off, or says what cannot be")]
    Malformed,
    /// Its structure was lost, is late, or was replaced.
    #[error("no template that is known")]
    UnknownTemplate,
}

/// What is known of a stream's structure.
#[derive(Debug, Default)]
pub struct Reader {
    structure: Option<Box<Structure>>,
    generation: u8,
    active: u32,
    /// Index of the packet that said so
    updated_at: u64,
}

/// The decode targets of a stream.
#[derive(Debug, Clone, Copy)]
pub struct Targets<'a> {
    pub structure: &'a Structure,
    /// Another number, another structure
    pub generation: u8,
    /// Which are produced, as bits (section A.4)
    pub active: u32,
}

impl Targets<'_> {
    /// (target, its layers) of those that are produced
    pub fn active(&self) -> impl Iterator<Item = (u8, Layers)> + '_ {
        let all = 0..self.structure.target_count() as u8;
        all.filter(|target| self.active >> target & 1 == 1)
            .map(|target| (target, self.structure.layers(target)))
    }
}

/// What comes before the frame's own dependencies.
struct Head {
    template_id: u8,
    structure: Option<Box<Structure>>,
    active_targets: Option<u32>,
    custom: Custom,
    targets_at: usize,
}

/// Which parts of the template the frame replaces by its own
#[derive(Default)]
struct Custom {
    indications: bool,
    references: bool,
    chains: bool,
}

impl Reader {
    pub fn targets(&self) -> Option<Targets<'_>> {
        let structure = self.structure.as_deref()?;
        Some(Targets { structure, generation: self.generation, active: self.active })
    }

    /// Read the descriptor of the packet with this index. Older packets do not change what newer ones said.
    pub fn read(&mut self, bytes: &[u8], index: u64) -> Result<Descriptor, Unreadable> {
        let mut bits = BitReader::new(bytes);
        let mut fixed = |count| bits.read(count).ok_or(Unreadable::Malformed);
        let (starts_frame, ends_frame) = (fixed(1)? == 1, fixed(1)? == 1);
        let (template_id, number) = (fixed(6)? as u8, fixed(16)? as u16);
        let is_extended = bytes.len() > 3;
        let head = self.read_head(&mut bits, template_id, is_extended)?;
        let changes_structure = head.structure.is_some() && head.structure != self.structure;
        let generation = self.generation.wrapping_add(u8::from(changes_structure));
        let known = head.structure.as_deref().or(self.structure.as_deref());
        let structure = known.ok_or(Unreadable::UnknownTemplate)?;
        let template = structure.template(head.template_id).ok_or(Unreadable::UnknownTemplate)?;
        let own = read_own(&mut bits, &head.custom, template, structure).ok_or(Unreadable::Malformed)?;
        let (references, refers_far) = own.references;
        let frame = Frame { number, references, refers_far, indications: own.indications, generation };
        let (targets_at, target_count) = (head.targets_at, structure.target_count());
        let targets_length = head.active_targets.map_or(0, |_| target_count);
        let end = bits.consumed();
        let descriptor = Descriptor {
            starts_frame,
            ends_frame,
            layers: template.layers,
            frame,
            chains: own.chains,
            attached: head.structure.as_deref().map(Structure::template_ids),
            active_targets: head.active_targets,
            layout: Layout { targets_at, targets_length, target_count, end },
        };
        if index >= self.updated_at {
            self.update(head, generation, index);
        }
        Ok(descriptor)
    }

    /// extended_descriptor_fields(), or none
    fn read_head(
        &self,
        bits: &mut BitReader,
        template_id: u8,
        is_extended: bool,
    ) -> Result<Head, Unreadable> {
        if !is_extended {
            let custom = Custom::default();
            return Ok(Head { template_id, structure: None, active_targets: None, custom, targets_at: 0 });
        }
        let mut flag = || bits.flag().ok_or(Unreadable::Malformed);
        let (has_structure, has_active_targets) = (flag()?, flag()?);
        let custom = Custom { indications: flag()?, references: flag()?, chains: flag()? };
        let structure = match has_structure {
            true => Some(Box::new(Structure::read(bits).ok_or(Unreadable::Malformed)?)),
            false => None,
        };
        let targets_at = bits.consumed();
        let active_targets = if has_active_targets {
            let known =
                structure.as_deref().or(self.structure.as_deref()).ok_or(Unreadable::UnknownTemplate)?;
            Some(bits.read(known.target_count() as u32).ok_or(Unreadable::Malformed)?)
        } else {
            None
        };
        Ok(Head { template_id, structure, active_targets, custom, targets_at })
    }

    /// Section A.4: with a new structure all targets are active unless it is said otherwise.
    fn update(&mut self, head: Head, generation: u8, index: u64) {
        if let Some(structure) = head.structure {
            self.active = u32::MAX >> (32 - structure.target_count());
            self.structure = Some(structure);
            self.generation = generation;
            self.updated_at = index;
        }
        if let Some(active) = head.active_targets {
            self.active = active;
            self.updated_at = index;
        }
    }
}

/// What describes a frame, by itself or by its template
struct Own {
    indications: Indications,
    references: (u64, bool),
    chains: ChainDistances,
}

/// frame_dependency_definition()
fn read_own(
    bits: &mut BitReader,
    custom: &Custom,
    template: &structure::Template,
    structure: &Structure,
) -> Option<Own> {
    let indications = match custom.indications {
        true => Indications::read(bits, structure.target_count())?,
        false => template.indications,
    };
    let references = if custom.references { read_references(bits)? } else { (template.references, false) };
    let chains = if custom.chains {
        let mut own = ChainDistances::new();
        for _ in 0..structure.chain_count() {
            own.push(bits.read(8)? as u8);
        }
        own
    } else {
        template.chains.clone()
    };
    Some(Own { indications, references, chains })
}

/// frame_fdiffs()
fn read_references(bits: &mut BitReader) -> Option<(u64, bool)> {
    let (mut near, mut far) = (0, false);
    loop {
        match bits.read(2)? {
            0 => return Some((near, far)),
            size => match 1u64.checked_shl(bits.read(4 * size)?) {
                Some(reference) => near |= reference,
                None => far = true,
            },
        }
    }
}
