//! The estimator over a modelled link, and what receivers may say to it.

mod estimator;
mod flow;
mod network;
mod scenarios;
