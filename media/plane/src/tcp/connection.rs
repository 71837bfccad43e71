//! One TCP connection as a path: frames in, frames out (RFC 4571 section 2), neither more than is bounded.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::ops::Range;
use std::sync::Arc;

use super::seats::Seat;
use crate::clock::Micros;

/// Nobody sends a longer datagram: media and DTLS fit an Ethernet frame.
const MAX_FRAME: usize = 2_048;
const LENGTH: usize = 2;
/// What may wait for a peer that reads slowly: a second of video. The rest is dropped, as a full queue of a router would.
const MAX_UNSENT: usize = 256 * 1024;

pub struct Connection {
    pub remote: SocketAddr,
    /// When it was last needed; at first, when it began
    pub used_at: Micros,
    /// Something came since the last sweep
    pub is_heard: bool,
    pub seat: Arc<Seat>,
    stream: TcpStream,
    /// The beginning of a frame whose end has not come
    partial: Vec<u8>,
    /// Whole frames, of which the first may have been sent in part
    unsent: Vec<u8>,
    sent: usize,
}

impl Connection {
    pub fn new(stream: TcpStream, remote: SocketAddr, seat: Seat, now: Micros) -> io::Result<Self> {
        stream.set_nonblocking(true)?;
        stream.set_nodelay(true)?;
        let partial = Vec::with_capacity(LENGTH + MAX_FRAME);
        let seat = Arc::new(seat);
        Ok(Self { remote, used_at: now, is_heard: false, seat, stream, partial, unsent: Vec::new(), sent: 0 })
    }

    pub fn stream(&self) -> &TcpStream {
        &self.stream
    }

    /// Read once into `bytes`, which is longer than any frame, and note where whole frames are in it. An error: it is
    /// over, or what came is no frame. `frames` may have got some even so.
    pub fn read(&mut self, bytes: &mut [u8], frames: &mut Vec<Range<usize>>) -> io::Result<()> {
        let begun = self.partial.len();
        bytes[..begun].copy_from_slice(&self.partial);
        let read = match self.stream.read(&mut bytes[begun..]) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(read) => read,
            Err(error) if is_passing(&error) => return Ok(()),
            Err(error) => return Err(error),
        };
        let bytes = &bytes[..begun + read];
        let rest = cut(bytes, frames)?;
        self.partial.clear();
        self.partial.extend_from_slice(&bytes[rest..]);
        Ok(())
    }

    pub fn has_unsent(&self) -> bool {
        self.sent < self.unsent.len()
    }

    /// All of `bytes`, in frames of `segment` bytes, or nothing and WouldBlock.
    pub fn send(&mut self, bytes: &[u8], segment: usize) -> io::Result<()> {
        let frames = bytes.len().div_ceil(segment);
        if self.unsent.len() - self.sent + bytes.len() + frames * LENGTH > MAX_UNSENT {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        for frame in bytes.chunks(segment) {
            self.unsent.extend_from_slice(&(frame.len() as u16).to_be_bytes());
            self.unsent.extend_from_slice(frame);
        }
        self.write_on()
    }

    /// Write what the kernel takes.
    pub fn write_on(&mut self) -> io::Result<()> {
        while self.has_unsent() {
            match self.stream.write(&self.unsent[self.sent..]) {
                Ok(written) => self.sent += written,
                Err(error) if is_passing(&error) => break,
                Err(error) => return Err(error),
            }
        }
        if self.sent == self.unsent.len() {
            self.unsent.clear();
            self.sent = 0;
        } else if self.sent > MAX_UNSENT / 2 {
            self.unsent.drain(..self.sent);
            self.sent = 0;
        }
        Ok(())
    }
}

fn is_passing(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted)
}

/// Where whole frames are in `bytes`; returns where the rest begins.
fn cut(bytes: &[u8], frames: &mut Vec<Range<usize>>) -> io::Result<usize> {
    let mut at = 0;
    while let Some(length) = bytes[at..].first_chunk::<LENGTH>() {
        let length = usize::from(u16::from_be_bytes(*length));
        if length > MAX_FRAME {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let end = at + LENGTH + length;
        if end > bytes.len() {
            break;
        }
        if length > 0 {
            frames.push(at + LENGTH..end);
        }
        at = end;
    }
    Ok(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn framed(payloads: &[Vec<u8>]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for payload in payloads {
            bytes.extend_from_slice(&(payload.len() as u16).to_be_bytes());
            bytes.extend_from_slice(payload);
        }
        bytes
    }

    #[test]
    fn a_frame_that_is_longer_than_any_datagram_is_an_error_before_it_has_come() {
        let mut frames = Vec::new();
        assert!(cut(&[0x08, 0x01], &mut frames).is_err());
        assert!(cut(&[0x08, 0x00], &mut frames).is_ok());
        assert!(frames.is_empty());
    }

    proptest! {
        #[test]
        fn frames_are_found_however_the_stream_is_cut(
            payloads in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 1..100), 1..10),
            at in any::<prop::sample::Index>(),
        ) {
            let bytes = framed(&payloads);
            let at = at.index(bytes.len() + 1);
            let mut found: Vec<Vec<u8>> = Vec::new();
            let mut frames = Vec::new();
            let rest = cut(&bytes[..at], &mut frames).unwrap();
            found.extend(frames.drain(..).map(|frame| bytes[frame].to_vec()));
            let remaining = &bytes[rest..];
            prop_assert_eq!(cut(remaining, &mut frames).unwrap(), remaining.len());
            found.extend(frames.drain(..).map(|frame| remaining[frame].to_vec()));
            prop_assert_eq!(found, payloads);
        }

        #[test]
        fn any_bytes_are_frames_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let mut frames = Vec::new();
            if let Ok(rest) = cut(&bytes, &mut frames) {
                prop_assert!(rest <= bytes.len());
            }
            prop_assert!(frames.iter().all(|frame| frame.end <= bytes.len() && !frame.is_empty()));
        }
    }
}
