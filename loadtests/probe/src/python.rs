//! The Python module `studyhall_probe`; `studyhall_probe.pyi` says what it promises.

mod readers;

use std::os::fd::{BorrowedFd, OwnedFd};
use std::time::Duration;

use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use studyhall_plane::srtp::{MasterKey, Profile};

use crate::clock::{self, Nanos, SECOND};
use crate::publisher::{Keys, Publisher, TrackSpec};
use crate::publishing::Publishing;
use crate::viewer::{Viewer, ViewerCounts};
use crate::viewing::Viewing;

#[pyclass(frozen, from_py_object, module = "studyhall_probe")]
#[derive(Clone)]
struct SrtpKeys {
    keys: Keys,
}

#[pymethods]
impl SrtpKeys {
    #[new]
    #[pyo3(signature = (profile, *, receive_key, receive_salt, send_key, send_salt))]
    fn new(
        profile: &str,
        receive_key: &[u8],
        receive_salt: &[u8],
        send_key: &[u8],
        send_salt: &[u8],
    ) -> PyResult<Self> {
        let profile =
            Profile::from_name(profile).ok_or_else(|| PyValueError::new_err("unknown profile"))?;
        let master = |key, salt| {
            MasterKey::new(profile, key, salt)
                .ok_or_else(|| PyValueError::new_err("wrong length for the profile"))
        };
        let keys = Keys {
            receive: master(receive_key, receive_salt)?,
            send: master(send_key, send_salt)?,
        };
        Ok(Self { keys })
    }
}

#[pyclass(frozen, from_py_object, module = "studyhall_probe")]
#[derive(Clone)]
struct Track {
    spec: TrackSpec,
}

#[pymethods]
impl Track {
    #[new]
    #[pyo3(signature = (*, ssrc, payload_type, mid, mid_extension))]
    fn new(ssrc: u32, payload_type: u8, mid: String, mid_extension: Option<u8>) -> Self {
        Self {
            spec: TrackSpec {
                ssrc,
                payload_type,
                mid,
                mid_extension,
            },
        }
    }
}

#[pyclass(module = "studyhall_probe")]
struct Probe {
    running: Option<(Publishing, Viewing)>,
}

#[pymethods]
impl Probe {
    #[new]
    fn new() -> PyResult<Self> {
        Ok(Self {
            running: Some((Publishing::start()?, Viewing::start()?)),
        })
    }

    fn add_publisher(
        &self,
        fd: i32,
        keys: &SrtpKeys,
        video: &Track,
        audio: &Track,
        bits_per_second: u32,
    ) -> PyResult<()> {
        let publisher = Publisher::new(
            &keys.keys,
            &video.spec,
            &audio.spec,
            bits_per_second,
            clock::monotonic(),
        );
        self.running()?.0.add(own(fd)?, publisher);
        Ok(())
    }

    fn add_viewer(
        &self,
        fd: i32,
        keys: &SrtpKeys,
        ssrc: u32,
        video_payload_type: u8,
    ) -> PyResult<usize> {
        Ok(self
            .running()?
            .1
            .add(own(fd)?, Viewer::new(&keys.keys, ssrc, video_payload_type))?)
    }

    /// Seconds of the monotonic clock, or None.
    fn wait_for_video(
        &self,
        py: Python<'_>,
        viewer: usize,
        patience: f64,
    ) -> PyResult<Option<f64>> {
        let viewing = &self.running()?.1;
        let first = py.detach(|| poll(patience, || viewing.first_video(viewer)));
        Ok(first.map(seconds))
    }

    fn wait_for_packets(&self, py: Python<'_>, packets: u64, patience: f64) -> PyResult<bool> {
        let viewing = &self.running()?.1;
        let enough = || (viewing.counts().received >= packets).then_some(());
        Ok(py.detach(|| poll(patience, enough)).is_some())
    }

