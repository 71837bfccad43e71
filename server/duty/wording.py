"""What notices say where they leave the page: in a push, an e-mail, a chat of the staff. The catalogue has the words.

Several at once are one message: the most urgent is its title, and each has a line. Room titles and what people wrote
become single lines without control characters, so that they end neither a header nor a line of somebody else's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from server.catalogue import LANGUAGES, Catalogue, Language, title_in
from server.duty.notice import OF_MEMBERS, GivenNotice, Reason
from signaling.room_ids import home_of

LONGEST_TEXT = 500
LONGEST_TITLE = 200
LONGEST_LINE = 120
MOST_LINES = 20
_URGENCY = (
    Reason.ESCALATED,
    Reason.PROMISE,
    Reason.HELD,
    Reason.GAP,
    Reason.HANDED_OVER,
    Reason.LOOK_AFTER,
    Reason.BRIEF,
    Reason.DAILY,
    Reason.STAFF_MENTION,
    Reason.ANSWERED,
    Reason.RESPONDED,
    Reason.PEER_ANSWERED,
    Reason.MENTION,
    Reason.IMPORTANT,
    None,
)


class Wording(Struct, frozen=True):
    """`title` is one line. `url` leads to the place; empty when it is not known how people reach this server."""

    title: str
    text: str
    url: str


class Words:
    """`base_url` is what people type, without a slash at its end, or empty."""

    def __init__(self, base_url: str) -> None:
        self._texts: Mapping[Language, Catalogue] = {
            language: Catalogue("notices", language) for language in LANGUAGES
        }
        self._base_url = base_url

    def of(self, notices: Sequence[GivenNotice], language: Language) -> Wording:
        """Of at least one."""
        texts = self._texts[language]
        if len(notices) == 1:
            text = _shortened(notices[0].excerpt, LONGEST_TEXT)
            return Wording(_title(notices[0], texts), text, self._url(notices[0]))
        first = most_urgent(notices)
        title = texts.text("and_more", title=_title(first, texts), count=len(notices) - 1)
        lines = [_line(notice, texts) for notice in notices[:MOST_LINES]]
        more = [f"+ {len(notices) - MOST_LINES}"] if len(notices) > MOST_LINES else []
        return Wording(title, "\n".join([*lines, *more]), self._url(first))

    def confirming(self, link: str, language: Language) -> Wording:
        """Of the mail that asks whether an address is the reader's own."""
        texts = self._texts[language]
        url = f"{self._base_url}/confirm/{link}"
        return Wording(texts.text("confirm_title"), texts.text("confirm_text"), url)

    def _url(self, notice: GivenNotice) -> str:
        """Staff work at the board; what concerns a member stands in its room, and who tries may be anybody."""
        if not self._base_url:
            return ""
        if notice.reason is None:
            return f"{self._base_url}/"
        path = f"/r/{home_of(notice.room)}" if notice.reason in OF_MEMBERS else "/ops"
        return f"{self._base_url}{path}"


def most_urgent(notices: Sequence[GivenNotice]) -> GivenNotice:
    """Of several that are told together."""
    return max(notices, key=lambda notice: (notice.level, -_URGENCY.index(notice.reason), notice.id))


def _title(notice: GivenNotice, texts: Catalogue) -> str:
    room = _one_line(title_in(notice.room_title, texts.language))
    title = texts.text(_key(notice), room=room, level=notice.level)
    return _shortened(title, LONGEST_TITLE)


def _line(notice: GivenNotice, texts: Catalogue) -> str:
    excerpt = _shortened(_one_line(notice.excerpt), LONGEST_LINE)
    return ": ".join(part for part in (_title(notice, texts), excerpt) if part)


def _key(notice: GivenNotice) -> str:
    if notice.reason is None:
        return "test"
    if notice.reason is not Reason.ESCALATED:
        return notice.reason.value
    return "breached" if notice.level <= 100 else "waits_long" if notice.level < 400 else "incident"


def _one_line(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
