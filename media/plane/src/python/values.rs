//! Values as Python has them: addresses as pairs, statistics as dictionaries under the names of the stub.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::packet::Kind;
use crate::statistics::{OutputStatistics, Statistics, StreamStatistics, TransportStatistics};

pub type Address = (String, u16);
pub type Numbers<T> = BTreeMap<&'static str, T>;

pub fn kind_from_name(name: &str) -> PyResult<Kind> {
    match name {
        "audio" => Ok(Kind::Audio),
        "video" => Ok(Kind::Video),
        _ => Err(PyValueError::new_err("a kind is 'audio' or 'video'")),
    }
}

pub fn socket_address((host, port): &Address) -> PyResult<SocketAddr> {
    let host: IpAddr = host.parse().map_err(|_| PyValueError::new_err("the address is not an IP address"))?;
    Ok(SocketAddr::new(host, *port))
}

pub fn address(address: SocketAddr) -> Address {
    (address.ip().to_string(), address.port())
}

/// Of all threads together.
pub fn of_plane(threads: &[Statistics]) -> BTreeMap<&'static str, Numbers<u64>> {
    let mut sum = Statistics::default();
    threads.iter().for_each(|statistics| sum.add(statistics));
    let Statistics { packets_in, bytes_in, packets_out, bytes_out, datagrams_out, drops, .. } = &sum;
    let Statistics { resent, keyframes_wanted, keyframes_asked, .. } = &sum;
    let total = BTreeMap::from([
        ("packets_in", *packets_in),
        ("bytes_in", *bytes_in),
        ("packets_out", *packets_out),
        ("bytes_out", *bytes_out),
        ("datagrams_out", *datagrams_out),
        ("resent", *resent),
        ("keyframes_wanted", *keyframes_wanted),
        ("keyframes_asked", *keyframes_asked),
    ]);
    BTreeMap::from([("total", total), ("drops", drops.iter().collect())])
}

pub fn of_stream(statistics: &StreamStatistics) -> Numbers<u64> {
    let StreamStatistics { packets, bytes, lost, jitter, nacks_sent, plis_sent, bitrate } = *statistics;
    BTreeMap::from([
        ("packets", packets),
        ("bytes", bytes),
        ("lost", lost),
        ("jitter", jitter.into()),
        ("nacks_sent", nacks_sent),
        ("plis_sent", plis_sent),
        ("bitrate", bitrate),
    ])
}

pub fn of_output(statistics: &OutputStatistics) -> Numbers<i64> {
    let OutputStatistics {
        packets,
        bytes,
        resent,
        nacks_received,
        plis_received,
        lost,
        rtt_us,
        layer,
        bitrate,
    } = *statistics;
    BTreeMap::from([
        ("packets", packets as i64),
        ("bytes", bytes as i64),
        ("resent", resent as i64),
        ("nacks_received", nacks_received as i64),
        ("plis_received", plis_received as i64),
        ("lost", lost.into()),
        ("rtt_us", rtt_us as i64),
        ("layer", layer.map_or(-1, i64::from)),
        ("bitrate", bitrate as i64),
    ])
}

pub fn of_transport(statistics: &TransportStatistics) -> Numbers<u64> {
    let TransportStatistics { estimate, sent_bitrate, rtt_us, lost } = *statistics;
    BTreeMap::from([
        ("estimate", estimate),
        ("sent_bitrate", sent_bitrate),
        ("rtt_us", rtt_us),
        ("lost", lost.into()),
    ])
}
