//! How good each peer's line is: what was lost of its packets, and what it says that it lost of ours.

use super::Forwarder;
use crate::clock::Micros;
use crate::statistics::LineReport;

impl Forwarder {
    /// Of every transport of which anything is known.
    pub fn lines(&self, now: Micros) -> Vec<LineReport> {
        let known = self.transports.iter().filter_map(|(_, transport)| {
            let line = &transport.line;
            let (lost_in, lost_out) = (line.lost_in.fraction(now), line.lost_out.fraction(now));
            lost_in.or(lost_out).map(|_| LineReport {
                transport: transport.id,
                loss_in: lost_in.unwrap_or(0),
                loss_out: lost_out.unwrap_or(0),
                rtt_us: line.rtt_us,
            })
        });
        known.collect()
    }
}
