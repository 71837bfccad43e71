//! What receivers may say: little, nothing, nonsense.

use proptest::prelude::*;

use crate::bwe::estimator::{Estimator, START_RATE};
use crate::clock::{MILLISECOND, Micros, SECOND};
use crate::rtcp::transport_cc::ArrivalLog;
use crate::rtcp::{Packet, packets};

const PACKET: usize = 1_200;

/// Send a packet every 20 ms, and let `tell` note arrivals; a message comes back every 100 ms.
fn exchange(
    estimator: &mut Estimator,
    from: Micros,
    until: Micros,
    mut tell: impl FnMut(&mut ArrivalLog, u16, Micros),
) {
    let mut log = ArrivalLog::default();
    for now in (from..until).step_by(20 * MILLISECOND as usize) {
        let sequence = (now / (20 * MILLISECOND)) as u16;
        estimator.record_sent(sequence, PACKET, now);
        tell(&mut log, sequence, now + 50 * MILLISECOND);
        if now.is_multiple_of(100 * MILLISECOND) {
            deliver(estimator, &mut log, now + 70 * MILLISECOND);
        }
    }
}

fn deliver(estimator: &mut Estimator, log: &mut ArrivalLog, now: Micros) {
    let mut message = Vec::new();
    while log.write_feedback(&mut message, 1, 2) {}
    assert!(hear(estimator, &message, now));
}

fn hear(estimator: &mut Estimator, message: &[u8], now: Micros) -> bool {
    packets(message).all(|packet| match packet {
        Ok(Packet::TransportFeedback(feedback)) => estimator.take_feedback(&feedback, now),
        _ => true,
    })
}

#[test]
fn a_receiver_that_was_sent_nothing_has_no_estimate_and_a_new_one_starts_low() {
    let mut estimator = Estimator::default();
    assert_eq!(estimator.estimate(), None);
    estimator.record_sent(1, PACKET, 0);
    assert_eq!(estimator.estimate(), Some(START_RATE));
    assert_eq!(estimator.acknowledged(), None);
}

#[test]
fn a_receiver_that_never_says_anything_is_not_limited() {
    let mut estimator = Estimator::default();
    for step in 0..200 {
        estimator.record_sent(step, PACKET, Micros::from(step) * 20 * MILLISECOND);
    }
    assert_eq!(estimator.estimate(), None);
}

#[test]
fn what_arrives_and_the_round_trip_are_known() {
    let mut estimator = Estimator::default();
    exchange(&mut estimator, 0, 10 * SECOND, |log, sequence, at| log.record(sequence, at));
    let acknowledged = estimator.acknowledged().unwrap();
    assert!(acknowledged.abs_diff(480_000) < 40_000, "{acknowledged}");
    assert!((60 * MILLISECOND..130 * MILLISECOND).contains(&estimator.rtt()), "{}", estimator.rtt());
    assert_eq!(estimator.queue_delay(), 0);
}

#[test]
fn a_delay_that_grows_lowers_the_estimate() {
    let mut estimator = Estimator::default();
    let mut delay = 0;
    exchange(&mut estimator, 0, 5 * SECOND, |log, sequence, at| log.record(sequence, at));
    let before = estimator.estimate().unwrap();
    exchange(&mut estimator, 5 * SECOND, 7 * SECOND, |log, sequence, at| {
        delay += 4 * MILLISECOND;
        log.record(sequence, at + delay);
    });
    let after = estimator.estimate().unwrap();
    assert!(after < before * 85 / 100, "{before} to {after}");
    assert!(estimator.queue_delay() > 300 * MILLISECOND);
}

#[test]
fn remb_alone_is_the_estimate_and_beside_feedback_its_upper_bound() {
    let mut estimator = Estimator::default();
    estimator.take_remb(700_000);
    assert_eq!(estimator.estimate(), Some(700_000));
    estimator.record_sent(1, PACKET, 0);
    assert_eq!(estimator.estimate(), Some(START_RATE));
    estimator.take_remb(200_000);
    assert_eq!(estimator.estimate(), Some(200_000));
}

/// M12
#[test]
fn absurd_remb_is_as_little_or_as_much_as_makes_sense() {
    let mut estimator = Estimator::default();
    estimator.take_remb(0);
    assert_eq!(estimator.estimate(), Some(30_000));
    estimator.take_remb(u64::MAX);
    assert_eq!(estimator.estimate(), Some(50_000_000));
}

