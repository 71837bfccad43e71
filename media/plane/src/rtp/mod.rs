//! RTP (RFC 3550): header, header extensions (RFC 8285) and sequence arithmetic. Bytes in, values out.

pub mod extensions;
pub mod header;
pub mod sequence;
