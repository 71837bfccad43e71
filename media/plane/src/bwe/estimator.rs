//! The estimate for one receiver: the least of what the delay, the loss and the receiver's own word (REMB) allow.
//!
//! It learns of every packet that leaves and of every message that comes back. A receiver that is silent while it is
//! sent to loses half of its estimate each second; one that lies changes its own estimate only.

use super::aimd::{MAX_RATE, MIN_RATE, Observed, RateControl};
use super::arrival::ArrivalGroups;
use super::loss::{LossLimit, Path, Told};
use super::probe::{Outcome, Prober, Situation};
use super::queue_delay::QueueDelay;
use super::sent_packets::{News, SentPacket, SentPackets};
use super::throughput::Throughput;
use super::trendline::{Trendline, Usage};
use crate::clock::{MILLISECOND, Micros, SECOND};
use crate::rtcp::transport_cc::{REFERENCE_BITS, REFERENCE_UNIT, TransportFeedback};

#[derive(Debug)]
pub struct Estimator {
    sent: SentPackets,
    groups: ArrivalGroups,
    trendline: Trendline,
    rate: RateControl,
    loss: LossLimit,
    queue: QueueDelay,
    prober: Prober,
    sending: Throughput,
    arriving: Throughput,
    remb: Option<f64>,
    wanted: f64,
    rtt: Micros,
    receiver_clock: ReceiverClock,
    hearing: Hearing,
    messages: MessageLimit,
    /// The packets that one message told of as arrived, with when; between collecting and sorting them
    arrivals: Vec<(i64, SentPacket)>,
}

/// Whether the receiver says anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hearing {
    /// Nothing was sent to it.
    Unasked,
    /// It never said anything, and was sent to since.
    Waiting(Micros),
    /// It was sent to for so long that it will not say anything.
    Mute,
    /// It has spoken of all that it could.
    Heard,
    /// It is silent, and was sent to since.
    Silent(Micros),
}

/// What is assumed of a receiver that says nothing yet, in bits per second.
pub const START_RATE: u64 = 300_000;
const MAX_MUTE: Micros = 3 * SECOND;
const MAX_SILENCE: Micros = 2 * SECOND;
const HALVING: Micros = SECOND;
const SHORT_QUEUE: Micros = 20 * MILLISECOND;
const INITIAL_RTT: Micros = 100 * MILLISECOND;
const MAX_RTT: Micros = 3 * SECOND;

impl Default for Estimator {
    fn default() -> Self {
        Self {
            sent: SentPackets::default(),
            groups: ArrivalGroups::default(),
            trendline: Trendline::default(),
            rate: RateControl::new(START_RATE as f64),
            loss: LossLimit::default(),
            queue: QueueDelay::default(),
            prober: Prober::default(),
            sending: Throughput::default(),
            arriving: Throughput::default(),
            remb: None,
            wanted: 0.0,
            rtt: INITIAL_RTT,
            receiver_clock: ReceiverClock::default(),
            hearing: Hearing::Unasked,
            messages: MessageLimit::default(),
            arrivals: Vec::new(),
        }
    }
}

impl Estimator {
    /// A packet with this transport-wide sequence number leaves.
    pub fn record_sent(&mut self, sequence: u16, bytes: usize, now: Micros) {
        let bytes = bytes.min(u16::MAX.into()) as u16;
        let probe = self.prober.record_sent(bytes.into(), now);
        self.sent.record(sequence, SentPacket { sent_at: now, bytes, probe });
        self.sending.record(bytes.into(), now as i64);
        self.listen(now);
    }

    fn listen(&mut self, now: Micros) {
        self.hearing = match self.hearing {
            Hearing::Unasked => Hearing::Waiting(now),
            Hearing::Waiting(since) if now >= since + MAX_MUTE => Hearing::Mute,
            Hearing::Heard => Hearing::Silent(now),
            Hearing::Silent(since) if now >= since + MAX_SILENCE => {
                self.rate.halve();
                Hearing::Silent(now - MAX_SILENCE + HALVING)
            }
            unchanged => unchanged,
        };
    }

