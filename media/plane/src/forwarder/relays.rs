//! One forwarder among several, each on a thread of its own: streams that another one shows too, streams of others that
//! are shown here, and datagrams that the kernel gave to the wrong one.
//!
//! The owner of a stream decrypts, judges and repairs it once, and relays what it would forward, once to each worker that
//! shows it. There the stream is a *mirror*: it is kept, routed and forwarded like any other, only that its packets come
//! in parcels, and that wishes for a keyframe go back instead of to the publisher.

use std::collections::HashMap;
use std::ops::Range;

use super::Forwarder;
use crate::clock::Micros;
use crate::command::{Id, StreamDescription};
use crate::drops::DropReason;
use crate::egress::{Outlet, Path};
use crate::packet::{Arrival, Kind};
use crate::parcel::{Item, Parcel, Relay, WorkerNumber};
use crate::transport::{StreamKey, Transport};

use super::layers::MAX_KEPT_FOR_BEGINNING;

/// The other workers. Nobody is there where there is one thread.
#[derive(Default)]
pub(super) struct Neighbours {
    /// What they get, by worker; one's own stays empty
    outgoing: Vec<Parcel>,
    /// Whose datagrams come from where, of transports that are not here
    owners: HashMap<Path, WorkerNumber>,
    /// By the number of the relay: the stream that it brings to others, or the mirror that it fills
    relayed: HashMap<Id, StreamKey>,
    /// Datagrams of this batch from addresses of nobody
    strays: Vec<Stray>,
}

struct Stray {
    path: Path,
    range: Range<usize>,
    arrived_at: Micros,
}

impl Neighbours {
    pub(super) fn new(workers: usize) -> Self {
        let outgoing = if workers > 1 { workers } else { 0 };
        Self { outgoing: (0..outgoing).map(|_| Parcel::default()).collect(), ..Self::default() }
    }

    /// Whether nothing is known of anybody.
    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.owners.is_empty() && self.relayed.is_empty() && self.strays.is_empty()
    }

    pub(super) fn forget(&mut self, relays: impl IntoIterator<Item = Relay>) {
        for relay in relays {
            self.relayed.remove(&relay.number);
        }
    }
}

impl Forwarder {
    /// What the other workers are to be sent, by worker.
    pub fn outgoing(&mut self) -> &mut [Parcel] {
        &mut self.neighbours.outgoing
    }

    // -- datagrams

    /// A datagram from an address that no transport here has. An error: nobody gets it.
    pub(super) fn pass_on(
        &mut self,
        path: Path,
        batch: &[u8],
        range: Range<usize>,
        arrived_at: Micros,
    ) -> Result<(), DropReason> {
        let Neighbours { outgoing, owners, strays, .. } = &mut self.neighbours;
        if outgoing.is_empty() {
            return Err(DropReason::UnknownAddress);
        }
        match owners.get(&path) {
            Some(&owner) => {
                let pushed = outgoing[owner].push_datagram(path, &batch[range], arrived_at);
                pushed.map_err(|_| DropReason::WorkerBehind)
            }
            None => {
                strays.push(Stray { path, range, arrived_at });
                Ok(())
            }
        }
    }

    /// Whether datagrams came from addresses of nobody. Somebody may have been told whose they are meanwhile.
    pub fn has_strays(&self) -> bool {
        !self.neighbours.strays.is_empty()
    }

    /// Look once more, after the commands that came meanwhile. `batch` is the same buffer; `dispatch` it again.
    pub fn receive_strays(&mut self, batch: &mut [u8], outlet: &mut impl Outlet) {
        let mut strays = std::mem::take(&mut self.neighbours.strays);
        for Stray { path, range, arrived_at } in strays.drain(..) {
            if self.neighbours.owners.contains_key(&path) {
                self.receive(path.socket, path.remote, batch, range, arrived_at, outlet);
            } else {
                self.receive_own(path, batch, range, arrived_at, outlet);
            }
        }
        self.neighbours.strays = strays;
    }

    /// Let another worker send a datagram as it is.
    pub fn send_elsewhere(&mut self, worker: WorkerNumber, path: Path, data: &[u8]) {
        if self.neighbours.outgoing[worker].push_send(path, data).is_err() {
            self.drops.count(DropReason::WorkerBehind);
        }
    }

