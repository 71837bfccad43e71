//! The load test's native half: paced publishers, viewers that count, and the floor that a server is compared with.
//!
//! Python negotiates (ICE, DTLS) and hands over connected sockets and SRTP keys; here nothing is negotiated and no room
//! is known. `publisher` and `viewer` are sans-I/O; `publishing` and `viewing` are the two threads that move their bytes.
//! For chat the same: `reader` is one client without its socket, `reading` the thread, `send_floor` what to compare with.

#![deny(unsafe_code)]

pub mod clock;
pub mod floor;
pub mod mark;
pub mod media;
pub mod publisher;
pub mod publishing;
#[cfg(feature = "python")]
mod python;
pub mod reader;
pub mod reading;
pub mod send_floor;
pub mod sockets;
pub mod stamp;
pub mod tally;
pub mod viewer;
pub mod viewing;
pub mod websocket;
