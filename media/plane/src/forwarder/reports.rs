//! What is told regularly: publishers hear what arrived and when, receivers hear how timestamps relate to time.

use arrayvec::ArrayVec;

use super::Forwarder;
use crate::clock::Micros;
use crate::egress::Outlet;
use crate::rtcp::reports::{
    MAX_BLOCKS, ReportBlock, SenderInfo, write_cname, write_receiver_report, write_sender_report,
};
use crate::transport::{OutputKey, TransportKey};

impl Forwarder {
    /// Tell every publisher when its packets arrived (transport-wide feedback).
    pub(super) fn send_transport_feedback(&mut self, outlet: &mut impl Outlet) {
        let pending = self.transports.iter().filter(|(_, transport)| !transport.arrivals.is_empty());
        let pending: Vec<_> = pending.map(|(key, _)| key).collect();
        for key in pending {
            let transport = &mut self.transports[key];
            let media_ssrc = transport.streams.iter().find_map(|stream| self.streams[*stream].ssrc);
            let ssrc = transport.ssrc;
            let mut arrivals = std::mem::take(&mut transport.arrivals);
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

    /// Reports of one transport: on all that it sends, and on all that it receives.
    pub(super) fn send_reports(&mut self, transport: TransportKey, now: Micros, outlet: &mut impl Outlet) {
        let cname = std::mem::take(&mut self.cname);
        let (ssrc, blocks) = (self.transports[transport].ssrc, self.report_blocks(transport, now));
        if !blocks.is_empty() {
            self.queue_rtcp(transport, outlet, |buffer| {
                write_receiver_report(buffer, ssrc, &blocks);
                write_cname(buffer, ssrc, cname.as_bytes());
            });
        }
        for position in 0..self.transports[transport].outputs.len() {
            let output = self.transports[transport].outputs[position];
            if let Some(info) = self.sender_info(output, now) {
                let ssrc = self.outputs[output].ssrc;
                self.queue_rtcp(transport, outlet, |buffer| {
                    write_sender_report(buffer, ssrc, &info);
                    write_cname(buffer, ssrc, cname.as_bytes());
                });
            }
        }
        self.cname = cname;
        if let Some(path) = self.transports[transport].path {
            self.flush(transport, path, outlet);
        }
    }

    /// Look at how much came and went, once per second.
    pub(super) fn sample_rates(&mut self, transport: TransportKey, now: Micros) {
        let transport = &mut self.transports[transport];
        for stream in &transport.streams {
            let stream = &mut self.streams[*stream];
            stream.rate.sample(stream.reception.bytes, now);
        }
        for output in &transport.outputs {
            self.outputs[*output].sample_rate(now);
        }
        transport.line.sent.sample(transport.line.bytes_sent, now);
    }

    fn report_blocks(&mut self, transport: TransportKey, now: Micros) -> ArrayVec<ReportBlock, MAX_BLOCKS> {
        let mut blocks = ArrayVec::new();
        let (mut expected, mut lost) = (0, 0);
        for key in &self.transports[transport].streams {
            let stream = &mut self.streams[*key];
            if let (Some(ssrc), true, false) = (stream.ssrc, stream.reception.packets > 0, blocks.is_full()) {
                let (last_report, delay) = stream.sender_report.map_or((0, 0), |report| report.answer(now));
                blocks.push(stream.reception.report(ssrc, last_report, delay));
                expected += stream.reception.interval.0;
                lost += stream.reception.interval.1;
            }
        }
        self.transports[transport].line.lost_in.record(expected, lost, now);
        blocks
    }

    /// None while nothing is shown, or while its publisher has not told its time.
    fn sender_info(&self, output: OutputKey, now: Micros) -> Option<SenderInfo> {
        let output = &self.outputs[output];
        let stream = &self.streams[output.encodings.shown()?];
        let clock = &self.transports[stream.transport].clock;
        let timestamp = stream.sender_report?.timestamp_at(now, clock, stream.clock_rate)?;
        output.sender_info(self.clock.ntp(now), timestamp)
    }
}
