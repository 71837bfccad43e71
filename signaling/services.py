"""What every client of a node shares: the ports it was given, and the parts that the node owns."""

from __future__ import annotations

from dataclasses import dataclass

from signaling.board import Boards
from signaling.finding import Finder
from signaling.hosts import Hosts
from signaling.lobby import Lobbies
from signaling.metering import Instruments
from signaling.ports import Clock, Duty, EventLog, Media, NoticeBoard, Tickets
from signaling.rate_limit import Limits
from signaling.reading import Reading
from signaling.seat import Claims


@dataclass(frozen=True, slots=True)
class Services:
    log: EventLog
    tickets: Tickets
    finder: Finder
    media: Media
    clock: Clock
    limits: Limits
    hosts: Hosts
    lobbies: Lobbies
    boards: Boards
    duty: Duty
    notices: NoticeBoard
    reading: Reading
    claims: Claims
    instruments: Instruments
