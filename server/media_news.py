"""What people are told about their media: events of the media process as frames of the wire, encoded once.

It keeps the newest of each for whoever listens later. A peer of the media process is looked up as a device in a room;
one that has gone is left out. It commands nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, assert_never

from media.events import LayersWanted, Qualities, SlotsAssigned, Speaking
from rooms.terms import Source as RoomSource
from signaling import wire_media as wire
from signaling.codec import encode
from signaling.ports import MediaListener

Told = SlotsAssigned | LayersWanted | Speaking | Qualities
"""The events that are somebody's news."""


class Place(Protocol):
    """Where a peer is."""

    @property
    def room(self) -> str: ...
    @property
    def member(self) -> str: ...
    @property
    def device(self) -> str: ...


class _RoomNews:
    """Of one room: the newest frames by tag, for everybody and by device, and who listens with a device."""

    def __init__(self) -> None:
        self.frames: dict[str, bytes] = {}
        self.of_device: defaultdict[str, dict[str, bytes]] = defaultdict(dict)
        self.listeners: defaultdict[str, list[MediaListener]] = defaultdict(list)


class MediaNews:
    """`find` gives the place of a peer of the media process, by its name there."""

    def __init__(self, find: Callable[[str], Place | None]) -> None:
        self._find = find
        self._rooms: defaultdict[str, _RoomNews] = defaultdict(_RoomNews)

    def listen(self, room: str, device: str, listener: MediaListener) -> Callable[[], None]:
        news = self._rooms[room]
        news.listeners[device].append(listener)
        for tag, frame in (news.frames | news.of_device.get(device, {})).items():
            listener.media_news(tag, frame)

        def stop() -> None:
            heard = news.listeners.get(device, [])
            if listener in heard:
                heard.remove(listener)
            if not heard:
                news.listeners.pop(device, None)
            self._tidy(room)

        return stop

    def take(self, event: Told) -> None:
        match event:
            case SlotsAssigned() | LayersWanted():
                place = self._find(event.peer)
                if place is not None:
                    self._tell_device(place, event)
            case Speaking():
                devices = [wire.DeviceRef(place.member, place.device) for _, place in self._in(event)]
                self._tell_room(event.group, wire.Speaking(event.group, devices))
            case Qualities():
                found = [
                    wire.DeviceQuality(place.member, place.device, wire.NetworkQuality(event.peers[name]))
                    for name, place in self._in(event)
                ]
                self._tell_room(event.group, wire.Qualities(event.group, found))
            case _:
                assert_never(event)

    def lost(self, place: Place) -> None:
        """Its connections have to be made anew."""
        for listener in self._listening(place.room, place.device):
            listener.media_lost()

    def forget(self, place: Place) -> None:
        """Its media has gone, or goes elsewhere."""
        self._rooms[place.room].of_device.pop(place.device, None)
        self._tidy(place.room)

    def forget_all(self) -> None:
        for room in tuple(self._rooms):
            self._rooms[room].frames.clear()
            self._rooms[room].of_device.clear()
            self._tidy(room)

    def _tidy(self, room: str) -> None:
        news = self._rooms[room]
        if not news.listeners and not news.of_device:
            del self._rooms[room]

    def _listening(self, room: str, device: str) -> Sequence[MediaListener]:
        return tuple(self._rooms[room].listeners.get(device, ())) if room in self._rooms else ()

    def _in(self, event: Speaking | Qualities) -> Iterable[tuple[str, Place]]:
        found = ((name, self._find(name)) for name in event.peers)
        return [(name, place) for name, place in found if place is not None and place.room == event.group]

    def _tell_device(self, place: Place, event: SlotsAssigned | LayersWanted) -> None:
        match event:
            case SlotsAssigned():
                tag, frame = "slots", encode(self._slots(place.room, event))
            case LayersWanted():
                layers = {RoomSource(source): number for source, number in event.layers.items()}
                tag, frame = "layers_wanted", encode(wire.LayersWanted(place.room, layers))
            case _:
                assert_never(event)
        self._rooms[place.room].of_device[place.device][tag] = frame
        for listener in self._listening(place.room, place.device):
            listener.media_news(tag, frame)

    def _slots(self, room: str, event: SlotsAssigned) -> wire.Slots:
        shown = [
            wire.Slot(slot.mid, of.member, of.device, RoomSource(slot.source))
            for slot in event.slots
            if (of := self._find(slot.peer)) is not None and of.room == room
        ]
        return wire.Slots(room, shown, event.want_audio, event.want_video)

    def _tell_room(self, room: str, frame: wire.Speaking | wire.Qualities) -> None:
        tag, data = frame.__struct_config__.tag, encode(frame)
        assert isinstance(tag, str)
        if room not in self._rooms:
            return
        self._rooms[room].frames[tag] = data
        for device in tuple(self._rooms[room].listeners):
            for listener in self._listening(room, device):
                listener.media_news(tag, data)
