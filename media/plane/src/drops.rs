//! Why a packet was not forwarded: a closed list, and one counter for each. Nothing is dropped without an entry here.

macro_rules! drop_reasons {
    ($($(#[$meta:meta])* $variant:ident = $name:literal,)*) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum DropReason {
            $($(#[$meta])* $variant,)*
        }

        impl DropReason {
            pub const ALL: [Self; [$($name),*].len()] = [$(Self::$variant),*];

            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

drop_reasons! {
    // -- coming in
    /// The first byte belongs to no protocol of RFC 7983 that we take.
    UnknownProtocol = "unknown_protocol",
    /// Longer than any connectivity check.
    OversizedStun = "oversized_stun",
    /// DTLS, RTP or RTCP from a pair that no transport takes them from.
    UnknownAddress = "unknown_address",
    /// SRTP before the DTLS handshake gave keys.
    NoKeys = "no_keys",
    MalformedRtp = "malformed_rtp",
    MalformedRtcp = "malformed_rtcp",
    MalformedPayload = "malformed_payload",
    UndeclaredSsrc = "undeclared_ssrc",
    /// An encoding that no stream of its media section declares.
    UndeclaredRid = "undeclared_rid",
    UndeclaredPayloadType = "undeclared_payload_type",
    BadTag = "bad_tag",
    Replayed = "replayed",
    /// So far behind that it may be a replay.
    TooOld = "too_old",
    /// Authentic or not, its SSRC is one more than are remembered.
    TooManySources = "too_many_sources",
    /// A retransmission of a packet that is here.
    Duplicate = "duplicate",
    /// It carries nothing: the publisher probes for bandwidth.
    Padding = "padding",
    /// The stream may not speak now.
    NotAllowed = "not_allowed",
    /// The stream brings more than was agreed.
    OverCeiling = "over_ceiling",
    /// Feedback about what was sent, more often than anybody listens.
    FeedbackFlood = "feedback_flood",
    /// No output shows the stream.
    Unwatched = "unwatched",
    /// It came to another thread than its transport's, or is of a stream that another one shows too; and that one has
    /// not taken what it was sent before.
    WorkerBehind = "worker_behind",
    /// Python does not take its events.
    EventQueueFull = "event_queue_full",
    // -- going out
    /// The receiving transport has no path or no keys yet.
    NotConnected = "not_connected",
    AwaitingKeyframe = "awaiting_keyframe",
    /// Of a layer that the receiver is not sent.
    LayerNotShown = "layer_not_shown",
    /// The receiver did not take its codec.
    CodecNotTaken = "codec_not_taken",
    /// Sent before the output was switched to this stream.
    BeforeSwitch = "before_switch",
    /// Its (SSRC, index) was encrypted before, or there are no more of them.
    NonceUsed = "nonce_used",
    /// EAGAIN or ENOBUFS.
    SendBufferFull = "send_buffer_full",
    SendFailed = "send_failed",
    // -- asked for again
    RtxNotNegotiated = "rtx_not_negotiated",
    NotInCache = "not_in_cache",
    ResentRecently = "resent_recently",
    /// The receiver asked for more than anybody needs.
    ResendLimit = "resend_limit",
}

#[derive(Debug, Clone)]
pub struct DropCounters([u64; DropReason::ALL.len()]);

impl Default for DropCounters {
    fn default() -> Self {
        Self([0; DropReason::ALL.len()])
    }
}

impl DropCounters {
    pub fn count(&mut self, reason: DropReason) {
        self.add(reason, 1);
    }

    pub fn add(&mut self, reason: DropReason, packets: u64) {
        self.0[reason as usize] += packets;
    }

    pub fn add_all(&mut self, other: &Self) {
        for (count, more) in self.0.iter_mut().zip(other.0) {
            *count += more;
        }
    }

    pub fn get(&self, reason: DropReason) -> u64 {
        self.0[reason as usize]
    }

    /// Every reason with its count, always all of them.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, u64)> + '_ {
        DropReason::ALL.iter().map(|reason| (reason.name(), self.get(*reason)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_its_own_counter_and_name() {
        let mut counters = DropCounters::default();
        for (position, reason) in DropReason::ALL.into_iter().enumerate() {
            assert_eq!(reason as usize, position);
            counters.add(reason, position as u64);
        }
        counters.count(DropReason::BadTag);
        let names: std::collections::HashSet<_> = counters.iter().map(|(name, _)| name).collect();
        assert_eq!(names.len(), DropReason::ALL.len());
        assert_eq!(counters.get(DropReason::BadTag), DropReason::BadTag as u64 + 1);
        assert_eq!(counters.get(DropReason::NotInCache), DropReason::NotInCache as u64);
    }
}
