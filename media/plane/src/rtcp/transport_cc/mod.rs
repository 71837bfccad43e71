//! Transport-wide congestion control (draft-holmer-rmcat-transport-wide-cc-extensions-01): one numbering for all
//! packets of a transport, and messages in which its receiver says when each of them arrived.
//!
//! `ArrivalLog` writes them for what publishers send us; `TransportFeedback` reads those about what we sent.

mod arrival_log;
mod reader;

pub use arrival_log::ArrivalLog;
pub use reader::{Status, Statuses, TransportFeedback};

use crate::clock::{MILLISECOND, Micros};

/// The reference time counts in these, in 24 bits.
pub const REFERENCE_UNIT: Micros = 64 * MILLISECOND;
pub const REFERENCE_BITS: u32 = 24;
const DELTA_UNIT: Micros = 250;

/// Packet status symbols (section 3.1.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u16)]
enum Symbol {
    Lost = 0,
    SmallDelta = 1,
    LargeDelta = 2,
}
