"""What a notice says where it leaves the page: in a push, an e-mail, a chat of the staff. Its words are the catalogue's."""

from __future__ import annotations

from msgspec import Struct

from server.catalogue import Catalogue
from server.duty.notice import GivenNotice, Reason

LONGEST_TEXT = 500


class Wording(Struct, frozen=True):
    """`title` is one line. `url` leads to the place; empty when it is not known how people reach this server."""

    title: str
    text: str
    url: str


def word(notice: GivenNotice, texts: Catalogue, base_url: str) -> Wording:
    """`base_url` is what people type, without a slash at its end, or empty."""
    title = texts.text(_key(notice), room=notice.room_title, level=notice.level)
    return Wording(
        title=" ".join(title.split()),
        text=_shortened(notice.excerpt),
        url=f"{base_url}/ops" if base_url else "",
    )


def _key(notice: GivenNotice) -> str:
    if notice.reason is not Reason.ESCALATED:
        return notice.reason.value
    return "breached" if notice.level <= 100 else "waits_long" if notice.level < 400 else "incident"


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"
