//! Probes: for a moment more is sent than the estimate allows, and how it arrives tells whether more would pass.
//!
//! Without them an estimate never rises above what happens to be sent. They are made only while somebody could use
//! more, follow each other at once while they succeed, and become rare where they fail or do harm.

use super::sent_packets::{ProbeId, SentPacket};
use crate::clock::{MILLISECOND, Micros, SECOND};

#[derive(Debug)]
pub struct Prober {
    probe: Option<Probe>,
    ids: ProbeId,
    next_at: Micros,
    interval: Micros,
    /// When a probe raised the rate last, and to what
    raised: Option<(Micros, f64)>,
}

/// What is known when a probe is thought of. Bits per second.
#[derive(Debug, Clone, Copy)]
pub struct Situation {
    pub estimate: f64,
    /// What would be sent if the link had no limit
    pub wanted: f64,
    /// The queue of the path rests.
    pub calm: bool,
}

/// Bits per second
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Outcome {
    /// All of it passed.
    Passed(f64),
    /// The link let through no more than this.
    Limited(f64),
    /// Too little arrived to say anything.
    Failed,
}

#[derive(Debug)]
struct Probe {
    id: ProbeId,
    /// Bits per second
    target: f64,
    started: Micros,
    duration: Micros,
    finished: bool,
    sent: Sent,
    arrived: Arrived,
    told: u32,
}

/// Packets that leave at the same moment are a burst. Time begins to run with the first one, whose bytes therefore do
/// not count, on neither side.
#[derive(Debug, Default)]
struct Sent {
    bytes: u32,
    first_at: Micros,
    first_burst: u32,
    last_at: Micros,
}

#[derive(Debug, Default)]
struct Arrived {
    bytes: u32,
    first_burst: u32,
    first_burst_at: Option<i64>,
    last_at: Option<i64>,
}

const MIN_DURATION: Micros = 25 * MILLISECOND;
/// Fewer say little of a slow link.
const MIN_BITS: f64 = 1_500.0 * 8.0;
/// How often a part of a probe is sent.
pub const STEP: Micros = 2 * MILLISECOND;
/// A probe that is not told of by then never will be.
const PATIENCE: Micros = SECOND;
const FACTOR: f64 = 2.0;
/// A rate that is not this much below what is wanted is good enough.
const WORTH_IT: f64 = 1.05;
/// No need to know how much more than everything would pass.
const MARGIN: f64 = 1.1;
/// Less than this part of what was sent means that the link is full.
const PASSES: f64 = 0.9;
/// What a full link let through for a moment is not all there for us.
const USABLE: f64 = 0.95;
const MIN_ARRIVED: f64 = 0.6;
const MIN_BURSTS: u32 = 3;
const FIRST_INTERVAL: Micros = 2 * SECOND;
const MAX_INTERVAL_AFTER_FAILURE: Micros = 5 * SECOND;
const MAX_INTERVAL_AFTER_HARM: Micros = 20 * SECOND;
/// A queue that grows so soon after a probe succeeded was not told of by it: a shaper let its burst pass.
const BLAMED: Micros = 5 * SECOND;
/// Falling below this part of what a probe raised the rate to. A full link falls to more.
const HARM: f64 = 0.5;
const AFTER_DECREASE: Micros = 300 * MILLISECOND;

impl Default for Prober {
    fn default() -> Self {
        Self { probe: None, ids: 0, next_at: 0, interval: FIRST_INTERVAL, raised: None }
    }
}

impl Prober {
    /// Begin a probe, if it is time for one.
    pub fn plan(&mut self, situation: &Situation, now: Micros) {
        let Situation { estimate, wanted, calm } = *situation;
        if self.probe.is_some() || now < self.next_at || !calm || wanted < estimate * WORTH_IT {
            return;
        }
        self.ids = self.ids.wrapping_add(1);
        let target = (estimate * FACTOR).min(wanted * MARGIN);
        self.probe = Some(Probe {
            id: self.ids,
            target,
            started: now,
            duration: MIN_DURATION.max((MIN_BITS / target * SECOND as f64) as Micros),
            finished: false,
            sent: Sent::default(),
            arrived: Arrived::default(),
            told: 0,
        });
    }

    /// How many bytes the probe that is being sent lacks at this moment.
    pub fn due(&self, now: Micros) -> u32 {
        let Some(probe) = self.probe.as_ref().filter(|probe| !probe.finished) else {
            return 0;
        };
        let passed = (now + STEP).saturating_sub(probe.started).min(probe.duration);
        let bytes = probe.target * passed as f64 / (8 * SECOND) as f64;
        (bytes as u32).saturating_sub(probe.sent.bytes)
    }