/// M12
#[test]
fn feedback_about_packets_that_nobody_sent_changes_nothing() {
    let mut estimator = Estimator::default();
    exchange(&mut estimator, 0, 2 * SECOND, |log, sequence, at| log.record(sequence, at));
    let before = estimator.estimate();
    let mut log = ArrivalLog::default();
    for sequence in 30_000..31_000 {
        log.record(sequence, SECOND + Micros::from(sequence) * 1_000);
    }
    deliver(&mut estimator, &mut log, 2 * SECOND);
    assert_eq!(estimator.estimate(), before);
}

/// M12
#[test]
fn the_same_message_again_changes_nothing() {
    let mut estimator = Estimator::default();
    let mut log = ArrivalLog::default();
    for sequence in 0..100 {
        estimator.record_sent(sequence, PACKET, Micros::from(sequence) * 5 * MILLISECOND);
        log.record(sequence, Micros::from(sequence) * 20 * MILLISECOND);
    }
    let mut message = Vec::new();
    log.write_feedback(&mut message, 1, 2);
    assert!(hear(&mut estimator, &message, 2 * SECOND));
    let before = estimator.estimate();
    for _ in 0..50 {
        assert!(hear(&mut estimator, &message, 2 * SECOND));
    }
    assert_eq!(estimator.estimate(), before);
}

/// M12
#[test]
fn a_flood_of_messages_is_not_read() {
    let mut estimator = Estimator::default();
    let mut log = ArrivalLog::default();
    log.record(1, 0);
    let mut message = Vec::new();
    log.write_feedback(&mut message, 1, 2);
    let read = (0..1_000).filter(|_| hear(&mut estimator, &message, SECOND)).count();
    assert_eq!(read, 200);
    assert!(hear(&mut estimator, &message, 2 * SECOND));
}

#[test]
fn the_receivers_clock_may_wrap_and_jump() {
    let wrap = (1u64 << 24) * 64 * MILLISECOND;
    for offset in [wrap - SECOND, 5 * wrap - 3 * SECOND, 0] {
        let mut estimator = Estimator::default();
        exchange(&mut estimator, 0, 10 * SECOND, |log, sequence, at| {
            let jump = if at > 7 * SECOND { 3_600 * SECOND } else { 0 };
            log.record(sequence, offset + at + jump);
        });
        assert!(estimator.estimate().unwrap() >= START_RATE, "{:?}", estimator.estimate());
        let acknowledged = estimator.acknowledged().unwrap();
        assert!(acknowledged.abs_diff(480_000) < 40_000, "{acknowledged}");
    }
}

proptest! {
    /// M12, F12: whatever is claimed of the arrivals, the numbers stay within their bounds.
    #[test]
    fn any_feedback_leaves_an_estimate_that_makes_sense(
        messages in proptest::collection::vec(
            (proptest::collection::vec(any::<u8>(), 8..200), any::<bool>(), 0..500 * MILLISECOND), 0..60,
        ),
    ) {
        let mut estimator = Estimator::default();
        let (mut now, mut sequence) = (0, 0u16);
        for (mut information, honest_base, after) in messages {
            now += after;
            for _ in 0..20 {
                estimator.record_sent(sequence, PACKET, now);
                sequence = sequence.wrapping_add(1);
            }
            if honest_base {
                information[..2].copy_from_slice(&sequence.wrapping_sub(20).to_be_bytes());
                information[2..4].copy_from_slice(&20u16.to_be_bytes());
            }
            information.truncate(information.len() / 4 * 4);
            let words = (information.len() / 4 + 2) as u8;
            let message = [&[0x8f, 205, 0, words, 0, 0, 0, 1, 0, 0, 0, 2][..], &information].concat();
            hear(&mut estimator, &message, now);
            let estimate = estimator.estimate().unwrap_or(START_RATE);
            prop_assert!((30_000..=50_000_000).contains(&estimate), "{estimate}");
            prop_assert!(estimator.probe_bytes_due(now) < 1_000_000);
            prop_assert!(estimator.rtt() <= 3 * SECOND);
        }
    }
}
