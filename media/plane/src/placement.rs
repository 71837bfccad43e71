//! Which worker does what a command asks, and what the others have to be told of it. Kept on the caller's side: workers
//! never ask each other who has what. It never sees a packet.
//!
//! A transport stays with the worker that it was pinned to, and its streams and outputs are there. A stream that an output
//! of another worker may show is relayed to that worker, once, for as long as one of its outputs may.

use std::collections::HashMap;

use crate::command::{Command, Id, StreamDescription};
use crate::egress::Path;
use crate::parcel::{Relay, WorkerNumber};

/// Who accepts TCP connections, and is asked for those that it gave to others.
pub const ACCEPTOR: WorkerNumber = 0;

#[derive(Debug)]
pub struct Placement {
    workers: usize,
    /// UDP sockets; connections are numbered after them.
    sockets: usize,
    transports: HashMap<Id, TransportPlace>,
    streams: HashMap<Id, StreamPlace>,
    outputs: HashMap<Id, OutputPlace>,
    paths: HashMap<Path, Id>,
    next_relay: Id,
}

#[derive(Debug, Default)]
struct TransportPlace {
    worker: WorkerNumber,
    paths: Vec<Path>,
    streams: Vec<Id>,
    outputs: Vec<Id>,
}

#[derive(Debug)]
struct StreamPlace {
    description: StreamDescription,
    worker: WorkerNumber,
    mirrors: Vec<Mirror>,
}

/// A stream on another worker than its own.
#[derive(Debug)]
struct Mirror {
    relay: Relay,
    /// How many outputs there may show it
    outputs: usize,
}

#[derive(Debug)]
struct OutputPlace {
    transport: Id,
    worker: WorkerNumber,
    streams: Vec<Id>,
}

/// Takes the commands for each worker, in order.
type Tell<'a> = &'a mut dyn FnMut(WorkerNumber, Command);

impl Placement {
    pub fn new(workers: usize, sockets: usize) -> Self {
        Self {
            workers,
            sockets,
            transports: HashMap::new(),
            streams: HashMap::new(),
            outputs: HashMap::new(),
            paths: HashMap::new(),
            next_relay: 0,
        }
    }

    /// `worker` is to have the transport that comes next. Without this it is the first.
    pub fn pin(&mut self, transport: Id, worker: WorkerNumber) {
        self.transports.insert(transport, TransportPlace { worker, ..TransportPlace::default() });
    }

    /// Tell the workers of a `command` that was checked. Questions to all of them are not for here.
    pub fn place(&mut self, command: Command, tell: Tell) {
        if self.workers == 1 {
            return tell(0, command);
        }
        match command {
            Command::AddTransport { transport, .. } => {
                let worker = self.transports.entry(transport).or_default().worker;
                tell(worker, command);
            }
            Command::SetPath { transport, socket, remote }
            | Command::AcceptPath { transport, socket, remote } => {
                self.accept_path(transport, Path { socket, remote }, tell);
                tell(self.worker_of(transport), command);
            }
            Command::ForgetPath { transport, socket, remote } => {
                self.forget_path(transport, &Path { socket, remote }, tell);
                tell(self.worker_of(transport), command);
            }
            Command::RemoveTransport { transport } => self.remove_transport(transport, tell),
            Command::AddStream(description) => self.add_stream(description, tell),
            Command::AllowStream { stream, allowed } => self.allow_stream(stream, allowed, tell),
            Command::RemoveStream { stream } => self.remove_stream(stream, tell),
            Command::AddOutput(description) => {
                let (output, transport) = (description.output, description.transport);
                let worker = self.worker_of(transport);
                if let Some(place) = self.transports.get_mut(&transport) {
                    place.outputs.push(output);
                }
                self.outputs.insert(output, OutputPlace { transport, worker, streams: Vec::new() });
                tell(worker, Command::AddOutput(description));
            }
            Command::Route { output, streams } => self.route(output, streams, tell),
            Command::RemoveOutput { output } => self.remove_output(output, tell),
            other => {
                let worker = self.whose(&other);
                tell(worker, other);
            }
        }
    }

    /// Whose a command is that nobody else has to be told of.
    fn whose(&self, command: &Command) -> WorkerNumber {
        match command {
            Command::SendDatagram { socket, .. } if *socket >= self.sockets => ACCEPTOR,
            // After the path was set by the same worker: the answer to what is sent may come to that.
            Command::SendDatagram { socket, remote, .. } => {
                let transport = self.paths.get(&Path { socket: *socket, remote: *remote });
                transport.map_or(0, |transport| self.worker_of(*transport))
            }
            Command::SetKeys { transport, .. } | Command::TransportStatistics { transport, .. } => {
                self.worker_of(*transport)
            }
            Command::RequestKeyframe { stream } | Command::StreamStatistics { stream, .. } => {
                self.streams.get(stream).map_or(0, |stream| stream.worker)
            }
            Command::Watch { output, .. } | Command::OutputStatistics { output, .. } => {
                self.outputs.get(output).map_or(0, |output| output.worker)
            }
            _ => 0,
        }
    }

    fn worker_of(&self, transport: Id) -> WorkerNumber {
        self.transports.get(&transport).map_or(0, |transport| transport.worker)
    }

