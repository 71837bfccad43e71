"""What people heard and saw while a network was bad, from samples of `getStats` of their pages (W3C webrtc-stats)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import msgspec
from msgspec import Struct


class Sample(Struct, frozen=True):
    """Sums over all that one page receives and sends. Times are seconds of the page's clock, samples are of audio."""

    at: float
    audio_packets: int = 0
    samples: int = 0
    concealed: int = 0
    """Samples that were made up, silence between words (DTX) left out."""
    concealed_silence: int = 0
    frames: int = 0
    frozen: float = 0.0
    height: int = 0
    video_bytes: int = 0
    video_lost: int = 0
    nacks: int = 0
    plis_received: dict[str, int] = {}
    """By encoding that this page sends."""
    protocol: str = ""
    """Over which the page receives: udp, tcp, or nothing yet."""


def samples_of(recorded: object) -> list[Sample]:
    return msgspec.convert(recorded, list[Sample])


def between(samples: Sequence[Sample], begin: float, end: float) -> list[Sample]:
    return [sample for sample in samples if begin <= sample.at <= end]


def concealed_share(samples: Sequence[Sample]) -> float:
    """Of the sound that was played, how much was made up."""
    first, last = samples[0], samples[-1]
    return (last.concealed - first.concealed) / max(1, last.samples - first.samples)


def freeze_ratio(samples: Sequence[Sample]) -> float:
    """Of the time, how much the picture stood still longer than it should."""
    first, last = samples[0], samples[-1]
    return (last.frozen - first.frozen) / (last.at - first.at)


def frame_rate(samples: Sequence[Sample]) -> float:
    first, last = samples[0], samples[-1]
    return (last.frames - first.frames) / (last.at - first.at)


def longest_silence(samples: Sequence[Sample]) -> float:
    """Seconds between two samples that each had new audio packets, the longest."""
    heard = [samples[0].at, *(b.at for a, b in pairwise(samples) if b.audio_packets > a.audio_packets)]
    return max((b - a for a, b in pairwise([*heard, samples[-1].at])), default=0.0)


def plis_per_second(samples: Sequence[Sample]) -> float:
    """Of the encoding that was asked for keyframes most."""
    first, last = samples[0], samples[-1]
    asked = (count - first.plis_received.get(rid, 0) for rid, count in last.plis_received.items())
    return max(asked, default=0) / (last.at - first.at)


def first_with_height(
    samples: Sequence[Sample], *, below: int | None = None, above: int | None = None
) -> float:
    """Seconds from the first sample to the one whose picture is that low or high; infinite when there is none."""
    for sample in samples:
        if (below is None or 0 < sample.height < below) and (above is None or sample.height > above):
            return sample.at - samples[0].at
    return float("inf")


def recovery(samples: Sequence[Sample], *, frames_per_second: float) -> float:
    """Seconds from the first sample to the beginning of the first full second that has so many frames, no freeze and
    no more than a hundredth of its sound made up; infinite when there is none."""
    for index, sample in enumerate(samples):
        second = between(samples[index:], sample.at, sample.at + 1.05)
        if second[-1].at - sample.at < 0.9:
            break
        if (
            frame_rate(second) >= frames_per_second
            and freeze_ratio(second) == 0
            and concealed_share(second) <= 0.01
        ):
            return sample.at - samples[0].at
    return float("inf")
