//! The packet plane: it owns the UDP sockets and forwards RTP between peers without Python and without decoding.
//!
//! It knows transports, streams and outputs by numbers that Python chose. It never knows a room, a member or a
//! permission: those decided earlier. Everything below `forwarder` is sans-I/O: packets, commands and `now` go in,
//! datagrams and events come out.

#![deny(unsafe_code)]

pub mod bwe;
mod ceiling;
pub mod clock;
pub mod codec;
pub mod command;
pub mod demux;
pub mod downlink;
pub mod drops;
pub mod egress;
mod encodings;
mod event_queue;
mod flow;
pub mod forwarder;
pub mod gapless;
mod keyframe;
mod layer_rates;
mod line_quality;
mod links;
mod lip_sync;
mod nack;
mod output;
pub mod pacer;
pub mod packet;
mod packet_cache;
pub mod parcel;
mod placement;
pub mod plane;
#[cfg(feature = "python")]
mod python;
mod registry;
mod resend;
pub mod rewriter;
pub mod rtcp;
pub mod rtp;
pub mod segment_time;
pub mod selector;
mod share;
pub mod sockets;
pub mod srtp;
pub mod statistics;
mod stream;
mod tcp;
mod transport;
mod worker;
mod writing;