    /// The others are told first: what comes from there is never taken for a stranger's once it is answered.
    fn accept_path(&mut self, transport: Id, path: Path, tell: Tell) {
        let previous = self.paths.insert(path, transport);
        if previous == Some(transport) {
            return;
        }
        if let Some(previous) = previous.and_then(|previous| self.transports.get_mut(&previous)) {
            previous.paths.retain(|other| *other != path);
        }
        let place = self.transports.entry(transport).or_default();
        place.paths.push(path);
        let worker = place.worker;
        self.tell_others(worker, path, Some(worker), tell);
        if path.socket >= self.sockets && worker != ACCEPTOR {
            tell(ACCEPTOR, Command::GiveConnection { socket: path.socket, to: worker });
        }
    }

    fn forget_path(&mut self, transport: Id, path: &Path, tell: Tell) {
        if self.paths.get(path) != Some(&transport) {
            return;
        }
        self.paths.remove(path);
        if let Some(place) = self.transports.get_mut(&transport) {
            place.paths.retain(|other| other != path);
        }
        self.tell_others(self.worker_of(transport), *path, None, tell);
    }

    fn tell_others(&self, worker: WorkerNumber, path: Path, owner: Option<WorkerNumber>, tell: Tell) {
        for other in (0..self.workers).filter(|other| *other != worker) {
            tell(other, Command::Owner { path, worker: owner });
        }
    }

    fn remove_transport(&mut self, transport: Id, tell: Tell) {
        let place = self.transports.remove(&transport).unwrap_or_default();
        tell(place.worker, Command::RemoveTransport { transport });
        for path in place.paths {
            self.paths.remove(&path);
            self.tell_others(place.worker, path, None, tell);
        }
        for stream in place.streams {
            self.remove_mirrors(stream, tell);
        }
        for output in place.outputs {
            if let Some(output) = self.outputs.remove(&output) {
                self.release(&output.streams, place.worker, tell);
            }
        }
    }

    fn add_stream(&mut self, description: StreamDescription, tell: Tell) {
        let (stream, transport) = (description.stream, description.transport);
        let worker = self.worker_of(transport);
        if let Some(place) = self.transports.get_mut(&transport) {
            place.streams.push(stream);
        }
        let place = StreamPlace { description: description.clone(), worker, mirrors: Vec::new() };
        self.streams.insert(stream, place);
        tell(worker, Command::AddStream(description));
    }

    fn allow_stream(&mut self, stream: Id, allowed: bool, tell: Tell) {
        let Some(place) = self.streams.get_mut(&stream) else {
            return;
        };
        place.description.allowed = allowed;
        let mirrors = place.mirrors.iter().map(|mirror| mirror.relay.worker);
        for worker in mirrors.chain([place.worker]) {
            tell(worker, Command::AllowStream { stream, allowed });
        }
    }

    fn remove_stream(&mut self, stream: Id, tell: Tell) {
        let Some(place) = self.streams.get(&stream) else {
            return;
        };
        if let Some(transport) = self.transports.get_mut(&place.description.transport) {
            transport.streams.retain(|other| *other != stream);
        }
        tell(place.worker, Command::RemoveStream { stream });
        self.remove_mirrors(stream, tell);
    }

    fn remove_mirrors(&mut self, stream: Id, tell: Tell) {
        for output in self.outputs.values_mut() {
            output.streams.retain(|other| *other != stream); // another one may come by this number
        }
        for mirror in self.streams.remove(&stream).into_iter().flat_map(|place| place.mirrors) {
            tell(mirror.relay.worker, Command::RemoveStream { stream });
        }
    }

    fn route(&mut self, output: Id, streams: Vec<Id>, tell: Tell) {
        let Some(place) = self.outputs.get_mut(&output) else {
            return;
        };
        let worker = place.worker;
        let before = std::mem::replace(&mut place.streams, streams.clone());
        for stream in &streams {
            self.acquire(*stream, worker, tell);
        }
        tell(worker, Command::Route { output, streams });
        self.release(&before, worker, tell);
    }

    fn remove_output(&mut self, output: Id, tell: Tell) {
        let Some(place) = self.outputs.remove(&output) else {
            return;
        };
        if let Some(transport) = self.transports.get_mut(&place.transport) {
            transport.outputs.retain(|other| *other != output);
        }
        tell(place.worker, Command::RemoveOutput { output });
        self.release(&place.streams, place.worker, tell);
    }

    /// One more output of `worker` may show the stream.
    fn acquire(&mut self, stream: Id, worker: WorkerNumber, tell: Tell) {
        let Some(place) = self.streams.get_mut(&stream).filter(|place| place.worker != worker) else {
            return;
        };
        if let Some(mirror) = place.mirrors.iter_mut().find(|mirror| mirror.relay.worker == worker) {
            mirror.outputs += 1;
            return;
        }
        let number = self.next_relay;
        self.next_relay += 1;
        let relay = Relay { number, worker };
        place.mirrors.push(Mirror { relay, outputs: 1 });
        let origin = Relay { number, worker: place.worker };
        tell(worker, Command::Mirror { stream: place.description.clone(), relay: origin });
        tell(place.worker, Command::Relay { stream, relay });
    }

    /// One output of `worker` less may show each of `streams`.
    fn release(&mut self, streams: &[Id], worker: WorkerNumber, tell: Tell) {
        for stream in streams {
            let Some(place) = self.streams.get_mut(stream) else {
                continue;
            };
            let Some(position) = place.mirrors.iter().position(|mirror| mirror.relay.worker == worker) else {
                continue;
            };
            place.mirrors[position].outputs -= 1;
            if place.mirrors[position].outputs == 0 {
                let Mirror { relay, .. } = place.mirrors.swap_remove(position);
                tell(place.worker, Command::EndRelay { relay });
                tell(worker, Command::RemoveStream { stream: *stream });
            }
        }
    }
}

#[cfg(test)]
mod tests;
