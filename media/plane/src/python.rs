//! The Python module `studyhall_plane`: turns arguments into commands and answers into Python values. It decides
//! nothing; `studyhall_plane.pyi` is its description.

use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::os::fd::{AsRawFd, RawFd};

use pyo3::exceptions::{PyKeyError, PyOSError, PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::command::{
    Command, Event, Id, OutputDescription, Reply, RtxDescription, Start, StreamDescription,
};
use crate::event_queue::Ended;
use crate::packet::Kind;
use crate::plane::{self, PlaneError, random_ssrc};
use crate::registry::Refusal;
use crate::rtp::extensions::ExtensionIds;
use crate::srtp::{MasterKey, Profile};
use crate::statistics::{OutputStatistics, StreamStatistics};

type Address = (String, u16);

#[pyclass(frozen, get_all, module = "studyhall_plane")]
struct StunDatagram {
    socket: usize,
    remote: Address,
    data: Py<PyBytes>,
}

#[pyclass(frozen, get_all, module = "studyhall_plane")]
struct DtlsDatagram {
    transport: Id,
    data: Py<PyBytes>,
}

#[pyclass(frozen, get_all, module = "studyhall_plane")]
struct StreamActive {
    stream: Id,
}

#[pyclass(frozen, module = "studyhall_plane")]
struct Extensions(ExtensionIds);

#[pymethods]
impl Extensions {
    #[new]
    #[pyo3(signature = (*, mid=None, rid=None, repaired_rid=None, audio_level=None, transport_cc=None,
                        abs_send_time=None, video_orientation=None, playout_delay=None))]
    #[allow(clippy::too_many_arguments, reason = "one keyword argument per extension")]
    fn new(
        mid: Option<u8>,
        rid: Option<u8>,
        repaired_rid: Option<u8>,
        audio_level: Option<u8>,
        transport_cc: Option<u8>,
        abs_send_time: Option<u8>,
        video_orientation: Option<u8>,
        playout_delay: Option<u8>,
    ) -> Self {
        Self(ExtensionIds {
            mid,
            rid,
            repaired_rid,
            audio_level,
            transport_cc,
            abs_send_time,
            video_orientation,
            playout_delay,
        })
    }
}

#[pyclass(frozen, module = "studyhall_plane")]
struct Plane(plane::Plane);

#[pymethods]
impl Plane {
    #[new]
    fn new(sockets: Vec<Address>) -> PyResult<Self> {
        let addresses = sockets.iter().map(socket_address).collect::<PyResult<Vec<_>>>()?;
        Ok(Self(plane::Plane::start(&addresses).map_err(os_error)?))
    }

    /// Whether the kernel gave less than 4 MiB of buffer to a socket: raise net.core.rmem_max and wmem_max.
    #[getter]
    fn buffers_are_clamped(&self) -> bool {
        self.0.buffers_are_clamped()
    }

    fn local_addresses(&self) -> PyResult<Vec<Address>> {
        Ok(self.0.local_addresses().map_err(exception)?.into_iter().map(address).collect())
    }

    fn fileno(&self) -> PyResult<RawFd> {
        self.0.local_addresses().map_err(exception)?;
        Ok(self.0.events().descriptor().as_raw_fd())
    }

    fn take_events<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyAny>>> {
        self.0.local_addresses().map_err(exception)?;
        let events = self.0.events().take().map_err(|Ended| exception(PlaneError::Ended))?;
        events.into_iter().map(|event| python_event(py, event)).collect()
    }

    fn send_datagram(&self, socket: usize, remote: Address, data: Vec<u8>) -> PyResult<()> {
        let remote = socket_address(&remote)?;
        self.send(Command::SendDatagram { socket, remote, data })
    }

    fn close(&self, py: Python<'_>) {
        py.detach(|| self.0.close());
    }

    fn add_transport(&self, transport: Id) -> PyResult<()> {
        self.send(Command::AddTransport { transport, ssrc: random_ssrc() })
    }

    fn set_path(&self, transport: Id, socket: usize, remote: Address) -> PyResult<()> {
        let remote = socket_address(&remote)?;
        self.send(Command::SetPath { transport, socket, remote })
    }

