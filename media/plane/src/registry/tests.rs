//! What is refused, and what a refusal leaves behind: nothing.

use super::*;
use crate::command::{Attention, Start};
use crate::packet::Codec;

const VP8: Payload = Payload { codec: Codec::Vp8, payload_type: 96, rtx_payload_type: Some(97) };

fn stream(id: Id, ssrc: Option<u32>) -> StreamDescription {
    StreamDescription {
        stream: id,
        transport: 1,
        mid: "0".into(),
        rid: None,
        ssrc,
        rtx_ssrc: None,
        payloads: vec![VP8],
        clock_rate: 90_000,
        extensions: ExtensionIds { mid: Some(4), ..ExtensionIds::default() },
        nack: true,
        transport_cc: true,
        allowed: true,
        max_bitrate: None,
    }
}

fn output(id: Id, ssrc: u32, rtx: u32) -> OutputDescription {
    OutputDescription {
        output: id,
        transport: 1,
        kind: Kind::Video,
        mid: "0".into(),
        ssrc,
        rtx_ssrc: Some(rtx),
        payloads: vec![VP8],
        clock_rate: 90_000,
        extensions: ExtensionIds::default(),
        start: Start::default(),
    }
}

fn registry() -> Registry {
    let mut registry = Registry::new(vec![([127, 0, 0, 1], 1).into()], Vec::new());
    registry.check(&Command::AddTransport { transport: 1, ssrc: 1 }).unwrap();
    registry
}

fn refused(checked: Checked) -> bool {
    matches!(checked, Err(Refusal::Invalid(_)))
}

#[test]
fn ids_are_unknown_before_they_are_added_and_after_they_are_removed() {
    let mut registry = registry();
    let unknown = Refusal::Unknown("stream", 5);
    assert_eq!(registry.check(&Command::RequestKeyframe { stream: 5 }), Err(unknown.clone()));
    registry.check(&Command::AddStream(stream(5, Some(1)))).unwrap();
    let again = registry.check(&Command::AddStream(stream(5, Some(2))));
    assert_eq!(again, Err(Refusal::Exists("stream", 5)));
    registry.check(&Command::RemoveTransport { transport: 1 }).unwrap();
    assert_eq!(registry.check(&Command::RequestKeyframe { stream: 5 }), Err(unknown));
}

#[test]
fn one_ssrc_is_sent_by_one_output_until_it_is_removed() {
    let mut registry = registry();
    registry.check(&Command::AddOutput(output(1, 10, 11))).unwrap();
    assert!(refused(registry.check(&Command::AddOutput(output(2, 11, 12)))));
    assert!(refused(registry.check(&Command::AddOutput(output(2, 12, 12)))));
    registry.check(&Command::RemoveOutput { output: 1 }).unwrap();
    registry.check(&Command::AddOutput(output(2, 11, 12))).unwrap();
}

#[test]
fn an_ssrc_may_have_several_payload_types_but_each_only_once() {
    let mut registry = registry();
    registry.check(&Command::AddStream(stream(1, Some(7)))).unwrap();
    assert!(refused(registry.check(&Command::AddStream(stream(2, Some(7))))));
    let h264 = Payload { codec: Codec::H264, payload_type: 102, rtx_payload_type: Some(103) };
    let other = StreamDescription { payloads: vec![h264], ..stream(2, Some(7)) };
    registry.check(&Command::AddStream(other)).unwrap();
}

#[test]
fn keys_are_set_once() {
    let mut registry = registry();
    let key = crate::srtp::MasterKey::new(crate::srtp::Profile::AeadAes128Gcm, &[0; 16], &[0; 12]).unwrap();
    let command = Command::SetKeys { transport: 1, receive: key.clone(), send: key };
    registry.check(&command).unwrap();
    assert!(refused(registry.check(&command)));
}

#[test]
fn paths_are_on_our_sockets_and_of_their_family() {
    let registry = registry();
    assert!(registry.check_path(0, ([127, 0, 0, 1], 9).into()).is_ok());
    assert!(refused(registry.check_path(1, ([127, 0, 0, 1], 9).into())));
    assert!(refused(registry.check_path(0, (std::net::Ipv6Addr::LOCALHOST, 9).into())));
    assert!(refused(registry.check_path(0, ([127, 0, 0, 1], 0).into())));
}

#[test]
fn a_path_is_accepted_by_one_transport_and_taken_over_only_where_it_is_selected() {
    let mut registry = registry();
    registry.check(&Command::AddTransport { transport: 2, ssrc: 1 }).unwrap();
    let remote = ([127, 0, 0, 1], 9).into();
    let accept = |transport: Id| Command::AcceptPath { transport, socket: 0, remote };
    let select = |transport: Id| Command::SetPath { transport, socket: 0, remote };
    let forget = |transport: Id| Command::ForgetPath { transport, socket: 0, remote };
    registry.check(&accept(1)).unwrap();
    registry.check(&accept(1)).unwrap();
    assert!(refused(registry.check(&accept(2))));
    registry.check(&forget(2)).unwrap();
    assert!(refused(registry.check(&accept(2))), "it was not its own to forget");
    registry.check(&select(2)).unwrap();
    assert!(refused(registry.check(&accept(1))));
    registry.check(&forget(2)).unwrap();
    registry.check(&accept(1)).unwrap();
    registry.check(&Command::RemoveTransport { transport: 1 }).unwrap();
    registry.check(&accept(2)).unwrap();
    assert_eq!(registry.check(&accept(1)), Err(Refusal::Unknown("transport", 1)));
    assert_eq!(registry.check(&forget(1)), Err(Refusal::Unknown("transport", 1)));
}

