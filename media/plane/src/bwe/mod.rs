//! How much a receiver can take: bandwidth estimation from what it says about the packets that it was sent, in the
//! manner of Google Congestion Control (draft-ietf-rmcat-gcc-02), and what each of its pictures gets of it.
//!
//! Pure: feedback and `now` go in, bits per second come out. It never knows a packet's content, and believes no
//! receiver more than harms that receiver alone.

pub mod aimd;
pub mod allocation;
pub mod arrival;
pub mod estimator;
pub mod loss;
pub mod probe;
pub mod queue_delay;
pub mod sent_packets;
#[cfg(test)]
mod tests;
pub mod throughput;
pub mod trendline;
