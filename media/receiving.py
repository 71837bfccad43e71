"""What a peer receives: the sections of its receiving connection as outputs of the plane, each one a slot.

It decides SSRCs and routes; which track a slot shows is decided in slots.py.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct
from studyhall_plane import Plane

from media.answer import OutgoingSsrc
from media.commands import Source, View
from media.connection import Connection
from media.negotiation import AgreedSection
from media.publishing import extensions_of, payloads_of
from media.slots import Track
from media.watching import Watched, watched_at


class _Output(Struct):
    number: int
    section: AgreedSection
    outgoing: OutgoingSsrc
    streams: tuple[int, ...] = ()
    watched: Watched | None = None


class Receiving:
    def __init__(self, plane: Plane, connection: Connection, numbers: Iterator[int]) -> None:
        """`numbers` gives each output an id that no other output of the plane has."""
        self.connection = connection
        self.slots: dict[str, Track] = {}  # what each section shows now, by mid
        self._plane = plane
        self._numbers = numbers
        self._outputs: dict[str, _Output] = {}  # by mid, in the offered order
        self._used_ssrcs: set[int] = set()
        self._views: Mapping[str, View] = {}  # how the peer sees its sections, by mid

    def update(self, sections: Iterable[AgreedSection]) -> None:
        """Make the outputs what the latest answer says; a section that stays as it was keeps its output and SSRC."""
        wanted = {section.mid: section for section in sections if section.active}
        before, self._outputs = self._outputs, {}
        for mid, output in before.items():
            if wanted.get(mid) != output.section:
                self._plane.remove_output(output.number)
                self.slots.pop(mid, None)
        for mid, section in wanted.items():
            kept = before.get(mid)
            self._outputs[mid] = kept if kept is not None and kept.section == section else self._add(section)

    def sections(self) -> list[tuple[str, bool]]:
        """(mid, whether it is audio), in the offered order."""
        return [(mid, output.section.kind == "audio") for mid, output in self._outputs.items()]

    def outputs(self) -> dict[str, int]:
        """The plane's number of each section's output, by mid."""
        return {mid: output.number for mid, output in self._outputs.items()}

    def outgoing(self) -> dict[str, OutgoingSsrc]:
        return {mid: output.outgoing for mid, output in self._outputs.items()}

    def show(self, slots: dict[str, Track], streams: Mapping[Track, tuple[int, ...]]) -> None:
        """`streams` are the encodings of each track, lowest first."""
        self.slots = slots
        for mid, output in self._outputs.items():
            shown = streams[slots[mid]] if mid in slots else ()
            if shown != output.streams:
                output.streams = shown
                self._plane.route(output.number, list(shown))
        self._look()

    def watch(self, views: Mapping[str, View]) -> None:
        self._views = views
        self._look()

    def wanted(self) -> dict[Track, int]:
        """How many encodings of each shown video track are of use here, lowest first."""
        found = ((self.slots[mid], output) for mid, output in self._outputs.items() if mid in self.slots)
        return {
            track: min(output.watched.layer + 1, len(output.streams))
            for track, output in found
            if output.watched is not None
        }

    def _look(self) -> None:
        for mid, output in self._outputs.items():
            if mid not in self.slots or output.section.kind != "video":
                continue
            is_screen = self.slots[mid].source is Source.SCREEN
            watched = watched_at(self._views.get(mid), len(output.streams), is_screen=is_screen)
            if watched != output.watched:
                output.watched = watched
                self._plane.watch(
                    output.number,
                    layer=watched.layer,
                    priority=watched.priority,
                    is_screen=watched.is_screen,
                )

    def _add(self, section: AgreedSection) -> _Output:
        has_rtx = any(codec.rtx_payload_type is not None for codec in section.codecs)
        outgoing = OutgoingSsrc(self._new_ssrc(), self._new_ssrc() if has_rtx else None)
        output = _Output(next(self._numbers), section, outgoing)
        self._plane.add_output(
            output.number,
            self.connection.transport,
            section.kind,
            mid=section.mid,
            ssrc=outgoing.ssrc,
            rtx_ssrc=outgoing.rtx_ssrc,
            payloads=payloads_of(section),
            clock_rate=section.clock_rate,
            extensions=extensions_of(section),
        )
        return output

    def _new_ssrc(self) -> int:
        """Never one that this connection used before: its packet index would start again under the same SRTP key, and
        an AES-GCM nonce would be used twice (RFC 7714 section 8.4)."""
        while (ssrc := secrets.randbits(32)) in self._used_ssrcs or ssrc == 0:
            pass
        self._used_ssrcs.add(ssrc)
        return ssrc