    #[pyo3(signature = (transport, profile, *, receive_key, receive_salt, send_key, send_salt))]
    fn set_keys(
        &self,
        transport: Id,
        profile: &str,
        receive_key: &[u8],
        receive_salt: &[u8],
        send_key: &[u8],
        send_salt: &[u8],
    ) -> PyResult<()> {
        let profile =
            Profile::from_name(profile).ok_or_else(|| PyValueError::new_err("unknown SRTP profile"))?;
        let master = |key: &[u8], salt: &[u8]| {
            let wrong_length = || PyValueError::new_err("key or salt has the wrong length for the profile");
            MasterKey::new(profile, key, salt).ok_or_else(wrong_length)
        };
        let (receive, send) = (master(receive_key, receive_salt)?, master(send_key, send_salt)?);
        self.send(Command::SetKeys { transport, receive, send })
    }

    fn remove_transport(&self, transport: Id) -> PyResult<()> {
        self.send(Command::RemoveTransport { transport })
    }

    #[pyo3(signature = (stream, transport, kind, *, mid, ssrc, payload_type, clock_rate, rtx_ssrc,
                        rtx_payload_type, extensions, nack, transport_cc, allowed))]
    #[allow(clippy::too_many_arguments, reason = "keyword arguments")]
    fn add_stream(
        &self,
        stream: Id,
        transport: Id,
        kind: &str,
        mid: String,
        ssrc: Option<u32>,
        payload_type: u8,
        clock_rate: u32,
        rtx_ssrc: Option<u32>,
        rtx_payload_type: Option<u8>,
        extensions: &Extensions,
        nack: bool,
        transport_cc: bool,
        allowed: bool,
    ) -> PyResult<()> {
        self.send(Command::AddStream(StreamDescription {
            stream,
            transport,
            kind: kind_from_name(kind)?,
            mid,
            ssrc,
            payload_type,
            clock_rate,
            rtx_ssrc,
            rtx_payload_type,
            extensions: extensions.0,
            nack,
            transport_cc,
            allowed,
        }))
    }

    fn allow_stream(&self, stream: Id, allowed: bool) -> PyResult<()> {
        self.send(Command::AllowStream { stream, allowed })
    }

    fn remove_stream(&self, stream: Id) -> PyResult<()> {
        self.send(Command::RemoveStream { stream })
    }

    fn request_keyframe(&self, stream: Id) -> PyResult<()> {
        self.send(Command::RequestKeyframe { stream })
    }

    #[pyo3(signature = (output, transport, kind, *, mid, ssrc, payload_type, clock_rate, rtx_ssrc,
                        rtx_payload_type, extensions))]
    #[allow(clippy::too_many_arguments, reason = "keyword arguments")]
    fn add_output(
        &self,
        output: Id,
        transport: Id,
        kind: &str,
        mid: String,
        ssrc: u32,
        payload_type: u8,
        clock_rate: u32,
        rtx_ssrc: Option<u32>,
        rtx_payload_type: Option<u8>,
        extensions: &Extensions,
    ) -> PyResult<()> {
        let rtx = match (rtx_ssrc, rtx_payload_type) {
            (Some(ssrc), Some(payload_type)) => Some(RtxDescription { ssrc, payload_type }),
            (None, None) => None,
            _ => return Err(PyValueError::new_err("RTX needs both an SSRC and a payload type")),
        };
        self.send(Command::AddOutput(OutputDescription {
            output,
            transport,
            kind: kind_from_name(kind)?,
            mid,
            ssrc,
            payload_type,
            clock_rate,
            rtx,
            extensions: extensions.0,
            start: Start::random(),
        }))
    }

    fn route(&self, output: Id, stream: Option<Id>) -> PyResult<()> {
        self.send(Command::Route { output, stream })
    }

    fn remove_output(&self, output: Id) -> PyResult<()> {
        self.send(Command::RemoveOutput { output })
    }

    fn audio_levels(&self, py: Python<'_>) -> PyResult<Vec<(Id, u8)>> {
        self.ask(py, |reply| Command::AudioLevels { reply })
    }

    fn statistics(&self, py: Python<'_>) -> PyResult<BTreeMap<&'static str, BTreeMap<&'static str, u64>>> {
        let statistics = self.ask(py, |reply| Command::Statistics { reply })?;
        let total = BTreeMap::from([
            ("packets_in", statistics.packets_in),
            ("bytes_in", statistics.bytes_in),
            ("packets_out", statistics.packets_out),
            ("bytes_out", statistics.bytes_out),
            ("datagrams_out", statistics.datagrams_out),
            ("thread_cpu_ns", statistics.thread_cpu_ns),
        ]);
        Ok(BTreeMap::from([("total", total), ("drops", statistics.drops.iter().collect())]))
    }

    fn stream_statistics(&self, py: Python<'_>, stream: Id) -> PyResult<BTreeMap<&'static str, u64>> {
        let statistics = self.ask(py, |reply| Command::StreamStatistics { stream, reply })?;
        let StreamStatistics { packets, bytes, lost, jitter, nacks_sent, plis_sent } =
            statistics.ok_or_else(|| exception(Refusal::Unknown("stream", stream).into()))?;
        Ok(BTreeMap::from([
            ("packets", packets),
            ("bytes", bytes),
            ("lost", lost),
            ("jitter", jitter.into()),
            ("nacks_sent", nacks_sent),
            ("plis_sent", plis_sent),
        ]))
    }

    fn output_statistics(&self, py: Python<'_>, output: Id) -> PyResult<BTreeMap<&'static str, i64>> {
        let statistics = self.ask(py, |reply| Command::OutputStatistics { output, reply })?;
        let OutputStatistics { packets, bytes, resent, nacks_received, plis_received, lost, rtt_us } =
            statistics.ok_or_else(|| exception(Refusal::Unknown("output", output).into()))?;
        Ok(BTreeMap::from([
            ("packets", packets as i64),
            ("bytes", bytes as i64),
            ("resent", resent as i64),
            ("nacks_received", nacks_received as i64),
            ("plis_received", plis_received as i64),
            ("lost", lost.into()),
            ("rtt_us", rtt_us as i64),
        ]))
    }
}

impl Plane {
    fn send(&self, command: Command) -> PyResult<()> {
        self.0.send(command).map_err(exception)
    }

    /// The answer comes from another thread: others may run Python meanwhile.
    fn ask<T: Send>(&self, py: Python<'_>, question: impl FnOnce(Reply<T>) -> Command + Send) -> PyResult<T> {
        py.detach(|| self.0.ask(question)).map_err(exception)
    }
}

fn exception(error: PlaneError) -> PyErr {
    let message = error.to_string();
    match error {
        PlaneError::Closed | PlaneError::Ended => PyRuntimeError::new_err(message),
        PlaneError::Refused(Refusal::Unknown(..)) => PyKeyError::new_err(message),
        PlaneError::Refused(Refusal::Exists(..) | Refusal::Invalid(_)) => PyValueError::new_err(message),
    }
}

/// With its errno, as Python's own have it.
fn os_error(error: io::Error) -> PyErr {
    match error.raw_os_error() {
        Some(number) => PyOSError::new_err((number, error.to_string())),
        None => error.into(),
    }
}

fn kind_from_name(name: &str) -> PyResult<Kind> {
    match name {
        "audio" => Ok(Kind::Audio),
        "video" => Ok(Kind::Video),
        _ => Err(PyValueError::new_err("a kind is 'audio' or 'video'")),
    }
}

fn socket_address((host, port): &Address) -> PyResult<SocketAddr> {
    let host: IpAddr = host.parse().map_err(|_| PyValueError::new_err("the address is not an IP address"))?;
    Ok(SocketAddr::new(host, *port))
}

fn address(address: SocketAddr) -> Address {
    (address.ip().to_string(), address.port())
}

fn python_event(py: Python<'_>, event: Event) -> PyResult<Bound<'_, PyAny>> {
    let bytes = |data: Vec<u8>| PyBytes::new(py, &data).unbind();
    match event {
        Event::Stun { socket, remote, data } => {
            Ok(Bound::new(py, StunDatagram { socket, remote: address(remote), data: bytes(data) })?
                .into_any())
        }
        Event::Dtls { transport, data } => {
            Ok(Bound::new(py, DtlsDatagram { transport, data: bytes(data) })?.into_any())
        }
        Event::StreamActive { stream } => Ok(Bound::new(py, StreamActive { stream })?.into_any()),
    }
}

#[pymodule]
mod studyhall_plane {
    use pyo3::prelude::*;
    use pyo3::types::{PyInt, PyString, PyTuple};

    #[pymodule_export]
    use super::{DtlsDatagram, Extensions, Plane, StreamActive, StunDatagram};
    use crate::srtp::Profile;

    /// The type aliases of the stub, so that importing them works as it says.
    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        let py = module.py();
        let literal = py.import("typing")?.getattr("Literal")?;
        let pair = (py.get_type::<PyString>(), py.get_type::<PyInt>());
        module.add("Address", py.get_type::<PyTuple>().get_item(pair)?)?;
        module.add("Kind", literal.get_item(("audio", "video"))?)?;
        module.add("Profile", literal.get_item(PyTuple::new(py, Profile::ALL.map(Profile::name))?)?)
    }
}
