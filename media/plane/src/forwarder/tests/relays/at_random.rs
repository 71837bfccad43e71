//! Whatever happens in whatever order, nobody gets a packet twice, late, or of whom they may not see.

use proptest::prelude::*;

use super::*;

#[derive(Debug, Clone)]
enum Step {
    /// So many packets of the stream of a publisher
    Publish {
        publisher: usize,
        packets: u64,
    },
    Route {
        subscriber: usize,
        publisher: Option<usize>,
    },
    Allow {
        publisher: usize,
        allowed: bool,
    },
    /// Send from another address, or from the selected one again
    Turn {
        publisher: usize,
    },
    /// Leave, and come back as another transport
    Rejoin {
        subscriber: usize,
    },
    /// What is on its way arrives
    Exchange,
    Wait,
}

const PUBLISHERS: usize = 2;
const SUBSCRIBERS: usize = 4;

fn step() -> impl Strategy<Value = Step> {
    let publishers = 0..PUBLISHERS;
    let subscribers = 0..SUBSCRIBERS;
    prop_oneof![
        4 => (publishers.clone(), 1..5u64).prop_map(|(publisher, packets)| Step::Publish { publisher, packets }),
        2 => (subscribers.clone(), proptest::option::weighted(0.8, publishers.clone()))
            .prop_map(|(subscriber, publisher)| Step::Route { subscriber, publisher }),
        1 => (publishers.clone(), any::<bool>())
            .prop_map(|(publisher, allowed)| Step::Allow { publisher, allowed }),
        1 => publishers.prop_map(|publisher| Step::Turn { publisher }),
        1 => subscribers.prop_map(|subscriber| Step::Rejoin { subscriber }),
        3 => Just(Step::Exchange),
        1 => Just(Step::Wait),
    ]
}

struct Publisher {
    peer: Peer,
    stream: Id,
    next: u64,
}

struct Subscriber {
    peer: Peer,
    worker: usize,
    newest: Option<u64>,
}

struct Crowd {
    workers: Workers,
    publishers: Vec<Publisher>,
    subscribers: Vec<Subscriber>,
    next_transport: Id,
    /// Where the kernel puts what publishers send
    lands_on: usize,
}

impl Crowd {
    fn new(lands_on: usize) -> Self {
        let mut workers = Workers::new();
        let publisher = |number: usize| {
            let transport = number as Id + 1;
            let peer = workers.join(transport, number % 2);
            workers.apply(Command::AddStream(stream(transport, &peer)));
            Publisher { peer, stream: transport, next: 0 }
        };
        let publishers = (0..PUBLISHERS).map(publisher).collect();
        let mut crowd = Self { workers, publishers, subscribers: Vec::new(), next_transport: 10, lands_on };
        for number in 0..SUBSCRIBERS {
            let subscriber = crowd.subscriber(number % 2);
            crowd.subscribers.push(subscriber);
        }
        crowd
    }

    fn subscriber(&mut self, worker: usize) -> Subscriber {
        let transport = self.next_transport;
        self.next_transport += 1;
        let peer = self.workers.join(transport, worker);
        self.workers.apply(Command::AddOutput(output(transport, &peer)));
        Subscriber { peer, worker, newest: None }
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::Publish { publisher, packets } => self.publish(publisher, packets),
            Step::Route { subscriber, publisher } => {
                let output = self.subscribers[subscriber].peer.transport;
                let streams = publisher.map(|publisher| self.publishers[publisher].stream);
                self.workers.apply(Command::Route { output, streams: streams.into_iter().collect() });
            }
            Step::Allow { publisher, allowed } => {
                let stream = self.publishers[publisher].stream;
                self.workers.apply(Command::AllowStream { stream, allowed });
            }
            Step::Turn { publisher } => self.turn(publisher),
            Step::Rejoin { subscriber } => {
                let Subscriber { peer, worker, .. } = &self.subscribers[subscriber];
                let (transport, worker) = (peer.transport, *worker);
                self.workers.apply(Command::RemoveTransport { transport });
                self.subscribers[subscriber] = self.subscriber(worker);
            }
            Step::Exchange => self.workers.exchange(),
            Step::Wait => self.workers.run_until(self.workers.worlds[HERE].now + 300 * MILLISECOND),
        }
    }

    fn turn(&mut self, publisher: usize) {
        let Peer { transport, remote, .. } = &mut self.publishers[publisher].peer;
        let (transport, selected) = (*transport, Peer::arrive(*transport).0.remote);
        let other = SocketAddr::from(([10, 0, 0, 2], selected.port()));
        if *remote == selected {
            *remote = other;
            self.workers.apply(Command::AcceptPath { transport, socket: 0, remote: other });
        } else {
            *remote = selected;
            self.workers.apply(Command::ForgetPath { transport, socket: 0, remote: other });
        }
    }

    fn publish(&mut self, publisher: usize, packets: u64) {
        let Publisher { peer, next, .. } = &mut self.publishers[publisher];
        let indexes = *next..*next + packets;
        *next = indexes.end;
        let batch: Vec<_> =
            indexes.map(|index| peer.video(index, index as u32 * 90, index % 4 == 0)).collect();
        self.workers.worlds[self.lands_on].receive(peer.remote, &batch);
    }

    /// Look at what everybody got. Who is muted is heard by nobody, once what was sent before has left.
    fn look(&mut self) {
        for Subscriber { peer, worker, newest } in &mut self.subscribers {
            for (index, ..) in peer.received_rtp(&mut self.workers.worlds[*worker]) {
                assert!(newest.is_none_or(|newest| index > newest), "{index} after {newest:?}");
                *newest = Some(index);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn packets_come_once_and_in_order_and_nothing_is_left_behind(
        lands_on in 0..2usize,
        steps in proptest::collection::vec(step(), 1..60),
    ) {
        let mut crowd = Crowd::new(lands_on);
        for step in steps {
            crowd.take(step);
            crowd.look();
        }
        for publisher in 0..PUBLISHERS {
            crowd.take(Step::Allow { publisher, allowed: false });
        }
        crowd.look();
        for publisher in 0..PUBLISHERS {
            crowd.publish(publisher, 4);
        }
        crowd.workers.exchange();
        let before: Vec<_> = crowd.subscribers.iter().map(|subscriber| subscriber.newest).collect();
        crowd.look();
        let after: Vec<_> = crowd.subscribers.iter().map(|subscriber| subscriber.newest).collect();
        prop_assert_eq!(before, after, "all are muted");
        let transports = crowd.subscribers.iter().map(|subscriber| subscriber.peer.transport);
        for transport in (1..=PUBLISHERS as Id).chain(transports.collect::<Vec<_>>()) {
            crowd.workers.apply(Command::RemoveTransport { transport });
        }
        crowd.workers.exchange();
        for world in &crowd.workers.worlds {
            let Forwarder { transports, streams, outputs, paths, .. } = &world.forwarder;
            prop_assert!(transports.is_empty() && streams.is_empty() && outputs.is_empty() && paths.is_empty());
            prop_assert!(world.forwarder.neighbours.is_empty());
        }
    }
}
