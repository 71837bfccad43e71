//! What happens when nothing arrives: retries soon, feedback and reports regularly.

use super::Forwarder;
use crate::clock::{MILLISECOND, Micros};
use crate::egress::Outlet;
use crate::transport::StreamKey;

/// How often streams that wait for something are looked at.
const RETRY: Micros = 20 * MILLISECOND;
/// How often publishers are told what arrived when.
const FEEDBACK: Micros = 50 * MILLISECOND;

#[derive(Debug, Default)]
pub(super) struct Timers {
    retry_at: Option<Micros>,
    feedback_at: Option<Micros>,
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
}

impl Forwarder {
    /// When `tick` wants to be called, if nothing else happens.
    pub fn next_deadline(&self) -> Option<Micros> {
        [self.timers.retry_at, self.timers.feedback_at].into_iter().flatten().min()
    }

    pub fn tick(&mut self, now: Micros, outlet: &mut impl Outlet) {
        if self.timers.retry_at.is_some_and(|at| now >= at) {
            self.timers.retry_at = None;
            for stream in std::mem::take(&mut self.timers.watched) {
                self.request_wanted_keyframe(stream, now, outlet);
            }
        }
        if self.timers.feedback_at.is_some_and(|at| now >= at) {
            self.timers.feedback_at = None;
            self.send_transport_feedback(outlet);
        }
    }

    fn send_transport_feedback(&mut self, outlet: &mut impl Outlet) {
        let pending = self.transports.iter().filter(|(_, transport)| !transport.arrivals.is_empty());
        let pending: Vec<_> = pending.map(|(key, _)| key).collect();
        for key in pending {
            let transport = &mut self.transports[key];
            let media_ssrc = transport.streams.iter().find_map(|stream| self.streams[*stream].ssrc);
            let mut arrivals = std::mem::take(&mut transport.arrivals);
            let ssrc = transport.ssrc;
            loop {
                let mut written = false;
                self.send_rtcp(key, outlet, |buffer| {
                    written = arrivals.write_feedback(buffer, ssrc, media_ssrc.unwrap_or(0));
                });
                if !written {
                    break;
                }
            }
            self.transports[key].arrivals = arrivals;
        }
    }
}
