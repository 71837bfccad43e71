"""Links to other places: addresses with a scheme, and bare domains as people type them.

Searched in normalised text. A bare domain needs a top-level domain from a list, or `main.py` and `3.14` were links.
"""

from __future__ import annotations

from collections.abc import Iterable

from rooms.moderation.patterns import Match, compiled

_TOP_LEVEL = (
    "com|net|org|edu|gov|info|biz|xyz|top|vip|club|shop|site|online|live|app|dev|store|tech|fun|ink|wang|ltd|group|link"
    "|pro|work|icu|cyou|space|website|blog|chat|cloud|art|cc|cn|hk|tw|mo|sg|jp|kr|us|uk|eu|de|fr|ru|io|ai|me|tv|gg|gl|ly"
)
_HOST = rf"(?:[a-z0-9](?:[a-z0-9\-]{{0,61}}[a-z0-9])?\.)+(?:(?:com|net|org|edu|gov|co)\.[a-z]{{2}}|{_TOP_LEVEL})\b"
_PATH = r"(?:[/?#][^\s,，、;；<>\"'()（）]*)?"
_WITH_SCHEME = r"[a-z][a-z0-9+.\-]{0,20}://([^\s/?#\\,，、;；<>\"'()（）]+)"
_LINK = compiled(rf"(?:{_WITH_SCHEME}|\b({_HOST})){_PATH}", captures=True)


def link(normalised: str, allowed: Iterable[str]) -> int | None:
    """Where the first link to a host stands that is neither allowed nor below one that is, or None."""
    hosts = tuple(host.casefold().strip(".*") for host in allowed)
    for match in _LINK.finditer(normalised):
        if not _is_mail(normalised, match) and not _is_below(_host(match), hosts):
            return match.start()
    return None


def _host(match: Match) -> str:
    """As browsers read it: what stands before the last `@` is no part of it, nor the port."""
    authority = match.group(1) or match.group(2) or ""
    return authority.rpartition("@")[2].partition(":")[0].strip(".")


def _is_mail(text: str, match: Match) -> bool:
    """The domain of a mail address is a contact, and no link."""
    before = text[: match.start()]
    return before.endswith("@") and before[-2:-1].isalnum()


def _is_below(host: str, hosts: tuple[str, ...]) -> bool:
    return any(host == allowed or host.endswith(f".{allowed}") for allowed in hosts)
