//! Who is told what, where there are three workers.

use super::*;
use crate::command::{OutputDescription, Payload, Start};
use crate::packet::{Codec, Kind};
use crate::rtp::extensions::ExtensionIds;

const OPUS: Payload = Payload { codec: Codec::Opus, payload_type: 111, rtx_payload_type: None };
/// The number of the first TCP connection
const CONNECTION: usize = 1;

struct Rig(Placement);

impl Rig {
    /// Transport `n` is on worker `n`. Stream 10 is of transport 0, outputs 1 and 2 are of transports 1 and 2.
    fn new() -> Self {
        let mut rig = Self(Placement::new(3, 1));
        for transport in 0..3 {
            rig.0.pin(transport, transport as usize);
            rig.tell(Command::AddTransport { transport, ssrc: 1 });
        }
        rig.tell(Command::AddStream(stream(10)));
        for output in 1..3 {
            rig.tell(Command::AddOutput(description(output, output)));
        }
        rig
    }

    fn tell(&mut self, command: Command) -> Vec<(WorkerNumber, Command)> {
        let mut told = Vec::new();
        self.0.place(command, &mut |worker, command| told.push((worker, command)));
        told
    }

    /// The same, as words.
    fn told(&mut self, command: Command) -> Vec<String> {
        self.tell(command).into_iter().map(word).collect()
    }

    fn route(&mut self, output: Id, streams: &[Id]) -> Vec<String> {
        self.told(Command::Route { output, streams: streams.to_vec() })
    }
}

fn stream(id: Id) -> StreamDescription {
    StreamDescription {
        stream: id,
        transport: 0,
        mid: "0".into(),
        rid: None,
        ssrc: Some(1),
        rtx_ssrc: None,
        payloads: vec![OPUS],
        clock_rate: 48_000,
        extensions: ExtensionIds::default(),
        nack: false,
        transport_cc: false,
        allowed: true,
        max_bitrate: None,
    }
}

fn description(output: Id, transport: Id) -> OutputDescription {
    OutputDescription {
        output,
        transport,
        kind: Kind::Audio,
        mid: "0".into(),
        ssrc: 5,
        rtx_ssrc: None,
        payloads: vec![OPUS],
        clock_rate: 48_000,
        extensions: ExtensionIds::default(),
        start: Start::default(),
    }
}

fn word((worker, command): (WorkerNumber, Command)) -> String {
    let command = match command {
        Command::Mirror { stream, relay } => {
            let allowed = if stream.allowed { "" } else { ", muted" };
            format!("mirror {} of {} as {}{allowed}", stream.stream, relay.worker, relay.number)
        }
        Command::Relay { stream, relay } => format!("relay {stream} to {} as {}", relay.worker, relay.number),
        Command::EndRelay { relay } => format!("end relay {}", relay.number),
        Command::Route { output, .. } => format!("route {output}"),
        Command::RemoveStream { stream } => format!("remove stream {stream}"),
        Command::RemoveTransport { transport } => format!("remove transport {transport}"),
        Command::AllowStream { allowed, .. } => format!("allow {allowed}"),
        Command::Owner { path, worker } => format!("{} is of {worker:?}", path.remote.port()),
        Command::SetPath { .. } => "set path".into(),
        Command::AcceptPath { .. } => "accept path".into(),
        Command::ForgetPath { .. } => "forget path".into(),
        Command::GiveConnection { socket, to } => format!("give {socket} to {to}"),
        other => format!("{other:?}"),
    };
    format!("{worker}: {command}")
}

fn path(transport: Id, socket: usize, port: u16) -> Command {
    Command::SetPath { transport, socket, remote: ([127, 0, 0, 1], port).into() }
}

fn accepted(transport: Id, socket: usize, port: u16) -> Command {
    Command::AcceptPath { transport, socket, remote: ([127, 0, 0, 1], port).into() }
}

fn forgotten(transport: Id, socket: usize, port: u16) -> Command {
    Command::ForgetPath { transport, socket, remote: ([127, 0, 0, 1], port).into() }
}

#[test]
fn a_stream_is_relayed_once_to_each_worker_that_shows_it_and_as_long_as_one_does() {
    let mut rig = Rig::new();
    rig.tell(Command::AddOutput(description(3, 1)));
    assert_eq!(rig.route(1, &[10]), ["1: mirror 10 of 0 as 0", "0: relay 10 to 1 as 0", "1: route 1"]);
    assert_eq!(rig.route(3, &[10]), ["1: route 3"]);
    assert_eq!(rig.route(2, &[10]), ["2: mirror 10 of 0 as 1", "0: relay 10 to 2 as 1", "2: route 2"]);
    assert_eq!(rig.route(1, &[10]), ["1: route 1"], "again");
    assert_eq!(rig.route(1, &[]), ["1: route 1"], "another output still shows it");
    assert_eq!(rig.route(3, &[]), ["1: route 3", "0: end relay 0", "1: remove stream 10"]);
    assert_eq!(rig.route(1, &[10])[0], "1: mirror 10 of 0 as 2", "no number is used twice");
}

#[test]
fn within_one_worker_nothing_is_relayed() {
    let mut rig = Rig::new();
    rig.tell(Command::AddOutput(description(4, 0)));
    assert_eq!(rig.route(4, &[10]), ["0: route 4"]);
}

