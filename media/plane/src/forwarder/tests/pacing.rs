//! What receivers say that they can take, and what waits for it.

use proptest::prelude::*;

use super::simulcast::say;
use super::*;
use crate::clock::{MILLISECOND, SECOND};
use crate::packet::Kind;
use crate::rtcp::feedback::write_nack;
use crate::rtcp::transport_cc::ArrivalLog;

const AUDIO_SSRC: u32 = 0x2000;
const AUDIO_OUT_SSRC: u32 = 0x6000;
const AUDIO: u8 = 111;
const LONGEST_QUEUE: Micros = 500 * MILLISECOND;
const OPUS: Payload = Payload { codec: Codec::Opus, payload_type: AUDIO, rtx_payload_type: None };

/// Packets are numbered across streams.
fn numbered() -> ExtensionIds {
    ExtensionIds { transport_cc: Some(3), ..ExtensionIds::default() }
}

/// A camera and a microphone, and somebody who gets both and tells when they arrive.
struct Call {
    world: World,
    publisher: Peer,
    subscriber: Peer,
    pictures: u64,
    voices: u64,
}

impl Call {
    fn new(extensions: ExtensionIds) -> Self {
        let mut world = World::new();
        let (publisher, subscriber) = (Peer::join(&mut world, 1), Peer::join(&mut world, 2));
        world.apply(Command::AddStream(stream(1, &publisher)));
        world.apply(Command::AddStream(StreamDescription {
            mid: "1".into(),
            ssrc: Some(AUDIO_SSRC),
            rtx_ssrc: None,
            payloads: vec![OPUS],
            clock_rate: 48_000,
            nack: false,
            ..stream(2, &publisher)
        }));
        world.apply(Command::AddOutput(OutputDescription { extensions, ..output(1, &subscriber) }));
        world.apply(Command::AddOutput(OutputDescription {
            kind: Kind::Audio,
            mid: "1".into(),
            ssrc: AUDIO_OUT_SSRC,
            rtx_ssrc: None,
            payloads: vec![OPUS],
            clock_rate: 48_000,
            extensions,
            ..output(2, &subscriber)
        }));
        for number in [1, 2] {
            world.apply(Command::Route { output: number, streams: vec![number] });
        }
        Self { world, publisher, subscriber, pictures: 0, voices: 0 }
    }

    /// A picture of so many packets of 1000 bytes.
    fn show(&mut self, packets: usize, keyframe: bool) {
        let timestamp = (self.world.now * 9 / 100) as u32;
        let batch: Vec<Vec<u8>> = (0..packets)
            .map(|position| {
                self.pictures += 1;
                let mut payload = picture(self.pictures, keyframe && position == 0);
                payload.resize(1_000, 0);
                self.publisher.rtp(self.pictures, SSRC, VIDEO, timestamp, &payload)
            })
            .collect();
        self.world.receive(self.publisher.remote, &batch);
    }

    fn speak(&mut self) {
        self.voices += 1;
        let packet = self.publisher.rtp(self.voices, AUDIO_SSRC, AUDIO, self.voices as u32 * 960, &[7; 100]);
        self.world.receive(self.publisher.remote, &[packet]);
    }

    /// The subscriber says how many bits per second it can take.
    fn say(&mut self, bitrate: u32) {
        say(&mut self.world, &mut self.subscriber, bitrate);
    }

    /// What arrives until `then`, in steps of a millisecond: when, on which SSRC, with which number.
    fn arrivals(&mut self, then: Micros) -> Vec<(Micros, u32, u64)> {
        let mut arrived = Vec::new();
        loop {
            let now = self.world.now;
            let received = self.subscriber.received_rtp(&mut self.world);
            arrived.extend(received.into_iter().map(|(index, header, _)| (now, header.ssrc, index)));
            if now >= then {
                return arrived;
            }
            self.world.run_until(now + MILLISECOND);
        }
    }

    fn estimate(&self) -> u64 {
        self.world.forwarder.transport_statistics(2, self.world.now).unwrap().estimate
    }

