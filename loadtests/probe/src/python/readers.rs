//! `Dialect`, `Readers` and `send_floor` of the Python module.

use std::net::SocketAddr;

use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;

use crate::clock::{Nanos, SECOND};
use crate::mark::Template;
use crate::reader::{self, Heartbeat};
use crate::reading::{Counts, Reading};
use crate::websocket::{BINARY, TEXT, masked};

use super::{poll, seconds};

type Answers = Vec<(Vec<u8>, Vec<u8>)>;

#[pyclass(frozen, module = "studyhall_probe")]
pub struct Dialect {
    opcode: u8,
    ready: Vec<u8>,
    answers: Answers,
    heartbeat: Option<(Vec<u8>, f64)>,
    post: Vec<u8>,
}

#[pymethods]
impl Dialect {
    #[new]
    #[pyo3(signature = (*, text, post, ready = Vec::new(), answers = Vec::new(), heartbeat = None))]
    fn new(
        text: bool,
        post: Vec<u8>,
        ready: Vec<u8>,
        answers: Answers,
        heartbeat: Option<(Vec<u8>, f64)>,
    ) -> PyResult<Self> {
        if heartbeat.as_ref().is_some_and(|(_, every)| *every < 0.1) {
            return Err(PyValueError::new_err(
                "a heartbeat takes a tenth of a second at least",
            ));
        }
        Ok(Self {
            opcode: if text { TEXT } else { BINARY },
            ready,
            answers,
            heartbeat,
            post,
        })
    }
}

impl Dialect {
    fn spoken(&self) -> reader::Dialect {
        reader::Dialect {
            opcode: self.opcode,
            ready: self.ready.clone(),
            answers: self.answers.clone(),
            heartbeat: self.heartbeat.as_ref().map(|(payload, every)| Heartbeat {
                frame: masked(self.opcode, payload),
                every: (every * SECOND as f64) as Nanos,
            }),
            post: Template::new(masked(self.opcode, &self.post)),
        }
    }
}

#[pyclass(module = "studyhall_probe")]
pub struct Readers {
    opcode: u8,
    running: Option<Reading>,
}

#[pymethods]
impl Readers {
    #[new]
    fn new(dialect: &Dialect) -> PyResult<Self> {
        Ok(Self {
            opcode: dialect.opcode,
            running: Some(Reading::start(dialect.spoken())?),
        })
    }

    #[pyo3(signature = (host, port, upgrade, opening = Vec::new()))]
    fn add(
        &self,
        py: Python<'_>,
        host: &str,
        port: u16,
        upgrade: &[u8],
        opening: Vec<Vec<u8>>,
    ) -> PyResult<()> {
        let host = host
            .parse()
            .map_err(|_| PyValueError::new_err("not an address"))?;
        let opening = opening
            .iter()
            .flat_map(|payload| masked(self.opcode, payload))
            .collect();
        let reading = self.running()?;
        Ok(py.detach(|| reading.add(SocketAddr::new(host, port), upgrade, opening))?)
    }

    fn wait_until_ready(&self, py: Python<'_>, members: u64, patience: f64) -> PyResult<bool> {
        self.wait(py, patience, |counts| counts.ready >= members)
    }

    fn wait_until_received(&self, py: Python<'_>, marks: u64, patience: f64) -> PyResult<bool> {
        self.wait(py, patience, |counts| counts.read.received >= marks)
    }

    fn post(&self, py: Python<'_>, per_second: f64, posters: usize) -> PyResult<()> {
        let reading = self.running()?;
        py.detach(|| reading.post(per_second, posters));
        Ok(())
    }

    fn counts(&self, py: Python<'_>) -> PyResult<Vec<(&'static str, u64)>> {
        let reading = self.running()?;
        let counts = py.detach(|| reading.counts());
        Ok(vec![
            ("members", counts.members),
            ("ready", counts.ready),
            ("closed", counts.closed),
            ("posted", counts.posted),
            ("received", counts.read.received),
            ("twice", counts.read.twice),
            ("messages", counts.read.messages),
            ("bytes", counts.read.bytes),
        ])
    }

    fn close_codes(&self) -> PyResult<Vec<u16>> {
        Ok(self.running()?.close_codes())
    }

    fn take_latencies(&self) -> PyResult<Vec<u32>> {
        Ok(self.running()?.take_latencies())
    }

    fn close(&mut self, py: Python<'_>) {
        let running = self.running.take();
        py.detach(|| drop(running));
    }
}

impl Readers {
    fn running(&self) -> PyResult<&Reading> {
        self.running
            .as_ref()
            .ok_or_else(|| PyRuntimeError::new_err("the readers are closed"))
    }

    fn wait(
        &self,
        py: Python<'_>,
        patience: f64,
        enough: impl Fn(Counts) -> bool + Sync,
    ) -> PyResult<bool> {
        let reading = self.running()?;
        let ask = || enough(reading.counts()).then_some(());
        Ok(py.detach(|| poll(patience, ask)).is_some())
    }
}

/// (messages, sent, received, CPU seconds of the sending thread, seconds that it took, latencies in µs)
#[pyfunction]
#[pyo3(signature = (sockets, for_seconds, *, per_second, size))]
pub fn send_floor(
    py: Python<'_>,
    sockets: usize,
    for_seconds: f64,
    per_second: Option<f64>,
    size: usize,
) -> PyResult<(u64, u64, u64, f64, f64, Vec<u32>)> {
    let counts = py.detach(|| crate::send_floor::run(sockets, for_seconds, per_second, size))?;
    Ok((
        counts.messages,
        counts.sent,
        counts.received,
        seconds(counts.cpu),
        seconds(counts.wall),
        counts.latencies,
    ))
}