    /// `worker` takes what comes from `path` from now on; None: nobody does.
    pub(super) fn note_owner(&mut self, path: Path, worker: Option<WorkerNumber>) {
        match worker {
            Some(worker) => {
                self.lose_path(&path);
                self.neighbours.owners.insert(path, worker);
            }
            None => self.disown(&path),
        }
    }

    pub(super) fn disown(&mut self, path: &Path) {
        self.neighbours.owners.remove(path);
    }

    // -- streams that others show

    /// Put what `receive` took of streams that others show into `outgoing`; false: it was nothing. Before `dispatch`, so
    /// that they work meanwhile.
    pub fn relay(&mut self, batch: &[u8]) -> bool {
        let mut is_relayed = false;
        if self.neighbours.outgoing.is_empty() {
            return is_relayed;
        }
        for key in &self.active {
            let stream = &self.streams[*key];
            for relay in &stream.relays {
                let parcel = &mut self.neighbours.outgoing[relay.worker];
                is_relayed = true;
                for arrival in &stream.arrivals {
                    if parcel.push_packet(relay.number, &arrival.info, arrival.content(batch)).is_err() {
                        self.drops.count(DropReason::WorkerBehind);
                    }
                }
            }
        }
        is_relayed
    }

    /// Let another worker have what comes of `stream`, beginning with what was kept since its last keyframe.
    pub(super) fn begin_relay(&mut self, stream: Id, relay: Relay, now: Micros, outlet: &mut impl Outlet) {
        let Some(&key) = self.stream_ids.get(&stream) else {
            return;
        };
        let stream = &mut self.streams[key];
        stream.begin_relay(relay);
        self.neighbours.relayed.insert(relay.number, key);
        if let Some(report) = stream.sender_report {
            let parcel = &mut self.neighbours.outgoing[relay.worker];
            parcel.push(Item::Report { relay: relay.number, report });
        }
        if stream.kind == Kind::Video && !self.relay_kept(key, relay, now) {
            self.want_keyframe(key, now, outlet);
        }
    }

    /// False: there was nothing to begin with.
    fn relay_kept(&mut self, key: StreamKey, relay: Relay, now: Micros) -> bool {
        let stream = &self.streams[key];
        let Some(kept) = stream.kept_since_keyframe(MAX_KEPT_FOR_BEGINNING, now) else {
            return false;
        };
        let parcel = &mut self.neighbours.outgoing[relay.worker];
        let packets = kept.filter_map(|index| stream.cache.as_ref()?.get(index));
        for (info, content) in packets {
            if parcel.push_kept(relay.number, info, content).is_err() {
                self.drops.count(DropReason::WorkerBehind);
            }
        }
        true
    }

    pub(super) fn end_relay(&mut self, relay: Relay) {
        if let Some(key) = self.neighbours.relayed.remove(&relay.number) {
            self.streams[key].relays.retain(|other| other.number != relay.number);
        }
    }

    /// What the publisher of `key` said of its time, for whoever shows it elsewhere.
    pub(super) fn relay_report(&mut self, key: StreamKey) {
        let stream = &self.streams[key];
        if let Some(report) = stream.sender_report {
            for relay in &stream.relays {
                let parcel = &mut self.neighbours.outgoing[relay.worker];
                parcel.push(Item::Report { relay: relay.number, report });
            }
        }
    }

    // -- streams of others

    /// Show a stream of another worker. That it is shown here is as good as a request for a keyframe.
    pub(super) fn mirror(&mut self, description: StreamDescription, relay: Relay, now: Micros) {
        let transport = description.transport;
        if !self.transport_ids.contains_key(&transport) {
            self.add_transport(Transport::mirror(transport), now);
        }
        let stream = description.stream;
        self.add_stream(description);
        let key = self.stream_ids[&stream];
        self.streams[key].origin = Some(relay);
        self.streams[key].keyframes.note_request(now);
        self.neighbours.relayed.insert(relay.number, key);
    }

    /// A transport of another worker is here only while one of its streams is.
    pub(super) fn tidy_mirrored(&mut self, transport: Id) {
        if let Some(&key) = self.transport_ids.get(&transport)
            && self.transports[key].is_mirror
            && self.transports[key].streams.is_empty()
        {
            self.transport_ids.remove(&transport);
            self.timers.forget_transport(key);
            self.transports.remove(key);
        }
    }