    /// Talk and show 600 kbit/s over a link with a rate and a queue, from which arrivals are told. Gives how many
    /// packets of padding came.
    fn run(&mut self, duration: Micros, rate: u64) -> usize {
        let (end, mut free_at, mut log) = (self.world.now + duration, 0u64, ArrivalLog::default());
        let mut travelling: VecDeque<(Micros, u16)> = VecDeque::new();
        let mut padding = 0;
        while self.world.now < end {
            let now = self.world.now;
            if now.is_multiple_of(40 * MILLISECOND) {
                self.show(3, now.is_multiple_of(SECOND));
            }
            if now.is_multiple_of(20 * MILLISECOND) {
                self.speak();
            }
            self.world.run_until(now + MILLISECOND);
            self.subscriber.fetch(&mut self.world);
            for packet in self.subscriber.inbox.drain(..).filter(|packet| !is_rtcp(packet)) {
                let parsed = header::parse(&packet).unwrap();
                let number = parsed.extensions.get(3).unwrap();
                padding += usize::from(packet[0] & 0x20 != 0);
                if free_at > self.world.now + LONGEST_QUEUE {
                    continue;
                }
                free_at = self.world.now.max(free_at) + packet.len() as u64 * 8 * SECOND / rate;
                travelling.push_back((free_at, u16::from_be_bytes([number[0], number[1]])));
            }
            while let Some((at, number)) = travelling.pop_front_if(|(at, _)| *at <= now) {
                log.record(number, at);
            }
            if now.is_multiple_of(50 * MILLISECOND) && !log.is_empty() {
                let feedback = self.subscriber.rtcp(|buffer| {
                    log.write_feedback(buffer, 1, 2);
                });
                self.world.receive(self.subscriber.remote, &[feedback]);
            }
        }
        padding
    }
}

fn on(arrivals: &[(Micros, u32, u64)], ssrc: u32) -> Vec<(Micros, u64)> {
    arrivals.iter().filter(|(_, on, _)| *on == ssrc).map(|(at, _, index)| (*at, *index)).collect()
}

#[test]
fn what_a_receiver_can_take_is_estimated_from_what_it_tells() {
    let mut call = Call::new(numbered());
    assert_eq!(call.estimate(), 0, "nothing is known");
    call.run(8 * SECOND, 5_000_000);
    assert!((600_000..5_000_000).contains(&call.estimate()), "{}", call.estimate());
    call.run(8 * SECOND, 300_000);
    assert!((30_000..=310_000).contains(&call.estimate()), "{}", call.estimate());
}

#[test]
fn a_picture_that_there_is_no_room_for_comes_back_when_there_is() {
    let mut call = Call::new(numbered());
    call.run(5 * SECOND, 5_000_000);
    call.run(10 * SECOND, 100_000);
    let paused = call.world.forwarder.output_statistics(1).unwrap().packets;
    call.run(2 * SECOND, 100_000);
    assert_eq!(call.world.forwarder.output_statistics(1).unwrap().packets, paused, "there is no room");
    call.run(10 * SECOND, 5_000_000);
    let shown = call.world.forwarder.output_statistics(1).unwrap().packets;
    assert!(shown > paused + 50, "{} packets of pictures", shown - paused);
}

#[test]
fn padding_probes_only_while_more_is_sent_than_is_known_to_pass() {
    let mut call = Call::new(numbered());
    assert!(call.run(3 * SECOND, 5_000_000) > 0, "the estimate begins below 600 kbit/s");
    assert_eq!(call.run(5 * SECOND, 5_000_000), 0);
}

#[test]
fn a_large_picture_is_spread_in_order() {
    let mut call = Call::new(ExtensionIds::default());
    call.say(1_000_000);
    call.show(30, true);
    let arrived = on(&call.arrivals(SECOND), OUT_SSRC);
    assert_eq!(
        arrived.iter().map(|(_, index)| index - 0x7ff0).collect::<Vec<_>>(),
        (0..30).collect::<Vec<_>>()
    );
    let at_once = arrived.iter().filter(|(at, _)| *at == 0).count();
    assert!((2..=5).contains(&at_once), "{at_once} of 30 at once");
    let last = arrived.last().unwrap().0;
    assert!((70 * MILLISECOND..120 * MILLISECOND).contains(&last), "at 2.5 Mbit/s, not {last}");
}

#[test]
fn a_picture_that_fits_leaves_at_once_and_so_does_everything_where_nothing_is_known() {
    let mut call = Call::new(ExtensionIds::default());
    call.show(400, true);
    assert_eq!(on(&call.arrivals(0), OUT_SSRC).len(), 400);
    call.say(10_000_000);
    call.world.run_until(SECOND);
    call.show(20, false);
    assert_eq!(on(&call.arrivals(SECOND), OUT_SSRC).len(), 20);
}

#[test]
fn audio_does_not_wait_behind_pictures() {
    let mut call = Call::new(ExtensionIds::default());
    call.say(300_000);
    call.show(30, true);
    for step in 1..10 {
        call.arrivals(step * 20 * MILLISECOND);
        call.speak();
        let arrived = call.arrivals(step * 20 * MILLISECOND);
        assert_eq!(on(&arrived, AUDIO_OUT_SSRC).len(), 1);
    }
}

