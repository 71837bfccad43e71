//! Two workers: who shows what on the other one gets it as if it were here, and pays for it once.

mod at_random;

use super::*;
use crate::clock::{MILLISECOND, SECOND, rtp_ticks};
use crate::command::Event;
use crate::keyframe;
use crate::placement::Placement;
use crate::rtcp::feedback::{write_nack, write_picture_loss};
use crate::rtcp::reports::{SenderInfo, write_sender_report};
use crate::rtcp::{Packet, packets};

const HERE: usize = 0;
const THERE: usize = 1;

/// Each worker has a network of its own: what a peer gets, its own worker sent.
struct Workers {
    worlds: [World; 2],
    placement: Placement,
}

impl Workers {
    fn new() -> Self {
        let world = || {
            let forwarder = Forwarder::among(2, WallClock::new(1_800_000_000_000_000), "plane".into());
            World { forwarder, network: Network::default(), now: 0 }
        };
        Self { worlds: [world(), world()], placement: Placement::new(2, 1) }
    }

    fn apply(&mut self, command: Command) {
        let worlds = &mut self.worlds;
        self.placement.place(command, &mut |worker, command| worlds[worker].apply(command));
    }

    fn join(&mut self, transport: Id, worker: usize) -> Peer {
        let (peer, commands) = Peer::arrive(transport);
        self.placement.pin(transport, worker);
        commands.into_iter().for_each(|command| self.apply(command));
        peer
    }

    /// A peer that shows stream 1.
    fn subscribe(&mut self, transport: Id, worker: usize) -> Peer {
        let peer = self.join(transport, worker);
        self.apply(Command::AddOutput(output(transport, &peer)));
        self.apply(Command::Route { output: transport, streams: vec![1] });
        peer
    }

    /// Datagrams that the kernel gives to `worker`.
    fn receive(&mut self, worker: usize, remote: SocketAddr, datagrams: &[Vec<u8>]) {
        self.worlds[worker].receive(remote, datagrams);
        self.exchange();
    }

    /// Let every worker take what the others have for it.
    fn exchange(&mut self) {
        for _ in 0..3 {
            for from in [HERE, THERE] {
                let to = 1 - from;
                let mut parcel = std::mem::take(&mut self.worlds[from].forwarder.outgoing()[to]);
                let world = &mut self.worlds[to];
                world.forwarder.take_parcel(&mut parcel, world.now, &mut world.network);
                assert!(parcel.is_empty());
            }
        }
    }

    fn run_until(&mut self, then: Micros) {
        while self.worlds[HERE].now < then {
            for world in &mut self.worlds {
                world.run_until(then.min(world.now + 5 * MILLISECOND));
            }
            self.exchange();
        }
    }

    fn dropped(&self, worker: usize, reason: DropReason) -> u64 {
        self.worlds[worker].dropped(reason)
    }

    fn indexes(&mut self, peer: &mut Peer, worker: usize) -> Vec<u64> {
        peer.received_rtp(&mut self.worlds[worker]).iter().map(|(index, ..)| index - 0x7ff0).collect()
    }

    fn picture_losses(&mut self, publisher: &mut Peer) -> usize {
        self.exchange();
        let compounds = publisher.received_rtcp(&mut self.worlds[HERE]);
        let all = compounds.iter().flat_map(|compound| packets(compound));
        all.filter(|packet| matches!(packet, Ok(Packet::PictureLoss { media_ssrc: SSRC }))).count()
    }
}

/// A publisher here, whose video somebody shows there.
fn publisher_and_distant_subscriber() -> (Workers, Peer, Peer) {
    let mut workers = Workers::new();
    let publisher = workers.join(1, HERE);
    workers.apply(Command::AddStream(stream(1, &publisher)));
    let subscriber = workers.subscribe(2, THERE);
    (workers, publisher, subscriber)
}