    fn viewers(&self, py: Python<'_>) -> PyResult<Vec<(&'static str, u64)>> {
        let viewing = &self.running()?.1;
        Ok(named(py.detach(|| viewing.counts())))
    }

    fn received(&self) -> PyResult<Vec<u64>> {
        Ok(self.running()?.1.received())
    }

    fn publishers(&self) -> PyResult<Vec<(&'static str, u64)>> {
        let mut sums = [
            ("packets", 0),
            ("keyframes", 0),
            ("picture_requests", 0),
            ("nacked", 0),
            ("bad", 0),
        ];
        for counts in self.running()?.0.counts() {
            let values = [
                counts.packets,
                counts.keyframes,
                counts.picture_requests,
                counts.nacked,
                counts.bad,
            ];
            sums.iter_mut()
                .zip(values)
                .for_each(|((_, sum), value)| *sum += value);
        }
        Ok(sums.to_vec())
    }

    fn take_latencies(&self) -> PyResult<Vec<u32>> {
        Ok(self.running()?.1.take_latencies())
    }

    fn close(&mut self, py: Python<'_>) {
        let running = self.running.take();
        py.detach(|| drop(running));
    }
}

impl Probe {
    fn running(&self) -> PyResult<&(Publishing, Viewing)> {
        self.running
            .as_ref()
            .ok_or_else(|| PyRuntimeError::new_err("the probe is closed"))
    }
}

/// Ask every few milliseconds until there is an answer, for `patience` seconds.
fn poll<T>(patience: f64, ask: impl Fn() -> Option<T>) -> Option<T> {
    let end = clock::monotonic() + (patience * SECOND as f64) as Nanos;
    loop {
        let answer = ask();
        if answer.is_some() || clock::monotonic() > end {
            return answer;
        }
        std::thread::sleep(Duration::from_millis(4));
    }
}

fn seconds(time: Nanos) -> f64 {
    time as f64 / SECOND as f64
}

fn named(counts: ViewerCounts) -> Vec<(&'static str, u64)> {
    vec![
        ("received", counts.received),
        ("expected", counts.expected),
        ("duplicates", counts.duplicates),
        ("too_late", counts.too_late),
        ("bytes", counts.bytes),
        ("rtcp", counts.rtcp),
        ("stun", counts.stun),
        ("dtls", counts.dtls),
        ("verified", counts.verified),
        ("bad_tags", counts.bad_tags),
        ("renumbered", counts.renumbered),
        ("strange", counts.strange),
    ]
}

/// A descriptor of our own for the caller's open socket.
#[allow(unsafe_code)]
fn own(fd: i32) -> PyResult<OwnedFd> {
    if fd < 0 {
        return Err(PyValueError::new_err("not a file descriptor"));
    }
    // SAFETY: it is only borrowed for the duplication, which fails with EBADF where nothing is open.
    let borrowed = unsafe { BorrowedFd::borrow_raw(fd) };
    Ok(borrowed.try_clone_to_owned()?)
}

/// (packets sent, packets received by the viewers, CPU seconds of the sending thread)
#[pyfunction]
#[pyo3(signature = (viewers, seconds, *, bits_per_second, gso))]
fn floor(
    py: Python<'_>,
    viewers: usize,
    seconds: f64,
    bits_per_second: u32,
    gso: bool,
) -> PyResult<(u64, u64, f64)> {
    let counts = py.detach(|| crate::floor::run(viewers, seconds, bits_per_second, gso))?;
    Ok((counts.packets, counts.received, self::seconds(counts.cpu)))
}

#[pymodule]
fn studyhall_probe(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<SrtpKeys>()?;
    module.add_class::<Track>()?;
    module.add_class::<Probe>()?;
    module.add_function(wrap_pyfunction!(floor, module)?)?;
    module.add_class::<readers::Dialect>()?;
    module.add_class::<readers::Readers>()?;
    module.add_function(wrap_pyfunction!(readers::send_floor, module)?)
}
