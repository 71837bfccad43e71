//! What a receiver sees, whatever happens to what it is shown.

use proptest::prelude::*;

use super::*;
use crate::clock::{MILLISECOND, SECOND, rtp_ticks};

#[test]
fn a_batch_arrives_in_order_with_the_outputs_numbers() {
    let (mut world, mut publisher, mut subscriber) = publisher_and_subscriber();
    let batch: Vec<_> =
        (65_534..65_538).map(|index| publisher.video(index, 3_000, index == 65_534)).collect();
    world.receive(publisher.remote, &batch);
    let received = subscriber.received_rtp(&mut world);
    let expected: Vec<u64> = (0x7ff0..0x7ff4).collect();
    assert_eq!(received.iter().map(|(index, ..)| *index).collect::<Vec<_>>(), expected);
    for (index, (_, header, payload)) in (65_534..).zip(&received) {
        assert_eq!((header.ssrc, header.timestamp), (OUT_SSRC, 0xffff_0000));
        assert_eq!(*payload, picture(index, index == 65_534));
    }
}

#[test]
fn a_receiver_without_keys_or_path_misses_packets_that_are_counted() {
    let (mut world, mut publisher, _) = publisher_and_subscriber();
    world.apply(Command::AddTransport { transport: 3, ssrc: 7 });
    let pending = OutputDescription { output: 3, transport: 3, ..output(3, &publisher) };
    world.apply(Command::AddOutput(pending));
    world.apply(Command::Route { output: 3, streams: vec![1] });
    let packet = publisher.video(1, 0, true);
    world.receive(publisher.remote, &[packet]);
    assert_eq!(world.dropped(DropReason::NotConnected), 1);
    let remote = ([10, 0, 0, 9], 9).into();
    world.apply(Command::SetPath { transport: 3, socket: 0, remote });
    let packet = publisher.video(2, 0, true);
    world.receive(publisher.remote, &[packet]);
    assert_eq!(world.dropped(DropReason::NotConnected), 2);
}

#[test]
fn an_address_belongs_to_the_transport_that_nominated_it_last() {
    let (mut world, mut publisher, subscriber) = publisher_and_subscriber();
    world.apply(Command::AddTransport { transport: 3, ssrc: 7 });
    world.apply(Command::SetPath { transport: 3, socket: 0, remote: subscriber.remote });
    world.network.datagrams.clear();
    let packet = publisher.video(1, 0, true);
    world.receive(publisher.remote, &[packet]);
    assert!(world.network.datagrams.is_empty(), "the old association's packets would confuse the new one");
    assert_eq!(world.dropped(DropReason::NotConnected), 1);
}

#[test]
fn after_a_jump_beyond_repair_a_picture_waits_for_a_keyframe() {
    let (mut world, mut publisher, mut subscriber) = publisher_and_subscriber();
    let batch = [publisher.video(1, 0, true), publisher.video(2_001, 90_000, false)];
    world.receive(publisher.remote, &batch);
    assert_eq!(world.dropped(DropReason::AwaitingKeyframe), 1);
    let batch = [publisher.video(2_002, 93_000, true)];
    world.receive(publisher.remote, &batch);
    let indexes: Vec<_> = subscriber.received_rtp(&mut world).iter().map(|(index, ..)| *index).collect();
    assert_eq!(indexes, [0x7ff0, 0x7ff1]);
}

#[test]
fn padding_is_left_out_and_no_number_is_missing() {
    let (mut world, mut publisher, mut subscriber) = publisher_and_subscriber();
    let batch = [
        publisher.video(1, 0, true),
        publisher.rtp(2, SSRC, VIDEO, 0, &[]),
        publisher.video(3, 3_000, false),
    ];
    world.receive(publisher.remote, &batch);
    let received = subscriber.received_rtp(&mut world);
    let arrived: Vec<_> = received.iter().map(|(index, _, payload)| (*index, payload.len())).collect();
    assert_eq!(arrived, [(0x7ff0, 13), (0x7ff1, 13)]);
    assert_eq!(world.dropped(DropReason::Padding), 1);
}

/// What a decoder would notice; it knows nothing of segments and shifts.
#[derive(Default)]
struct Decoder {
    /// (stream, picture) by index
    seen: HashMap<u64, (u32, u64)>,
    newest: Option<(u64, u32, Micros, Micros)>,
}

impl Decoder {
    /// All that came since the last look. `captured`: when each packet was.
    fn see_all(&mut self, subscriber: &mut Peer, world: &mut World, captured: &HashMap<(u32, u64), Micros>) {
        for (index, header, payload) in subscriber.received_rtp(world) {
            let name = named(&payload);
            self.see(index, header.timestamp, name, captured[&name], world.now);
        }
    }