#[test]
fn everybody_gets_every_packet_in_order_on_whichever_worker() {
    let (mut workers, mut publisher, mut there) = publisher_and_distant_subscriber();
    let mut here = workers.subscribe(3, HERE);
    for batch in 0..50 {
        let packets: Vec<_> = (0..8).map(|part| batch * 8 + part).collect();
        let packets: Vec<_> = packets.iter().map(|n| publisher.video(*n, *n as u32 * 90, *n == 0)).collect();
        workers.receive(HERE, publisher.remote, &packets);
    }
    let expected: Vec<u64> = (0..400).collect();
    assert_eq!(workers.indexes(&mut here, HERE), expected);
    assert_eq!(workers.indexes(&mut there, THERE), expected);
    assert_eq!(workers.dropped(THERE, DropReason::WorkerBehind), 0);
}

#[test]
fn a_packet_goes_to_the_other_worker_once_however_many_show_it_there() {
    let (mut workers, mut publisher, mut first) = publisher_and_distant_subscriber();
    let mut second = workers.subscribe(3, THERE);
    let packet = publisher.video(1, 0, true);
    workers.worlds[HERE].receive(publisher.remote, std::slice::from_ref(&packet));
    let bytes = workers.worlds[HERE].forwarder.outgoing()[THERE].bytes.len();
    assert_eq!(bytes, picture(1, true).len());
    workers.exchange();
    assert_eq!(workers.indexes(&mut first, THERE), [0]);
    assert_eq!(workers.indexes(&mut second, THERE), [0]);
}

#[test]
fn wishes_for_a_keyframe_are_merged_over_all_workers() {
    let (mut workers, mut publisher, first) = publisher_and_distant_subscriber();
    assert_eq!(workers.picture_losses(&mut publisher), 1, "the first who shows it");
    let mut all = vec![(first, THERE)];
    for transport in 3..8 {
        let worker = transport as usize % 2;
        all.push((workers.subscribe(transport, worker), worker));
    }
    let keyframe = publisher.video(1, 0, true);
    workers.receive(HERE, publisher.remote, &[keyframe]);
    workers.run_until(3 * SECOND);
    assert_eq!(workers.picture_losses(&mut publisher), 0, "it came");
    for (peer, worker) in &mut all {
        let loss = peer.rtcp(|buffer| write_picture_loss(buffer, 1, OUT_SSRC));
        workers.receive(*worker, peer.remote, &[loss]);
    }
    assert_eq!(workers.picture_losses(&mut publisher), 1);
    workers.run_until(3 * SECOND + keyframe::INTERVAL - 10 * MILLISECOND);
    assert_eq!(workers.picture_losses(&mut publisher), 0);
    workers.run_until(3 * SECOND + keyframe::INTERVAL + 40 * MILLISECOND);
    assert_eq!(workers.picture_losses(&mut publisher), 1, "and again, because it did not come");
}

#[test]
fn whoever_joins_on_another_worker_begins_with_what_was_kept_and_asks_for_nothing() {
    let mut workers = Workers::new();
    let mut publisher = workers.join(1, HERE);
    workers.apply(Command::AddStream(stream(1, &publisher)));
    let mut here = workers.subscribe(3, HERE);
    let packets: Vec<_> = (10..15).map(|n| publisher.video(n, n as u32 * 3_000, n == 10)).collect();
    workers.receive(HERE, publisher.remote, &packets);
    workers.run_until(SECOND);
    workers.picture_losses(&mut publisher);
    let mut there = workers.subscribe(2, THERE);
    workers.exchange();
    assert_eq!(workers.indexes(&mut there, THERE), [0, 1, 2, 3, 4]);
    let next = publisher.video(15, 45_000, false);
    workers.receive(HERE, publisher.remote, &[next]);
    workers.run_until(SECOND + SECOND / 2);
    assert_eq!(workers.indexes(&mut there, THERE), [5]);
    assert_eq!(workers.indexes(&mut here, HERE), [0, 1, 2, 3, 4, 5]);
    assert_eq!(workers.picture_losses(&mut publisher), 0);
}