    /// The wish for a keyframe of a mirror, where one is due.
    pub(super) fn request_from_owner(&mut self, key: StreamKey, origin: Relay, now: Micros) {
        let stream = &mut self.streams[key];
        if stream.keyframes.take_due(now) {
            let parcel = &mut self.neighbours.outgoing[origin.worker];
            parcel.push(Item::KeyframeWanted { relay: origin.number });
        }
        if stream.keyframes.is_wanted() {
            self.timers.watch_stream(key, now);
        }
    }

    /// Take what another worker sent, and send it on. The parcel is empty afterwards.
    pub fn take_parcel(&mut self, parcel: &mut Parcel, now: Micros, outlet: &mut impl Outlet) {
        let mut items = parcel.take_items();
        let mut begins = None;
        for item in items.drain(..) {
            let begun = match &item {
                Item::Kept { relay, .. } => self.neighbours.relayed.get(relay).copied(),
                _ => None,
            };
            if let Some(before) = begins.filter(|before| Some(*before) != begun) {
                self.begin_with_kept(before, now, outlet);
            }
            begins = begun;
            self.take_item(item, &mut parcel.bytes, now, outlet);
        }
        if let Some(key) = begins {
            self.begin_with_kept(key, now, outlet);
        }
        self.relay(&parcel.bytes);
        self.dispatch(&parcel.bytes, now, outlet);
        parcel.reset(items);
    }

    fn take_item(&mut self, item: Item, bytes: &mut [u8], now: Micros, outlet: &mut impl Outlet) {
        match item {
            Item::Datagram { path, range, arrived_at } => {
                self.receive_own(path, bytes, range, arrived_at, outlet);
            }
            Item::Send { path, range } => self.send_plain(path, &bytes[range], outlet),
            Item::Packet { relay, arrival } => {
                let taken =
                    self.mirror_of(relay).and_then(|key| self.accept_relayed(key, arrival, bytes, now));
                if let Err(reason) = taken {
                    self.drops.count(reason);
                }
            }
            Item::Kept { relay, arrival } => {
                let kept = self.mirror_of(relay).and_then(|key| self.keep_relayed(key, arrival, bytes, now));
                if let Err(reason) = kept {
                    self.drops.count(reason);
                }
            }
            Item::Report { relay, report } => {
                if let Ok(key) = self.mirror_of(relay) {
                    let stream = &mut self.streams[key];
                    stream.sender_report = Some(report);
                    self.transports[stream.transport].clock.record(&report);
                }
            }
            Item::KeyframeWanted { relay } => {
                if let Some(&key) = self.neighbours.relayed.get(&relay) {
                    self.want_keyframe(key, now, outlet);
                }
            }
        }
    }

    fn mirror_of(&self, relay: Id) -> Result<StreamKey, DropReason> {
        self.neighbours.relayed.get(&relay).copied().ok_or(DropReason::Unwatched)
    }

    fn accept_relayed(
        &mut self,
        key: StreamKey,
        arrival: Arrival,
        batch: &[u8],
        now: Micros,
    ) -> Result<(), DropReason> {
        let arrival = self.keep_relayed(key, arrival, batch, now)?;
        self.note_arrival(key, now);
        let stream = &mut self.streams[key];
        if stream.outputs.is_empty() {
            return Err(DropReason::Unwatched);
        }
        self.will_forward(key, arrival);
        Ok(())
    }

    fn keep_relayed(
        &mut self,
        key: StreamKey,
        mut arrival: Arrival,
        batch: &[u8],
        now: Micros,
    ) -> Result<Arrival, DropReason> {
        let stream = &mut self.streams[key];
        stream.take_index(arrival.info.index)?;
        if !stream.allowed {
            return Err(DropReason::NotAllowed);
        }
        let (descriptor, payload) = (&batch[arrival.descriptor.clone()], &batch[arrival.payload.clone()]);
        stream.reception.bytes += payload.len() as u64;
        arrival.described = stream.look_into(&mut arrival.info, descriptor, payload)?;
        stream.keep(&arrival.info, descriptor, payload, now);
        Ok(arrival)
    }

    /// What was kept of a mirror before it was shown here has come.
    fn begin_with_kept(&mut self, key: StreamKey, now: Micros, outlet: &mut impl Outlet) {
        for output in self.streams[key].outputs.clone() {
            self.begin_picture(output, now, outlet);
        }
    }
}