    fn see(&mut self, index: u64, timestamp: u32, packet: (u32, u64), captured_at: Micros, now: Micros) {
        assert_eq!(self.seen.insert(index, packet), None, "index {index} was used twice");
        if let Some((newest, newest_timestamp, newest_captured, newest_at)) = self.newest {
            if index < newest {
                return;
            }
            assert!(index - newest < 200, "a gap of {}", index - newest);
            let step = i64::from(timestamp.wrapping_sub(newest_timestamp) as i32);
            let off = |passed: i64| (step - passed * 90 / 1_000).abs();
            let by_capture = off(captured_at as i64 - newest_captured as i64);
            // What was kept for whoever begins is older than it is shown.
            let by_arrival = off(now as i64 - newest_at as i64);
            // A keyframe that is held up begins its stream late: as late as anything is held up here.
            let off = by_capture.min(by_arrival);
            assert!(off < 90 * 400, "time jumped by {off} ticks");
        }
        self.newest = Some((index, timestamp, captured_at, now));
    }
}

/// (source, picture) of a payload that `picture` made for `index | source << 40`.
fn named(payload: &[u8]) -> (u32, u64) {
    let number = u64::from_be_bytes(payload[5..13].try_into().unwrap());
    ((number >> 40) as u32, number & 0xff_ffff_ffff)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10, ..ProptestConfig::default() })]

    /// 10 runs of 10,000 packets through all of the plane, with switches, loss, reordering, duplicates, mutes and
    /// slots that are removed and added. The receiver's SRTP would refuse a repeated index.
    #[test]
    fn no_nonce_is_used_twice_and_nothing_jumps(seed in any::<u64>()) {
        let mut state = seed | 1;
        let mut chance = move |of: u64| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state % of
        };
        let mut world = World::new();
        let mut publishers: Vec<Peer> = (1..=3).map(|id| Peer::join(&mut world, id)).collect();
        let mut subscriber = Peer::join(&mut world, 9);
        for (id, publisher) in (1..).zip(&publishers) {
            world.apply(Command::AddStream(StreamDescription { nack: false, ..stream(id, publisher) }));
        }
        world.apply(Command::AddOutput(output(1, &subscriber)));
        let mut indexes: Vec<u64> = (0..3).map(|_| 65_000 + chance(500)).collect();
        let mut captured: HashMap<(u32, u64), Micros> = HashMap::new();
        let mut decoder = Decoder::default();
        let mut held: Vec<(usize, Vec<u8>)> = Vec::new();
        for _ in 0..10_000 {
            world.now += 1 + chance(10 * MILLISECOND);
            match chance(150) {
                0 => {
                    let streams = vec![1 + chance(3)];
                    world.apply(Command::Route { output: 1, streams });
                }
                1 => {
                    let (stream, allowed) = (1 + chance(3), chance(4) != 0);
                    world.apply(Command::AllowStream { stream, allowed });
                }
                2 if chance(5) == 0 => {
                    decoder.see_all(&mut subscriber, &mut world, &captured);
                    world.apply(Command::RemoveOutput { output: 1 });
                    world.apply(Command::AddOutput(output(1, &subscriber)));
                    world.apply(Command::Route { output: 1, streams: vec![1] });
                    decoder.newest = None;
                }
                _ => {}
            }
            let source = chance(3) as usize;
            indexes[source] += 1;
            let (index, timestamp) = (indexes[source], rtp_ticks(world.now, 90_000));
            captured.insert((source as u32, index), world.now);
            let payload = picture(index | (source as u64) << 40, chance(10) == 0);
            let offset = 0x1234_5678u32.wrapping_mul(source as u32 + 1);
            let packet = publishers[source].rtp(index, SSRC, VIDEO, timestamp.wrapping_add(offset), &payload);
            let mut batch = vec![(source, packet)];
            match chance(20) {
                0 => continue, // lost
                1 | 2 => {
                    held.append(&mut batch);
                    continue;
                }
                3 => batch.push(batch[0].clone()),
                4..=8 => batch.append(&mut held),
                _ => {}
            }
            for (source, packet) in batch {
                world.receive(publishers[source].remote, &[packet]);
            }
            decoder.see_all(&mut subscriber, &mut world, &captured);
        }
        prop_assert!(decoder.seen.len() > 500, "{} arrived", decoder.seen.len());
        prop_assert!(world.now > SECOND);
        prop_assert_eq!(world.dropped(DropReason::NonceUsed), 0);
    }
}