#[test]
fn muting_stops_packets_on_every_worker_even_those_on_their_way() {
    let (mut workers, mut publisher, mut there) = publisher_and_distant_subscriber();
    let packet = publisher.video(1, 0, true);
    workers.worlds[HERE].receive(publisher.remote, &[packet]);
    workers.apply(Command::AllowStream { stream: 1, allowed: false });
    workers.exchange();
    let packet = publisher.video(2, 0, true);
    workers.receive(HERE, publisher.remote, &[packet]);
    assert_eq!(workers.indexes(&mut there, THERE), Vec::<u64>::new());
    assert_eq!(workers.dropped(THERE, DropReason::NotAllowed), 1);
    assert_eq!(workers.dropped(HERE, DropReason::NotAllowed), 1);
    workers.apply(Command::AllowStream { stream: 1, allowed: true });
    let packet = publisher.video(3, 0, true);
    workers.receive(HERE, publisher.remote, &[packet]);
    assert_eq!(workers.indexes(&mut there, THERE), [0]);
}

#[test]
fn a_publisher_that_is_removed_leaves_nothing_on_any_worker() {
    let (mut workers, mut publisher, mut there) = publisher_and_distant_subscriber();
    let packet = publisher.video(1, 0, true);
    workers.worlds[HERE].receive(publisher.remote, &[packet]);
    workers.apply(Command::RemoveTransport { transport: 1 });
    workers.exchange();
    workers.run_until(SECOND);
    assert_eq!(workers.indexes(&mut there, THERE), Vec::<u64>::new());
    assert_eq!(workers.dropped(THERE, DropReason::Unwatched), 1, "it was on its way");
    assert!(workers.worlds[HERE].forwarder.transports.is_empty());
    assert_eq!(workers.worlds[THERE].forwarder.transports.len(), 1, "the subscriber");
    assert!(workers.worlds.iter().all(|world| world.forwarder.streams.is_empty()));
}

#[test]
fn a_stream_that_nobody_shows_any_more_is_relayed_no_more() {
    let (mut workers, mut publisher, mut there) = publisher_and_distant_subscriber();
    workers.apply(Command::Route { output: 2, streams: vec![] });
    workers.exchange();
    let packet = publisher.video(1, 0, true);
    workers.receive(HERE, publisher.remote, &[packet]);
    assert_eq!(workers.dropped(HERE, DropReason::Unwatched), 1);
    assert_eq!(workers.dropped(THERE, DropReason::Unwatched), 0);
    workers.apply(Command::Route { output: 2, streams: vec![1] });
    let packet = publisher.video(2, 3_000, false);
    workers.receive(HERE, publisher.remote, &[packet]);
    assert_eq!(workers.indexes(&mut there, THERE), [0, 1], "beginning with what was kept");
}

#[test]
fn what_a_worker_that_is_behind_cannot_take_is_dropped_and_counted_and_the_rest_goes_on() {
    let (mut workers, mut publisher, mut there) = publisher_and_distant_subscriber();
    let mut here = workers.subscribe(3, HERE);
    let long = |index: u64| [picture(index, true), vec![0; 1_000]].concat();
    let packets: Vec<_> =
        (0..1_200).map(|n| publisher.rtp(n, SSRC, VIDEO, n as u32 * 90, &long(n))).collect();
    for batch in packets.chunks(32) {
        workers.worlds[HERE].receive(publisher.remote, batch);
    }
    let dropped = workers.dropped(HERE, DropReason::WorkerBehind);
    assert!(dropped > 100, "{dropped}");
    workers.exchange();
    let packet = publisher.video(1_200, 1_200 * 90, true);
    workers.receive(HERE, publisher.remote, &[packet]);
    let indexes = workers.indexes(&mut there, THERE);
    assert_eq!(indexes.len() as u64, 1_201 - dropped);
    assert_eq!(workers.indexes(&mut here, HERE).len(), 1_201, "nobody here is the worse for it");
}

