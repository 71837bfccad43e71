//! The Python module `studyhall_plane`: turns arguments into commands and answers into Python values. It decides
//! nothing; `studyhall_plane.pyi` is its description.

mod values;

use std::collections::BTreeMap;
use std::io;
use std::os::fd::{AsRawFd, RawFd};

use pyo3::exceptions::{PyKeyError, PyOSError, PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::command::{
    self, Attention, Command, Event, Id, OutputDescription, Reply, Start, StreamDescription,
};
use crate::event_queue::Ended;
use crate::packet::Codec;
use crate::plane::{self, MAX_THREADS, PlaneError};
use crate::registry::Refusal;
use crate::rtp::extensions::ExtensionIds;
use crate::srtp::{MasterKey, Profile};

use values::{Address, Numbers, address, kind_from_name, socket_address};

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
                        abs_send_time=None, video_orientation=None, playout_delay=None,
                        dependency_descriptor=None))]
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
        dependency_descriptor: Option<u8>,
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
            dependency_descriptor,
        })
    }
}

#[pyclass(frozen, module = "studyhall_plane")]
struct Payload(command::Payload);

#[pymethods]
impl Payload {
    #[new]
    #[pyo3(signature = (codec, payload_type, rtx_payload_type=None))]
    fn new(codec: &str, payload_type: u8, rtx_payload_type: Option<u8>) -> PyResult<Self> {
        let codec = Codec::from_name(codec).ok_or_else(|| PyValueError::new_err("unknown codec"))?;
        Ok(Self(command::Payload { codec, payload_type, rtx_payload_type }))
    }
}

#[pyclass(frozen, module = "studyhall_plane")]
struct Plane(plane::Plane);

#[pymethods]
impl Plane {
    #[new]
    #[pyo3(signature = (sockets, *, tcp=Vec::new(), threads=1))]
    fn new(sockets: Vec<Address>, tcp: Vec<Address>, threads: usize) -> PyResult<Self> {
        if !(1..=MAX_THREADS).contains(&threads) {
            return Err(PyValueError::new_err("there are between 1 and 64 threads"));
        }
        let addresses = sockets.iter().map(socket_address).collect::<PyResult<Vec<_>>>()?;
        let tcp = tcp.iter().map(socket_address).collect::<PyResult<Vec<_>>>()?;
        Ok(Self(plane::Plane::start(&addresses, &tcp, threads).map_err(os_error)?))
    }

    /// Whether the kernel gave less than 4 MiB of buffer to a socket: raise net.core.rmem_max and wmem_max.
    #[getter]
    fn buffers_are_clamped(&self) -> bool {
        self.0.buffers_are_clamped()
    }

    fn local_addresses(&self) -> PyResult<Vec<Address>> {
        Ok(self.0.local_addresses().map_err(exception)?.into_iter().map(address).collect())
    }