    /// The receiver tells when packets arrived. False: it tells more often than anybody listens.
    pub fn take_feedback(&mut self, feedback: &TransportFeedback, now: Micros) -> bool {
        if !self.messages.take(now) {
            return false;
        }
        let told = self.collect_news(feedback, now);
        if told.packets + told.late > 0 {
            self.hearing = Hearing::Heard;
            self.look_at_arrivals();
            self.update_rate(&told, now);
        }
        true
    }

    /// The receiver says how many bits per second it can take: an upper bound, or all there is to know where it tells
    /// nothing of single packets.
    pub fn take_remb(&mut self, bitrate: u64) {
        self.remb = Some((bitrate as f64).clamp(MIN_RATE, MAX_RATE));
    }

    /// Bits per second that would be sent if the path had no limit: more than that need not be found out.
    pub fn set_wanted(&mut self, wanted: u64) {
        self.wanted = wanted as f64;
    }

    /// Bits per second; None: the receiver says nothing of what it can take.
    pub fn estimate(&self) -> Option<u64> {
        let told = match self.hearing {
            Hearing::Unasked | Hearing::Mute => None,
            Hearing::Waiting(_) | Hearing::Heard | Hearing::Silent(_) => {
                Some((self.own_estimate() * (1.0 - self.queue.relief())).max(MIN_RATE))
            }
        };
        let least = [told, self.remb].into_iter().flatten().reduce(f64::min);
        least.map(|estimate| estimate as u64)
    }

    /// Bits per second that arrived lately; None: too little was told.
    pub fn acknowledged(&self) -> Option<u64> {
        self.arriving.rate()
    }

    /// Of the path and the receiver's patience before it tells.
    pub fn rtt(&self) -> Micros {
        self.rtt
    }

    /// How many bytes more a probe needs now.
    pub fn probe_bytes_due(&self, now: Micros) -> u32 {
        self.prober.due(now)
    }

    pub fn is_probing(&self) -> bool {
        self.prober.is_sending()
    }

    /// How long packets wait in the queue of the path.
    pub fn queue_delay(&self) -> Micros {
        self.queue.get()
    }

    /// Without the receiver's own word, and before a queue is emptied
    fn own_estimate(&self) -> f64 {
        let rate = self.rate.rate();
        self.loss.limit().map_or(rate, |limit| limit.min(rate)).max(MIN_RATE)
    }

    fn collect_news(&mut self, feedback: &TransportFeedback, now: Micros) -> Told {
        let reference = self.receiver_clock.extend(feedback.reference);
        let mut told = Told::default();
        self.arrivals.clear();
        for status in feedback.statuses() {
            let Some(news) = self.sent.tell(status.sequence, status.arrival.is_some()) else {
                continue;
            };
            let (News::Arrived(packet) | News::Lost(packet) | News::Late(packet)) = news;
            let arrived_at = status.arrival.map(|arrival| reference + arrival);
            match news {
                News::Arrived(_) => told.packets += 1,
                News::Lost(_) => (told.packets, told.lost) = (told.packets + 1, told.lost + 1),
                News::Late(_) => told.late += 1,
            }
            if !matches!(news, News::Late(_)) {
                self.prober.record_told(&packet, arrived_at);
            }
            self.arrivals.extend(arrived_at.map(|at| (at, packet)));
        }
        if let Some(newest) = self.arrivals.iter().map(|(_, packet)| packet.sent_at).max() {
            let rtt = now.saturating_sub(newest).min(MAX_RTT);
            self.rtt = (7 * self.rtt + rtt) / 8;
        }
        told
    }