#[test]
fn what_was_lost_comes_before_what_is_new() {
    let mut call = Call::new(ExtensionIds::default());
    call.show(5, true);
    call.say(300_000);
    call.show(30, false);
    let nack = call.subscriber.rtcp(|buffer| write_nack(buffer, 1, OUT_SSRC, &[0x7ff1, 0x7ff2]));
    call.world.receive(call.subscriber.remote, &[nack]);
    let arrived = call.arrivals(SECOND);
    let again: Vec<_> = on(&arrived, OUT_RTX_SSRC);
    assert_eq!(again.len(), 2);
    let later = on(&arrived, OUT_SSRC).iter().filter(|(at, _)| *at > again[1].0).count();
    assert!(later >= 20, "only {later} of 30 packets came after the retransmissions");
}

#[test]
fn nothing_that_waits_leaves_after_its_stream_was_silenced_or_its_output_removed() {
    for end in [
        Command::AllowStream { stream: 1, allowed: false },
        Command::RemoveStream { stream: 1 },
        Command::Route { output: 1, streams: vec![] },
        Command::RemoveOutput { output: 1 },
        Command::RemoveTransport { transport: 2 },
    ] {
        let mut call = Call::new(ExtensionIds::default());
        call.say(300_000);
        call.show(30, true);
        call.arrivals(0);
        call.world.apply(end);
        assert_eq!(call.arrivals(SECOND), []);
    }
}

/// F7
#[test]
fn on_another_path_what_the_old_one_could_take_limits_nothing() {
    let mut call = Call::new(ExtensionIds::default());
    call.say(30_000);
    call.show(30, true);
    assert!(on(&call.arrivals(0), OUT_SSRC).len() < 5);
    let moved = "203.0.113.77:40000".parse().unwrap();
    call.world.apply(Command::SetPath { transport: 2, socket: 0, remote: moved });
    call.subscriber.remote = moved;
    call.show(30, false);
    assert_eq!(on(&call.arrivals(0), OUT_SSRC).len(), 30);
}

/// M12
#[test]
fn who_says_that_it_can_take_nothing_slows_nobody_else() {
    let mut call = Call::new(ExtensionIds::default());
    let mut other = Peer::join(&mut call.world, 3);
    call.world.apply(Command::AddOutput(output(3, &other)));
    call.world.apply(Command::Route { output: 3, streams: vec![1] });
    call.say(0);
    call.show(30, true);
    assert_eq!(other.received_rtp(&mut call.world).len(), 30);
    assert!(on(&call.arrivals(0), OUT_SSRC).len() < 5);
}

/// M12
#[test]
fn feedback_without_end_is_dropped_and_counted() {
    let mut call = Call::new(numbered());
    call.show(5, true);
    for _ in 0..300 {
        let mut log = ArrivalLog::default();
        log.record(1, SECOND);
        let feedback = call.subscriber.rtcp(|buffer| assert!(log.write_feedback(buffer, 1, 2)));
        call.world.receive(call.subscriber.remote, &[feedback]);
    }
    assert_eq!(call.world.dropped(DropReason::FeedbackFlood), 100);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// M12: authentic nonsense about bandwidth panics nowhere, and costs whoever says it pictures at most.
    #[test]
    fn whatever_is_said_about_bandwidth_every_voice_arrives(
        lies in proptest::collection::vec((any::<bool>(), proptest::collection::vec(any::<u8>(), 24)), 1..40),
    ) {
        let mut call = Call::new(numbered());
        for (is_remb, lie) in lies {
            call.show(4, call.pictures == 0);
            call.speak();
            let message = call.subscriber.rtcp(|buffer| {
                buffer.extend([0x8f, if is_remb { 206 } else { 205 }, 0, 8, 0, 0, 0, 1, 0, 0, 0, 2]);
                buffer.extend(if is_remb { b"REMB" } else { &[0, 0, 0, 20] });
                buffer.extend([if is_remb { 4 } else { 0 }]);
                buffer.extend(&lie[1..]);
            });
            call.world.receive(call.subscriber.remote, &[message]);
            call.world.run_until(call.world.now + 33 * MILLISECOND);
        }
        let then = call.world.now + 2 * SECOND;
        prop_assert_eq!(on(&call.arrivals(then), AUDIO_OUT_SSRC).len() as u64, call.voices);
        prop_assert!(call.estimate() <= 50_000_000);
    }
}