#[test]
fn a_packet_that_a_distant_receiver_misses_comes_from_its_own_worker() {
    let (mut workers, mut publisher, mut there) = publisher_and_distant_subscriber();
    let packets: Vec<_> = (0..3).map(|n| publisher.video(n, n as u32 * 3_000, n == 0)).collect();
    workers.receive(HERE, publisher.remote, &packets);
    workers.indexes(&mut there, THERE);
    publisher.received_rtcp(&mut workers.worlds[HERE]);
    let nack = there.rtcp(|buffer| write_nack(buffer, 1, OUT_SSRC, &[0x7ff1]));
    workers.worlds[THERE].receive(there.remote, &[nack]);
    let resent = there.received_rtp(&mut workers.worlds[THERE]);
    assert_eq!(resent[0].1.ssrc, OUT_RTX_SSRC);
    assert_eq!(resent[0].2[2..], picture(1, false));
    assert!(workers.worlds[THERE].forwarder.outgoing()[HERE].is_empty());
}

#[test]
fn what_a_publisher_lost_is_asked_for_by_its_own_worker_alone() {
    let (mut workers, mut publisher, mut there) = publisher_and_distant_subscriber();
    let batch = [publisher.video(10, 0, true), publisher.video(12, 3_000, false)];
    workers.receive(HERE, publisher.remote, &batch);
    let compounds = publisher.received_rtcp(&mut workers.worlds[HERE]);
    let nacks =
        compounds.iter().flat_map(|it| packets(it)).filter(|it| matches!(it, Ok(Packet::Nack { .. })));
    assert_eq!(nacks.count(), 1);
    let late = publisher.video(11, 0, false);
    workers.receive(HERE, publisher.remote, &[late]);
    workers.run_until(SECOND);
    assert_eq!(workers.indexes(&mut there, THERE), [0, 2, 1]);
}

#[test]
fn a_datagram_is_handed_to_whoever_has_its_address() {
    let (mut workers, mut publisher, mut there) = publisher_and_distant_subscriber();
    let packets: Vec<_> = (0..3).map(|n| publisher.video(n, n as u32 * 3_000, n == 0)).collect();
    workers.receive(THERE, publisher.remote, &packets);
    assert_eq!(workers.indexes(&mut there, THERE), [0, 1, 2]);
    let counts = workers.worlds.each_ref().map(|world| world.forwarder.statistics().packets_in);
    assert_eq!(counts, [3, 0], "counted where it belongs");
}

#[test]
fn a_datagram_of_a_stranger_is_dropped_once_and_its_address_is_taken_back_from_whoever_had_it() {
    let (mut workers, mut publisher, mut there) = publisher_and_distant_subscriber();
    let packet = publisher.video(1, 0, true);
    let stranger = SocketAddr::from(([10, 0, 0, 66], 6));
    workers.receive(THERE, stranger, std::slice::from_ref(&packet));
    assert_eq!(workers.dropped(THERE, DropReason::UnknownAddress), 1);
    assert_eq!(workers.dropped(HERE, DropReason::UnknownAddress), 0);
    // The address of the publisher becomes that of a transport there.
    workers.placement.pin(9, THERE);
    workers.apply(Command::AddTransport { transport: 9, ssrc: 7 });
    workers.apply(Command::SetPath { transport: 9, socket: 0, remote: publisher.remote });
    workers.receive(HERE, publisher.remote, &[packet]);
    assert_eq!(workers.dropped(THERE, DropReason::UndeclaredSsrc), 1);
    assert_eq!(workers.indexes(&mut there, THERE), Vec::<u64>::new());
}