    fn look_at_arrivals(&mut self) {
        self.arrivals.sort_unstable_by_key(|(arrived_at, packet)| (*arrived_at, packet.sent_at));
        for (arrived_at, packet) in &self.arrivals {
            self.arriving.record(packet.bytes.into(), *arrived_at);
            self.queue.record(packet, *arrived_at);
            if let Some(delta) = self.groups.add(packet.sent_at, *arrived_at) {
                self.trendline.add(delta);
            }
        }
    }

    fn update_rate(&mut self, told: &Told, now: Micros) {
        let queue = self.queue.get();
        let usage = self.usage(queue);
        let before = self.rate.rate();
        let throughput = self.arriving.rate().map(|rate| rate as f64);
        let sending = self.sending.rate().map_or(before, |rate| rate as f64);
        let observed = Observed {
            usage,
            throughput: throughput.map(|rate| rate / (1.0 - self.loss.inherent())),
            sending,
            rtt: self.rtt,
            queue_is_empty: queue < SHORT_QUEUE,
        };
        self.rate.update(&observed, now);
        if self.rate.rate() < before {
            self.prober.note_decrease(self.rate.rate(), now);
        }
        let path = Path { arriving: throughput.unwrap_or(before), rtt: self.rtt, queue };
        self.loss.update(told, &path, self.rate.rate(), now);
        self.end_probe(&observed, now);
        let situation = Situation {
            estimate: self.own_estimate(),
            wanted: self.wanted.max(sending).min(self.remb.unwrap_or(MAX_RATE)),
            calm: usage == Usage::Normal,
        };
        self.prober.plan(&situation, now);
    }

    /// A delay that grew and is gone was no queue of the link: somebody was busy for a moment.
    fn usage(&self, queue: Micros) -> Usage {
        match self.trendline.usage() {
            _ if self.loss.is_queue_full(queue) => Usage::Over,
            Usage::Over if queue < SHORT_QUEUE => Usage::Normal,
            usage => usage,
        }
    }

    fn end_probe(&mut self, observed: &Observed, now: Micros) {
        let estimate = self.own_estimate();
        let Some(outcome) = self.prober.conclude(self.loss.inherent(), estimate, now) else {
            return;
        };
        let rate = match outcome {
            Outcome::Failed => return,
            Outcome::Passed(rate) => rate,
            // Others may have been silent for a moment.
            Outcome::Limited(rate) if rate > estimate => (estimate + rate) / 2.0,
            Outcome::Limited(rate) => return self.rate.lower_to(rate, observed),
        };
        if observed.usage != Usage::Over {
            self.rate.raise_to(rate);
            self.loss.lift(rate);
        }
    }
}

/// The receiver's clock, of which each message gives 24 bits.
#[derive(Debug, Default)]
struct ReceiverClock {
    reference: Option<i64>,
}

impl ReceiverClock {
    /// Ten minutes. A clock that jumps further was set anew.
    const MAX_JUMP: i64 = 600 * SECOND as i64 / REFERENCE_UNIT as i64;

    /// In microseconds
    fn extend(&mut self, reference: u32) -> i64 {
        let shift = u32::BITS - REFERENCE_BITS;
        let extended = match self.reference {
            None => i64::from(reference),
            Some(last) => {
                let jump = i64::from((reference.wrapping_sub(last as u32) << shift) as i32 >> shift);
                if jump.abs() <= Self::MAX_JUMP { last + jump } else { i64::from(reference) }
            }
        };
        self.reference = Some(extended);
        extended * REFERENCE_UNIT as i64
    }
}

/// Messages cost time to read, and who sends many would take it from others.
#[derive(Debug, Default)]
struct MessageLimit {
    second: u64,
    taken: u32,
}

impl MessageLimit {
    /// Browsers send up to twenty.
    const PER_SECOND: u32 = 200;

    fn take(&mut self, now: Micros) -> bool {
        if now / SECOND != self.second {
            *self = Self { second: now / SECOND, taken: 0 };
        }
        self.taken += 1;
        self.taken <= Self::PER_SECOND
    }
}
