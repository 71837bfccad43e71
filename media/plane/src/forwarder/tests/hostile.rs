//! Whatever comes in, and in whatever order things are added and removed: nothing panics, nothing leaks to others.

use proptest::prelude::*;

use super::*;
use crate::clock::MILLISECOND;
use crate::registry::Registry;

proptest! {
    #[test]
    fn arbitrary_datagrams_from_a_known_peer_are_dropped_and_counted(
        datagrams in proptest::collection::vec(
            (0u8..6, proptest::collection::vec(any::<u8>(), 0..120)), 1..60,
        ),
    ) {
        let (mut world, mut publisher, mut subscriber) = publisher_and_subscriber();
        for (shape, mut bytes) in datagrams {
            match (shape, bytes.as_mut_slice()) {
                (0, [first, ..]) => *first |= 0x80,
                (1, [first, second, ..]) => (*first, *second) = (0x80, 200 + *second % 8),
                (2, bytes) if bytes.len() > 12 => {
                    (bytes[0], bytes[1]) = (0x90, VIDEO);
                    bytes[8..12].copy_from_slice(&SSRC.to_be_bytes());
                }
                // Authentic nonsense: the peer has the keys.
                (3, _) => bytes = publisher.rtcp(|buffer| {
                    buffer.extend([0x80, 205, 0, 9, 0, 0, 0, 1]);
                    buffer.extend(&bytes);
                }),
                (4, _) => {
                    let next = publisher.sender.open(SSRC);
                    let index = publisher.sender.highest_index(next).map_or(1, |index| index + 1);
                    bytes = publisher.rtp(index, SSRC, VIDEO, 0, &bytes);
                }
                _ => {}
            }
            world.receive(publisher.remote, &[bytes]);
        }
        let statistics = world.forwarder.statistics();
        let dropped: u64 = statistics.drops.iter().map(|(_, number)| number).sum();
        prop_assert!(dropped <= statistics.packets_in);
        // The neighbours never notice: the next keyframe arrives.
        let next = publisher.sender.open(SSRC);
        let index = publisher.sender.highest_index(next).map_or(1, |index| index + 1);
        let packet = publisher.video(index, 0, true);
        subscriber.received_rtp(&mut world);
        world.receive(publisher.remote, &[packet]);
        prop_assert_eq!(subscriber.received_rtp(&mut world).len(), 1);
    }

    #[test]
    fn commands_in_any_order_leave_everything_consistent(
        steps in proptest::collection::vec((0u8..12, 1u64..5, 1u64..5), 1..150),
    ) {
        let mut world = World::new();
        let mut registry = Registry::new(vec![([10, 0, 0, 1], 1).into()], Vec::new());
        let mut peers: HashMap<Id, Peer> = HashMap::new();
        let mut index = 0;
        for (step, left, right) in steps {
            world.now += 30 * MILLISECOND;
            index += 1;
            let description = stream(left, &placeholder(right));
            let command = match step {
                0 | 1 => {
                    let add = Command::AddTransport { transport: left, ssrc: 7 };
                    if registry.check(&add).is_ok() {
                        peers.insert(left, Peer::join(&mut world, left));
                    }
                    continue;
                }
                2 | 3 => Command::AddStream(description),
                4 | 5 => Command::AddOutput(OutputDescription {
                    ssrc: OUT_SSRC + 2 * left as u32,
                    rtx_ssrc: None,
                    payloads: vec![Payload { rtx_payload_type: None, ..VP8 }],
                    ..output(left, &placeholder(right))
                }),
                6 | 7 => Command::Route { output: left, streams: (right < 4).then_some(right).into_iter().collect() },
                8 => Command::RemoveStream { stream: left },
                9 => Command::RemoveOutput { output: left },
                10 => Command::AllowStream { stream: left, allowed: right % 2 == 0 },
                _ => Command::RemoveTransport { transport: left },
            };
            if registry.check(&command).is_ok() {
                if let Command::RemoveTransport { transport } = &command
                    && let Some(mut peer) = peers.remove(transport)
                {
                    peer.received_rtp(&mut world);
                    peer.received_rtcp(&mut world);
                }
                world.apply(command);
            }
            for peer in peers.values_mut() {
                let packet = peer.video(index, index as u32 * 3_000, index % 7 == 0);
                world.receive(peer.remote, &[packet]);
            }
            world.run_until(world.now + MILLISECOND);
        }
        for peer in peers.values_mut() {
            peer.received_rtp(&mut world);
            peer.received_rtcp(&mut world);
        }
        prop_assert!(world.network.datagrams.iter().all(|(to, _)| to.ip() == std::net::Ipv4Addr::new(10, 0, 0, 1)));
    }
}

/// Only names a transport.
fn placeholder(transport: Id) -> Peer {
    let key = master(0);
    Peer {
        transport,
        remote: ([10, 0, 0, 1], 1).into(),
        sender: SrtpSender::new(&key),
        receiver: SrtpReceiver::new(&key),
        inbox: VecDeque::new(),
    }
}

#[test]
fn stun_that_is_longer_than_any_check_is_not_kept_for_python() {
    let mut world = World::new();
    let stranger = SocketAddr::from(([203, 0, 113, 9], 4_000));
    world.receive(stranger, &[vec![0; 1_501]]);
    assert_eq!(world.forwarder.events().len(), 0);
    assert_eq!(world.dropped(DropReason::OversizedStun), 1);
    world.receive(stranger, &[vec![0; 1_500]]);
    assert_eq!(world.forwarder.events().len(), 1);
    assert_eq!(world.dropped(DropReason::OversizedStun), 1);
}
