//! Behaviour of the whole, without sockets.
