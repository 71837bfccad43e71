//! What happens when nothing arrives: requests are repeated soon, feedback and reports go out regularly.

use std::collections::VecDeque;

use super::Forwarder;
use crate::clock::{MILLISECOND, Micros};
use crate::egress::Outlet;
use crate::transport::{StreamKey, TransportKey};

/// How often streams that wait for something are looked at.
const RETRY: Micros = 20 * MILLISECOND;
/// How often publishers are told what arrived when, while something arrives. Congestion control of browsers wants
/// 50 to 250 ms.
const FEEDBACK: Micros = 50 * MILLISECOND;
/// Each transport has its reports once per second; a tenth of them at a time, so that nobody waits for all.
const REPORT_SLOT: Micros = 100 * MILLISECOND;
const REPORT_SLOTS: usize = 10;
/// How often it is looked at which encodings flow.
pub(super) const REVIEW: Micros = 250 * MILLISECOND;

#[derive(Debug, Default)]
pub(super) struct Timers {
    retry_at: Option<Micros>,
    feedback_at: Option<Micros>,
    reports_at: Option<Micros>,
    report_slot: usize,
    review_at: Option<Micros>,
    pace_at: Option<Micros>,
    /// Transports with packets that wait to be sent, or with a probe
    paced: VecDeque<TransportKey>,
    /// Streams that wait for a keyframe to be asked for, or for packets to come again
    watched: Vec<StreamKey>,
}

impl Timers {
    pub(super) fn watch_stream(&mut self, stream: StreamKey, now: Micros) {
        self.retry_at.get_or_insert(now + RETRY);
        if !self.watched.contains(&stream) {
            self.watched.push(stream);
        }
    }

    pub(super) fn forget_stream(&mut self, stream: StreamKey) {
        self.watched.retain(|other| *other != stream);
    }

    pub(super) fn feedback_is_due(&mut self, now: Micros) {
        self.feedback_at.get_or_insert(now + FEEDBACK);
    }

    pub(super) fn reports_are_due(&mut self, now: Micros) {
        self.reports_at.get_or_insert(now + REPORT_SLOT);
    }

    pub(super) fn pace(&mut self, transport: TransportKey, at: Micros) {
        self.paced.push_back(transport);
        self.pace_at = Some(self.pace_at.map_or(at, |due| due.min(at)));
    }

    pub(super) fn forget_transport(&mut self, transport: TransportKey) {
        self.paced.retain(|other| *other != transport);
    }

    /// Layers are to be looked at, at the latest then.
    pub(super) fn review_is_due(&mut self, at: Micros) {
        self.review_at = Some(self.review_at.map_or(at, |due| due.min(at)));
    }
}

impl Forwarder {
    /// When `tick` wants to be called, if nothing else happens.
    pub fn next_deadline(&self) -> Option<Micros> {
        let Timers { retry_at, feedback_at, reports_at, review_at, pace_at, .. } = self.timers;
        [retry_at, feedback_at, reports_at, review_at, pace_at].into_iter().flatten().min()
    }

    pub fn tick(&mut self, now: Micros, outlet: &mut impl Outlet) {
        if self.timers.pace_at.is_some_and(|at| now >= at) {
            self.timers.pace_at = None;
            for _ in 0..self.timers.paced.len() {
                if let Some(transport) = self.timers.paced.pop_front() {
                    self.send_waiting(transport, now, outlet);
                }
            }
        }
        if self.timers.retry_at.is_some_and(|at| now >= at) {
            self.timers.retry_at = None;
            for stream in std::mem::take(&mut self.timers.watched) {
                self.request_from_publisher(stream, now, outlet);
            }
        }
        if self.timers.review_at.is_some_and(|at| now >= at) {
            self.timers.review_at = (!self.outputs.is_empty()).then_some(now + REVIEW);
            self.review_layers(now, outlet);
        }
        if self.timers.feedback_at.is_some_and(|at| now >= at) {
            self.timers.feedback_at = None;
            self.send_transport_feedback(outlet);
        }
        if self.timers.reports_at.is_some_and(|at| now >= at) {
            self.timers.reports_at = None;
            self.send_slot_of_reports(now, outlet);
        }
    }

    fn send_slot_of_reports(&mut self, now: Micros, outlet: &mut impl Outlet) {
        let slot = self.timers.report_slot;
        self.timers.report_slot = (slot + 1) % REPORT_SLOTS;
        let keys = self.transports.iter().map(|(key, _)| key).filter(|key| key % REPORT_SLOTS == slot);
        let keys: Vec<TransportKey> = keys.collect();
        for transport in keys {
            self.send_reports(transport, now, outlet);
            self.sample_rates(transport, now);
        }
        if !self.transports.is_empty() {
            self.timers.reports_are_due(now);
        }
    }
}
