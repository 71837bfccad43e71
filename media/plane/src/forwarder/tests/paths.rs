//! Where a transport's datagrams may come from, and where its peer is sent to.

use super::*;
use crate::command::Event;

const OTHER_WAY: ([u8; 4], u16) = ([10, 0, 0, 99], 9);

fn accept(transport: Id, socket: usize, remote: SocketAddr) -> Command {
    Command::AcceptPath { transport, socket, remote }
}

fn forget(transport: Id, remote: SocketAddr) -> Command {
    Command::ForgetPath { transport, socket: 0, remote }
}

#[test]
fn media_of_an_accepted_path_is_forwarded_as_if_it_had_come_by_the_selected_one() {
    let (mut world, mut publisher, mut subscriber) = publisher_and_subscriber();
    let packet = publisher.video(1, 0, true);
    world.receive(OTHER_WAY.into(), std::slice::from_ref(&packet));
    assert_eq!(world.dropped(DropReason::UnknownAddress), 1);
    world.apply(accept(1, 0, OTHER_WAY.into()));
    world.receive(OTHER_WAY.into(), &[packet]);
    let packet = publisher.video(2, 3_000, false);
    world.receive(publisher.remote, &[packet]);
    let indexes: Vec<_> = subscriber.received_rtp(&mut world).iter().map(|(index, ..)| *index).collect();
    assert_eq!(indexes, [0x7ff0, 0x7ff1]);
}

#[test]
fn dtls_of_an_accepted_path_is_its_transports() {
    let (mut world, ..) = publisher_and_subscriber();
    world.apply(accept(1, 0, OTHER_WAY.into()));
    let _ = world.forwarder.events();
    world.receive(OTHER_WAY.into(), &[vec![22, 1, 2, 3]]);
    let events: Vec<Event> = world.forwarder.events().collect();
    assert_eq!(events, [Event::Dtls { transport: 1, data: vec![22, 1, 2, 3] }]);
}

#[test]
fn what_a_peer_is_sent_goes_to_the_selected_path_only() {
    let (mut world, mut publisher, subscriber) = publisher_and_subscriber();
    world.apply(accept(2, 0, OTHER_WAY.into()));
    let packet = publisher.video(1, 0, true);
    world.receive(publisher.remote, &[packet]);
    let sent: Vec<_> = world.network.datagrams.iter().map(|(to, _)| *to).collect();
    assert!(sent.contains(&subscriber.remote));
    assert!(!sent.contains(&OTHER_WAY.into()));
}

#[test]
fn a_path_that_was_selected_before_is_still_accepted_until_it_is_forgotten() {
    let (mut world, mut publisher, _) = publisher_and_subscriber();
    world.apply(Command::SetPath { transport: 1, socket: 0, remote: OTHER_WAY.into() });
    let packets = [publisher.video(1, 0, true), publisher.video(2, 0, false)];
    world.receive(publisher.remote, &packets[..1]);
    assert_eq!(world.dropped(DropReason::UnknownAddress), 0);
    world.apply(forget(1, publisher.remote));
    world.receive(publisher.remote, &packets[1..]);
    assert_eq!(world.dropped(DropReason::UnknownAddress), 1);
}

#[test]
fn forgetting_the_selected_path_ends_sending_and_forgetting_anothers_changes_nothing() {
    let (mut world, mut publisher, mut subscriber) = publisher_and_subscriber();
    world.apply(forget(1, subscriber.remote));
    let packet = publisher.video(1, 0, true);
    world.receive(publisher.remote, &[packet]);
    assert_eq!(subscriber.received_rtp(&mut world).len(), 1);
    world.apply(forget(2, subscriber.remote));
    let packet = publisher.video(2, 0, false);
    world.receive(publisher.remote, &[packet]);
    assert_eq!(subscriber.received_rtp(&mut world).len(), 0);
    assert_eq!(world.dropped(DropReason::NotConnected), 1);
}

#[test]
fn who_selects_an_accepted_path_of_another_takes_it_over_and_leaves_it_the_rest() {
    let (mut world, mut publisher, _) = publisher_and_subscriber();
    world.apply(accept(1, 0, OTHER_WAY.into()));
    world.apply(Command::SetPath { transport: 2, socket: 0, remote: OTHER_WAY.into() });
    let packet = publisher.video(1, 0, true);
    world.receive(OTHER_WAY.into(), std::slice::from_ref(&packet));
    assert_eq!(world.dropped(DropReason::UndeclaredSsrc), 1, "it is the subscriber's");
    world.apply(Command::RemoveTransport { transport: 1 });
    world.receive(OTHER_WAY.into(), &[packet]);
    assert_eq!(world.dropped(DropReason::UndeclaredSsrc), 2, "and stays so");
}

#[test]
fn nothing_is_left_of_the_paths_of_a_transport_that_is_removed() {
    let (mut world, publisher, _) = publisher_and_subscriber();
    world.apply(accept(1, 0, OTHER_WAY.into()));
    world.apply(Command::RemoveTransport { transport: 1 });
    world.apply(Command::RemoveTransport { transport: 2 });
    assert!(world.forwarder.paths.is_empty());
    world.receive(OTHER_WAY.into(), &[vec![22, 1, 2, 3]]);
    world.receive(publisher.remote, &[vec![22, 1, 2, 3]]);
    assert_eq!(world.dropped(DropReason::UnknownAddress), 2);
}

#[test]
fn a_connection_that_ends_is_no_path_any_more_whether_it_was_selected_or_accepted() {
    const CONNECTION: usize = 5;
    let (mut world, publisher, _) = publisher_and_subscriber();
    let by_tcp = |socket: usize| Path { socket, remote: OTHER_WAY.into() };
    world.apply(accept(1, CONNECTION, OTHER_WAY.into()));
    assert!(world.forwarder.needs_path(&by_tcp(CONNECTION), true));
    assert!(!world.forwarder.needs_path(&by_tcp(CONNECTION), false), "silent, and not selected");
    world.forwarder.lose_socket(CONNECTION);
    assert!(!world.forwarder.needs_path(&by_tcp(CONNECTION), true));
    let selected = Path { socket: 0, remote: publisher.remote };
    assert!(world.forwarder.needs_path(&selected, false), "the selected one stays");
    world.apply(Command::SetPath { transport: 1, socket: CONNECTION + 1, remote: OTHER_WAY.into() });
    assert!(world.forwarder.needs_path(&by_tcp(CONNECTION + 1), false));
    world.forwarder.lose_socket(CONNECTION + 1);
    assert!(!world.forwarder.needs_path(&by_tcp(CONNECTION + 1), true));
    assert!(world.forwarder.needs_path(&selected, true), "and is accepted still");
}