    pub fn is_sending(&self) -> bool {
        self.probe.as_ref().is_some_and(|probe| !probe.finished)
    }

    /// A packet leaves, whatever is in it. Gives the probe that it is part of.
    pub fn record_sent(&mut self, bytes: u32, now: Micros) -> Option<ProbeId> {
        let probe = self.probe.as_mut().filter(|probe| !probe.finished)?;
        if now >= probe.started + probe.duration {
            probe.finished = true;
            return None;
        }
        let sent = &mut probe.sent;
        if sent.bytes == 0 {
            sent.first_at = now;
        }
        if sent.first_at == now {
            sent.first_burst += bytes;
        }
        sent.last_at = now;
        sent.bytes += bytes;
        Some(probe.id)
    }

    /// The receiver told of a packet. `arrived_at`: by its clock; None: lost.
    pub fn record_told(&mut self, packet: &SentPacket, arrived_at: Option<i64>) {
        let Some(probe) = self.probe.as_mut().filter(|probe| packet.probe == Some(probe.id)) else {
            return;
        };
        let bytes = u32::from(packet.bytes);
        probe.told += bytes;
        let Some(at) = arrived_at else {
            return;
        };
        let arrived = &mut probe.arrived;
        arrived.bytes += bytes;
        if packet.sent_at == probe.sent.first_at {
            arrived.first_burst += bytes;
            arrived.first_burst_at = arrived.first_burst_at.max(Some(at));
        }
        arrived.last_at = arrived.last_at.max(Some(at));
    }

    /// The outcome of a probe that is over. `inherent_loss`: the part of all packets that the link loses anyway.
    pub fn conclude(&mut self, inherent_loss: f64, estimate: f64, now: Micros) -> Option<Outcome> {
        let probe = self.probe.as_mut()?;
        probe.finished |= now >= probe.started + probe.duration;
        let told_of_all = probe.finished && probe.told >= probe.sent.bytes;
        if !told_of_all && now < probe.started + PATIENCE {
            return None;
        }
        let outcome = probe.outcome(inherent_loss);
        let target = probe.target;
        self.probe = None;
        self.plan_next(outcome, target, estimate, now);
        Some(outcome)
    }

    /// The rate was decreased to `rate`, because a queue grew.
    pub fn note_decrease(&mut self, rate: f64, now: Micros) {
        if self.raised.take_if(|(at, to)| now < *at + BLAMED && rate < HARM * *to).is_some() {
            self.interval = (2 * self.interval).min(MAX_INTERVAL_AFTER_HARM);
            self.next_at = now + self.interval;
        }
        self.next_at = self.next_at.max(now + AFTER_DECREASE);
    }

    fn plan_next(&mut self, outcome: Outcome, target: f64, estimate: f64, now: Micros) {
        match outcome {
            Outcome::Passed(rate) | Outcome::Limited(rate) if rate > estimate * WORTH_IT => {
                if self.raised.is_some_and(|(at, _)| now >= at + BLAMED) {
                    self.interval = FIRST_INTERVAL;
                }
                self.raised = Some((now, rate));
                let go_on = matches!(outcome, Outcome::Passed(_)) && rate > PASSES * target;
                self.next_at = if go_on { now } else { now + self.interval };
            }
            _ => {
                let longer = self.interval * 3 / 2;
                self.interval = self.interval.max(longer.min(MAX_INTERVAL_AFTER_FAILURE));
                self.next_at = now + self.interval;
            }
        }
    }
}

impl Probe {
    fn outcome(&self, inherent_loss: f64) -> Outcome {
        let Self { sent, arrived, .. } = self;
        let (Some(first_burst_at), Some(last_at)) = (arrived.first_burst_at, arrived.last_at) else {
            return Outcome::Failed;
        };
        let expected = f64::from(sent.bytes) * (1.0 - inherent_loss);
        let sending = sent.last_at - sent.first_at;
        if f64::from(arrived.bytes) < MIN_ARRIVED * expected || sending < u64::from(MIN_BURSTS) * STEP {
            return Outcome::Failed;
        }
        let receiving = (last_at - first_burst_at).max(1) as f64;
        let sent_rate = rate(sent.bytes - sent.first_burst, sending as f64);
        let received_rate = rate(arrived.bytes - arrived.first_burst, receiving) / (1.0 - inherent_loss);
        if received_rate < PASSES * sent_rate {
            Outcome::Limited(USABLE * received_rate)
        } else {
            Outcome::Passed(sent_rate.min(received_rate))
        }
    }
}

/// Bits per second, of bytes and microseconds
fn rate(bytes: u32, span: f64) -> f64 {
    f64::from(bytes) * 8.0 * SECOND as f64 / span
}

#[cfg(test)]
mod tests;