#[test]
fn an_address_may_become_known_between_a_datagram_and_its_second_look() {
    let (mut workers, mut publisher, mut there) = publisher_and_distant_subscriber();
    let moved = SocketAddr::from(([10, 0, 0, 77], 7));
    let mut packet = publisher.video(1, 0, true);
    let World { forwarder, network, now } = &mut workers.worlds[THERE];
    let range = 0..packet.len();
    forwarder.receive(0, moved, &mut packet, range, *now, network);
    assert!(forwarder.has_strays());
    workers.apply(Command::SetPath { transport: 1, socket: 0, remote: moved });
    let World { forwarder, network, .. } = &mut workers.worlds[THERE];
    forwarder.receive_strays(&mut packet, network);
    workers.exchange();
    assert_eq!(workers.indexes(&mut there, THERE), [0]);
}

#[test]
fn a_datagram_of_an_accepted_path_reaches_the_worker_of_its_transport_until_it_is_forgotten() {
    let (mut workers, mut publisher, mut there) = publisher_and_distant_subscriber();
    let remote = SocketAddr::from(([10, 0, 0, 77], 7));
    workers.apply(Command::AcceptPath { transport: 1, socket: 0, remote });
    let packets = [publisher.video(0, 0, true), publisher.video(1, 0, false)];
    workers.receive(THERE, remote, &packets[..1]);
    assert_eq!(workers.indexes(&mut there, THERE), [0]);
    workers.apply(Command::ForgetPath { transport: 1, socket: 0, remote });
    workers.receive(THERE, remote, &packets[1..]);
    assert_eq!(workers.dropped(THERE, DropReason::UnknownAddress), 1);
    assert_eq!(workers.indexes(&mut there, THERE), Vec::<u64>::new());
}

#[test]
fn a_distant_receiver_is_told_how_timestamps_relate_to_time() {
    let (mut workers, mut publisher, mut there) = publisher_and_distant_subscriber();
    let packet = publisher.video(1, 0, true);
    workers.receive(HERE, publisher.remote, &[packet]);
    let info = SenderInfo {
        ntp: WallClock::new(1_800_000_000_000_000).ntp(0),
        rtp_timestamp: 0,
        packets: 1,
        octets: 1,
    };
    let report = publisher.rtcp(|buffer| write_sender_report(buffer, SSRC, &info));
    workers.receive(HERE, publisher.remote, &[report]);
    workers.run_until(2 * SECOND);
    let compounds = there.received_rtcp(&mut workers.worlds[THERE]);
    let reported = compounds.iter().flat_map(|compound| packets(compound)).find_map(|packet| match packet {
        Ok(Packet::SenderReport { info, .. }) => Some(info),
        _ => None,
    });
    let reported = reported.expect("a report");
    let second = 1_800_000_000 * SECOND;
    let at = (crate::clock::ntp_micros(reported.ntp) - 2_208_988_800 * SECOND) - second;
    let expected = 0xffff_0000u32.wrapping_add(rtp_ticks(at, 90_000));
    assert!(reported.rtp_timestamp.wrapping_sub(expected) as i32 <= 2, "{reported:?}");
    let mut late = workers.subscribe(3, THERE);
    workers.exchange();
    workers.run_until(4 * SECOND);
    let compounds = late.received_rtcp(&mut workers.worlds[THERE]);
    assert!(compounds.iter().flat_map(|it| packets(it)).all(|packet| packet.is_ok()));
}

#[test]
fn python_hears_of_a_stream_from_its_own_worker_alone() {
    let mut workers = Workers::new();
    let mut publisher = workers.join(1, HERE);
    workers.apply(Command::AddStream(stream(1, &publisher)));
    let mut there = workers.subscribe(2, THERE);
    let packet = publisher.video(1, 0, true);
    workers.receive(HERE, publisher.remote, &[packet]);
    workers.run_until(SECOND);
    let events: Vec<Vec<Event>> =
        workers.worlds.iter_mut().map(|world| world.forwarder.events().collect()).collect();
    assert_eq!(events, [vec![Event::StreamActive { stream: 1 }], vec![]]);
    assert!(workers.worlds[THERE].forwarder.lines(SECOND).is_empty());
    assert_eq!(workers.worlds[HERE].forwarder.stream_statistics(1).unwrap().packets, 1);
    assert_eq!(workers.indexes(&mut there, THERE), [0]);
}