#[test]
fn muting_and_removing_reach_every_worker_that_shows_the_stream() {
    let mut rig = Rig::new();
    rig.route(1, &[10]);
    let mute = Command::AllowStream { stream: 10, allowed: false };
    assert_eq!(rig.told(mute), ["1: allow false", "0: allow false"]);
    assert_eq!(rig.route(2, &[10])[0], "2: mirror 10 of 0 as 1, muted");
    assert_eq!(
        rig.told(Command::RemoveStream { stream: 10 }),
        ["0: remove stream 10", "1: remove stream 10", "2: remove stream 10"]
    );
    assert_eq!(rig.route(1, &[]), ["1: route 1"], "there is nothing left to end");
}

#[test]
fn a_publisher_that_leaves_is_gone_everywhere_and_so_is_what_a_receiver_was_relayed() {
    let mut rig = Rig::new();
    rig.route(1, &[10]);
    rig.route(2, &[10]);
    let receiver_leaves = Command::RemoveTransport { transport: 1 };
    assert_eq!(rig.told(receiver_leaves), ["1: remove transport 1", "0: end relay 0", "1: remove stream 10"]);
    let publisher_leaves = Command::RemoveTransport { transport: 0 };
    assert_eq!(rig.told(publisher_leaves), ["0: remove transport 0", "2: remove stream 10"]);
}

#[test]
fn a_number_that_is_used_for_another_stream_is_not_taken_for_the_old_one() {
    let mut rig = Rig::new();
    rig.tell(Command::AddOutput(description(3, 1)));
    rig.route(1, &[10]);
    rig.tell(Command::RemoveStream { stream: 10 });
    rig.tell(Command::AddStream(stream(10)));
    rig.route(3, &[10]);
    assert_eq!(rig.route(1, &[]), ["1: route 1"], "output 3 shows it");
}

#[test]
fn the_others_know_an_address_before_its_owner_does() {
    let mut rig = Rig::new();
    assert_eq!(rig.told(path(1, 0, 7)), ["0: 7 is of Some(1)", "2: 7 is of Some(1)", "1: set path"]);
    assert_eq!(rig.told(path(1, 0, 7)), ["1: set path"], "again");
    assert_eq!(rig.told(path(1, 0, 8)), ["0: 8 is of Some(1)", "2: 8 is of Some(1)", "1: set path"]);
    let taken_over = rig.told(path(2, 0, 8));
    assert_eq!(taken_over, ["0: 8 is of Some(2)", "1: 8 is of Some(2)", "2: set path"]);
    assert_eq!(
        rig.told(Command::RemoveTransport { transport: 1 }),
        ["1: remove transport 1", "0: 7 is of None", "2: 7 is of None"]
    );
    assert_eq!(
        rig.told(Command::RemoveTransport { transport: 2 }),
        ["2: remove transport 2", "0: 8 is of None", "1: 8 is of None"]
    );
}

#[test]
fn an_accepted_address_is_known_to_all_until_it_is_forgotten() {
    let mut rig = Rig::new();
    rig.tell(path(1, 0, 7));
    assert_eq!(rig.told(accepted(1, 0, 8)), ["0: 8 is of Some(1)", "2: 8 is of Some(1)", "1: accept path"]);
    assert_eq!(rig.told(accepted(1, 0, 8)), ["1: accept path"], "again");
    assert_eq!(rig.told(forgotten(2, 0, 8)), ["2: forget path"], "it is not its own");
    assert_eq!(rig.told(forgotten(1, 0, 8)), ["0: 8 is of None", "2: 8 is of None", "1: forget path"]);
    rig.tell(accepted(1, 0, 9));
    assert_eq!(
        rig.told(Command::RemoveTransport { transport: 1 }),
        ["1: remove transport 1", "0: 7 is of None", "2: 7 is of None", "0: 9 is of None", "2: 9 is of None"]
    );
}

#[test]
fn an_answer_leaves_after_its_path_was_set_by_the_same_worker() {
    let mut rig = Rig::new();
    let remote = ([127, 0, 0, 1], 7).into();
    let answer = |socket| Command::SendDatagram { socket, remote, data: vec![1] };
    assert_eq!(rig.tell(answer(0))[0].0, 0, "anybody can answer a stranger");
    rig.tell(accepted(2, 0, 7));
    assert_eq!(rig.tell(answer(0))[0].0, 2);
}

#[test]
fn a_connection_is_given_to_the_worker_of_its_transport_by_whoever_accepted_it() {
    let mut rig = Rig::new();
    let told = rig.told(path(2, CONNECTION, 7));
    assert_eq!(told, ["0: 7 is of Some(2)", "1: 7 is of Some(2)", "0: give 1 to 2", "2: set path"]);
    let remote = ([127, 0, 0, 1], 7).into();
    let answer = Command::SendDatagram { socket: CONNECTION, remote, data: vec![1] };
    assert_eq!(rig.tell(answer)[0].0, ACCEPTOR, "which may have it still");
    let told = rig.told(accepted(1, CONNECTION + 2, 9));
    assert_eq!(told[2..], ["0: give 3 to 1", "1: accept path"], "accepted is enough");
    assert_eq!(rig.told(path(0, CONNECTION + 1, 8)).last().unwrap(), "0: set path");
}

#[test]
fn one_worker_is_told_everything_and_nothing_else() {
    let mut rig = Rig(Placement::new(1, 1));
    assert_eq!(rig.told(path(1, 0, 7)), ["0: set path"]);
}