    fn tcp_addresses(&self) -> PyResult<Vec<Address>> {
        Ok(self.0.tcp_addresses().map_err(exception)?.into_iter().map(address).collect())
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

    #[pyo3(signature = (transport, thread=0))]
    fn add_transport(&self, transport: Id, thread: usize) -> PyResult<()> {
        self.0.add_transport(transport, thread).map_err(exception)
    }

    fn set_path(&self, transport: Id, socket: usize, remote: Address) -> PyResult<()> {
        let remote = socket_address(&remote)?;
        self.send(Command::SetPath { transport, socket, remote })
    }

    fn accept_path(&self, transport: Id, socket: usize, remote: Address) -> PyResult<()> {
        let remote = socket_address(&remote)?;
        self.send(Command::AcceptPath { transport, socket, remote })
    }

    fn forget_path(&self, transport: Id, socket: usize, remote: Address) -> PyResult<()> {
        let remote = socket_address(&remote)?;
        self.send(Command::ForgetPath { transport, socket, remote })
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

    #[pyo3(signature = (stream, transport, *, mid, rid, ssrc, rtx_ssrc, payloads, clock_rate, extensions, nack,
                        transport_cc, allowed, max_bitrate))]
    #[allow(clippy::too_many_arguments, reason = "keyword arguments")]
    fn add_stream(
        &self,
        stream: Id,
        transport: Id,
        mid: String,
        rid: Option<String>,
        ssrc: Option<u32>,
        rtx_ssrc: Option<u32>,
        payloads: Vec<PyRef<'_, Payload>>,
        clock_rate: u32,
        extensions: &Extensions,
        nack: bool,
        transport_cc: bool,
        allowed: bool,
        max_bitrate: Option<u64>,
    ) -> PyResult<()> {
        self.send(Command::AddStream(StreamDescription {
            stream,
            transport,
            mid,
            rid,
            ssrc,
            rtx_ssrc,
            payloads: payloads.iter().map(|payload| payload.0).collect(),
            clock_rate,
            extensions: extensions.0,
            nack,
            transport_cc,
            allowed,
            max_bitrate,
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

    #[pyo3(signature = (output, transport, kind, *, mid, ssrc, rtx_ssrc, payloads, clock_rate, extensions))]
    #[allow(clippy::too_many_arguments, reason = "keyword arguments")]
    fn add_output(
        &self,
        output: Id,
        transport: Id,
        kind: &str,
        mid: String,
        ssrc: u32,
        rtx_ssrc: Option<u32>,
        payloads: Vec<PyRef<'_, Payload>>,
        clock_rate: u32,
        extensions: &Extensions,
    ) -> PyResult<()> {
        self.send(Command::AddOutput(OutputDescription {
            output,
            transport,
            kind: kind_from_name(kind)?,
            mid,
            ssrc,
            rtx_ssrc,
            payloads: payloads.iter().map(|payload| payload.0).collect(),
            clock_rate,
            extensions: extensions.0,
            start: Start::random(),
        }))
    }

    fn route(&self, output: Id, streams: Vec<Id>) -> PyResult<()> {
        self.send(Command::Route { output, streams })
    }

    #[pyo3(signature = (output, *, layer, priority, is_screen))]
    fn watch(&self, output: Id, layer: i32, priority: i32, is_screen: bool) -> PyResult<()> {
        let layer = match layer {
            -1 => None,
            layer => {
                Some(u8::try_from(layer).map_err(|_| PyValueError::new_err("a layer is from -1 to 255"))?)
            }
        };
        self.send(Command::Watch { output, attention: Attention { layer, priority, is_screen } })
    }

    fn remove_output(&self, output: Id) -> PyResult<()> {
        self.send(Command::RemoveOutput { output })
    }

    fn audio_levels(&self, py: Python<'_>) -> PyResult<Vec<(Id, u8)>> {
        Ok(self.ask_all(py, |reply| Command::AudioLevels { reply })?.concat())
    }

    fn lines(&self, py: Python<'_>) -> PyResult<Vec<(Id, u32, u32, u64)>> {
        let lines = self.ask_all(py, |reply| Command::Lines { reply })?.concat();
        Ok(lines.into_iter().map(|line| (line.transport, line.loss_in, line.loss_out, line.rtt_us)).collect())
    }

    fn statistics(&self, py: Python<'_>) -> PyResult<BTreeMap<&'static str, Numbers<u64>>> {
        Ok(values::of_plane(&self.ask_all(py, |reply| Command::Statistics { reply })?))
    }

    fn thread_cpu_ns(&self, py: Python<'_>) -> PyResult<Vec<u64>> {
        let threads = self.ask_all(py, |reply| Command::Statistics { reply })?;
        Ok(threads.iter().map(|statistics| statistics.thread_cpu_ns).collect())
    }

    fn stream_statistics(&self, py: Python<'_>, stream: Id) -> PyResult<Numbers<u64>> {
        let statistics = self.ask(py, |reply| Command::StreamStatistics { stream, reply })?;
        let statistics = statistics.ok_or_else(|| exception(Refusal::Unknown("stream", stream).into()))?;
        Ok(values::of_stream(&statistics))
    }

    fn output_statistics(&self, py: Python<'_>, output: Id) -> PyResult<Numbers<i64>> {
        let statistics = self.ask(py, |reply| Command::OutputStatistics { output, reply })?;
        let statistics = statistics.ok_or_else(|| exception(Refusal::Unknown("output", output).into()))?;
        Ok(values::of_output(&statistics))
    }

    fn transport_statistics(&self, py: Python<'_>, transport: Id) -> PyResult<Numbers<u64>> {
        let statistics = self.ask(py, |reply| Command::TransportStatistics { transport, reply })?;
        let unknown = || exception(Refusal::Unknown("transport", transport).into());
        Ok(values::of_transport(&statistics.ok_or_else(unknown)?))
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

    fn ask_all<T: Send>(
        &self,
        py: Python<'_>,
        question: impl Fn(Reply<T>) -> Command + Send,
    ) -> PyResult<Vec<T>> {
        py.detach(|| self.0.ask_all(question)).map_err(exception)
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
    use super::{DtlsDatagram, Extensions, Payload, Plane, StreamActive, StunDatagram};
    use crate::packet::Codec;
    use crate::srtp::Profile;

    /// The type aliases of the stub, so that importing them works as it says.
    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        let py = module.py();
        let literal = py.import("typing")?.getattr("Literal")?;
        let pair = (py.get_type::<PyString>(), py.get_type::<PyInt>());
        module.add("Address", py.get_type::<PyTuple>().get_item(pair)?)?;
        module.add("Kind", literal.get_item(("audio", "video"))?)?;
        module.add("Codec", literal.get_item(PyTuple::new(py, Codec::ALL.map(Codec::name))?)?)?;
        module.add("Profile", literal.get_item(PyTuple::new(py, Profile::ALL.map(Profile::name))?)?)
    }
}
