//! One subscriber: audio that always flows, video that takes what the estimate leaves, paced; and a receiver that tells
//! by real messages when packets arrived.

use std::collections::VecDeque;

use super::network::{Chance, Datagram, Link};
use crate::bwe::estimator::{Estimator, START_RATE};
use crate::clock::{MILLISECOND, Micros, SECOND};
use crate::pacer::{Lane, Pacer};
use crate::rtcp::transport_cc::ArrivalLog;
use crate::rtcp::{Packet, packets};

pub struct Flow {
    number: usize,
    pub estimator: Estimator,
    pacer: Pacer<usize>,
    sequence: u16,
    /// Bits per second that video would take
    pub video: u64,
    audio_at: Micros,
    picture_at: Micros,
    arrivals: ArrivalLog,
    feedback_at: Micros,
    /// Messages on their way back
    feedback: VecDeque<(Micros, Vec<u8>)>,
    feedback_delay: Micros,
    /// Nothing comes back.
    pub deaf: bool,
    chance: Chance,
    pub received_bytes: u64,
    pub received_audio: u64,
    pub sent_bytes: u64,
    pub sent_audio: u64,
    pub sent_padding: u64,
    /// The receiver tells that all arrives that is sent, and at once.
    pub lies: bool,
}

const AUDIO: usize = 120;
const PADDING: usize = 300;
const MTU: usize = 1_200;
const CLOCKS_DIFFER: Micros = 12_345_678;

impl Flow {
    pub fn new(number: usize, video: u64, seed: u64) -> Self {
        Self {
            number,
            estimator: Estimator::default(),
            pacer: Pacer::new(START_RATE, 0),
            sequence: 0xff00,
            video,
            audio_at: number as Micros * 3_000,
            picture_at: number as Micros * 7_000,
            arrivals: ArrivalLog::default(),
            feedback_at: 0,
            feedback: VecDeque::new(),
            feedback_delay: 25 * MILLISECOND,
            deaf: false,
            chance: Chance(1_000 * seed + number as u64),
            received_bytes: 0,
            received_audio: 0,
            sent_bytes: 0,
            sent_audio: 0,
            sent_padding: 0,
            lies: false,
        }
    }

    pub fn estimate(&self) -> u64 {
        self.estimator.estimate().unwrap_or(START_RATE)
    }

    pub fn send(&mut self, link: &mut Link, now: Micros) {
        self.pacer.set_estimate(self.estimate());
        if now >= self.audio_at {
            self.audio_at += 20 * MILLISECOND;
            self.sent_audio += 1;
            self.leave(AUDIO, link, now);
        }
        if now >= self.picture_at {
            self.picture_at += SECOND / 30;
            self.send_picture(link, now);
        }
        if self.pacer.next_at().is_some_and(|at| now >= at) {
            while let Some(bytes) = self.pacer.next(now) {
                self.leave(bytes, link, now);
            }
        }
        while self.estimator.probe_bytes_due(now) > 0 {
            self.sent_padding += PADDING as u64;
            self.leave(PADDING, link, now);
        }
    }

    /// Sizes vary by a third, and every hundredth picture is five times as large.
    fn send_picture(&mut self, link: &mut Link, now: Micros) {
        let audio = (AUDIO * 8 * 50) as u64;
        let rate = self.estimate().saturating_sub(audio).min(self.video);
        self.estimator.set_wanted(self.video + audio);
        let mut size = (rate / 8 / 30) as f64 * (0.7 + 0.6 * self.chance.next());
        if self.chance.next() < 0.01 {
            size *= 5.0;
        }
        let mut left = size as usize;
        while left > 0 {
            let bytes = left.min(MTU);
            left -= bytes;
            if self.pacer.is_open(now) {
                self.leave(bytes, link, now);
            } else {
                self.pacer.push(Lane::Media, bytes, bytes);
            }
        }
    }

    fn leave(&mut self, bytes: usize, link: &mut Link, now: Micros) {
        self.pacer.spend(bytes);
        self.sent_bytes += bytes as u64;
        self.estimator.record_sent(self.sequence, bytes, now);
        link.send(Datagram { flow: self.number, sequence: self.sequence, bytes });
        if self.lies {
            self.arrivals.record(self.sequence, now + CLOCKS_DIFFER);
        }
        self.sequence = self.sequence.wrapping_add(1);
    }

    pub fn receive(&mut self, datagram: Datagram, now: Micros) {
        self.received_bytes += datagram.bytes as u64;
        self.received_audio += u64::from(datagram.bytes == AUDIO);
        self.arrivals.record(datagram.sequence, now + CLOCKS_DIFFER);
    }

    pub fn exchange_feedback(&mut self, now: Micros) {
        if now >= self.feedback_at {
            self.feedback_at = now + 50 * MILLISECOND;
            let mut message = Vec::new();
            while self.arrivals.write_feedback(&mut message, 1, 2) {}
            if !self.deaf && !message.is_empty() {
                self.feedback.push_back((now + self.feedback_delay, message));
            }
        }
        while let Some((_, message)) = self.feedback.pop_front_if(|(at, _)| *at <= now) {
            self.hear(&message, now);
        }
    }

    fn hear(&mut self, message: &[u8], now: Micros) {
        for packet in packets(message) {
            match packet {
                Ok(Packet::TransportFeedback(feedback)) => {
                    assert!(self.estimator.take_feedback(&feedback, now))
                }
                other => panic!("no transport feedback but {other:?}"),
            }
        }
    }
}