#[test]
fn a_transport_has_so_many_paths_and_room_for_another_where_one_was_forgotten_or_taken_over() {
    let mut registry = registry();
    registry.check(&Command::AddTransport { transport: 2, ssrc: 1 }).unwrap();
    let remote = |port: u16| ([127, 0, 0, 1], port).into();
    let accept = |port: u16| Command::AcceptPath { transport: 1, socket: 0, remote: remote(port) };
    let select = |transport: Id, port: u16| Command::SetPath { transport, socket: 0, remote: remote(port) };
    registry.check(&select(1, 1)).unwrap();
    (2..=MAX_PATHS as u16).for_each(|port| registry.check(&accept(port)).unwrap());
    assert!(refused(registry.check(&accept(100))));
    assert!(refused(registry.check(&select(1, 100))));
    registry.check(&select(1, 2)).unwrap();
    registry.check(&Command::ForgetPath { transport: 1, socket: 0, remote: remote(3) }).unwrap();
    registry.check(&accept(100)).unwrap();
    assert!(refused(registry.check(&accept(101))));
    registry.check(&select(2, 4)).unwrap();
    registry.check(&accept(101)).unwrap();
}

#[test]
fn a_route_joins_what_fits() {
    let mut registry = registry();
    registry.check(&Command::AddStream(stream(1, Some(7)))).unwrap();
    registry.check(&Command::AddOutput(output(1, 10, 11))).unwrap();
    let opus = Payload { codec: Codec::Opus, payload_type: 111, rtx_payload_type: None };
    let audio = OutputDescription {
        kind: Kind::Audio,
        payloads: vec![opus],
        rtx_ssrc: None,
        clock_rate: 48_000,
        ..output(2, 12, 13)
    };
    registry.check(&Command::AddOutput(audio)).unwrap();
    let mut route =
        |output: Id, streams: &[Id]| registry.check(&Command::Route { output, streams: streams.into() });
    assert!(route(1, &[1]).is_ok());
    assert!(route(2, &[]).is_ok());
    assert!(refused(route(2, &[1])), "another kind");
    assert!(refused(route(1, &[1, 1])), "the same encoding twice");
    assert_eq!(route(1, &[1, 9]), Err(Refusal::Unknown("stream", 9)));
}

#[test]
fn encodings_of_one_picture_come_from_one_peer() {
    let mut registry = registry();
    registry.check(&Command::AddTransport { transport: 2, ssrc: 1 }).unwrap();
    registry.check(&Command::AddStream(stream(1, Some(7)))).unwrap();
    registry.check(&Command::AddStream(stream(2, Some(8)))).unwrap();
    let elsewhere = StreamDescription { transport: 2, ..stream(3, Some(9)) };
    registry.check(&Command::AddStream(elsewhere)).unwrap();
    registry.check(&Command::AddOutput(output(1, 10, 11))).unwrap();
    assert!(registry.check(&Command::Route { output: 1, streams: vec![1, 2] }).is_ok());
    assert!(refused(registry.check(&Command::Route { output: 1, streams: vec![1, 3] })));
}

#[test]
fn a_mid_and_rid_are_learned_by_one_stream() {
    let mut registry = registry();
    let ids = ExtensionIds { mid: Some(4), rid: Some(5), ..ExtensionIds::default() };
    let encoding = |id: Id, rid: &str| {
        let rid = Some(rid.into());
        Command::AddStream(StreamDescription { rid, extensions: ids, ..stream(id, None) })
    };
    registry.check(&encoding(1, "h")).unwrap();
    registry.check(&encoding(2, "l")).unwrap();
    assert!(refused(registry.check(&encoding(3, "l"))));
    registry.check(&Command::RemoveStream { stream: 2 }).unwrap();
    registry.check(&encoding(3, "l")).unwrap();
}

#[test]
fn only_an_output_that_is_there_is_watched() {
    let mut registry = registry();
    registry.check(&Command::AddOutput(output(1, 10, 11))).unwrap();
    let mut watch = |output: Id| registry.check(&Command::Watch { output, attention: Attention::default() });
    assert_eq!(watch(1), Ok(()));
    assert_eq!(watch(2), Err(Refusal::Unknown("output", 2)));
}

#[test]
fn descriptions_that_make_no_sense_are_refused() {
    let mut registry = registry();
    let base = || stream(1, Some(7));
    let same_ids = ExtensionIds { mid: Some(4), rid: Some(4), ..ExtensionIds::default() };
    for wrong in [
        StreamDescription { payloads: vec![], ..base() },
        StreamDescription { payloads: vec![Payload { payload_type: 72, ..VP8 }], ..base() },
        StreamDescription { payloads: vec![Payload { payload_type: 128, ..VP8 }], ..base() },
        StreamDescription { payloads: vec![Payload { rtx_payload_type: Some(96), ..VP8 }], ..base() },
        StreamDescription { payloads: vec![VP8, VP8], ..base() },
        StreamDescription {
            payloads: vec![Payload { rtx_payload_type: None, ..VP8 }],
            rtx_ssrc: Some(8),
            ..base()
        },
        StreamDescription { rid: Some("h".into()), ssrc: None, ..base() },
        StreamDescription { rid: Some(String::new()), ..base() },
        StreamDescription { clock_rate: 0, ..base() },
        StreamDescription { mid: String::new(), ..base() },
        StreamDescription { extensions: same_ids, ..base() },
        StreamDescription { ssrc: None, extensions: ExtensionIds::default(), ..base() },
    ] {
        assert!(refused(registry.check(&Command::AddStream(wrong))));
    }
    assert!(registry.check(&Command::AddStream(base())).is_ok(), "a refusal leaves nothing behind");
}
