//! The packet plane: it owns the UDP sockets and forwards RTP between peers without Python and without decoding.
//!
//! It knows transports, streams and outputs by numbers that Python chose. It never knows a room, a member or a
//! permission: those decided earlier. Everything below `forwarder` is sans-I/O: packets, commands and `now` go in,
//! datagrams and events come out.

#![deny(unsafe_code)]

pub mod rtp;
pub mod srtp;
