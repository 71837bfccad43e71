"""Uploading and fetching attachments. What a file is says its content; who may fetch it, the messages that it is in.

Staff and who sent it may always; others as long as a message of the room shows it, and the author of a hidden one.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from urllib.parse import unquote

import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from rooms.chat.terms import MessageState, MessageView
from rooms.roles import is_staff
from server.http.errors import Refusal
from server.http.visitors import Visitors
from server.storage.files import MEDIA_TYPES, SHOWN_INLINE, FileRefused, FileStore, suffix_of
from server.storage.people import Person
from server.storage.uploads import Uploads
from signaling.ports import EventLog

UPLOAD_SECONDS = 120.0
UPLOADS = 30
UPLOADS_WITHIN = 600.0
"""So many files per person within so many seconds."""
LONGEST_NAME = 120
KEPT_SECONDS = 600
"""A browser keeps a file that long before it asks again: its message may be gone by then."""

_STATUS = {"empty": 400, "too_large": 413, "unknown_type": 415, "no_space": 507}
_DETAIL = {
    "empty": "there is nothing in it",
    "too_large": "a file is at most 10 MiB",
    "unknown_type": "images, audio, video, PDF, ZIP and plain text",
    "no_space": "this space has no room for more files",
}


class Uploaded(msgspec.Struct, frozen=True):
    """What a message names as its attachment."""

    id: str
    name: str
    size: int


class FileApi:
    def __init__(
        self,
        visitors: Visitors,
        files: FileStore,
        uploads: Uploads,
        log: EventLog,
        now: Callable[[], float],
    ) -> None:
        self._visitors, self._files, self._now = visitors, files, now
        self._noted, self._log = uploads, log
        self._uploads: dict[str, list[float]] = {}

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/api/rooms/{room}/files", self.upload, methods=["POST"]),
            Route("/files/{room}/{id}", self.fetch, methods=["GET"]),
        ]

    async def upload(self, request: Request) -> Response:
        """The body is the file; the header X-File-Name its name, percent-encoded UTF-8."""
        self._visitors.origin(request)
        person, _ = await self._visitors.in_room(request)
        self._count(person.id)
        name = _name(request.headers.get("x-file-name", ""))
        try:
            async with asyncio.timeout(UPLOAD_SECONDS):
                stored = await self._files.store(person.space, name, _content(request))
        except TimeoutError:
            raise Refusal(408, "too_slow", f"an upload takes at most {UPLOAD_SECONDS:.0f} seconds") from None
        except FileRefused as refused:
            raise Refusal(_STATUS[refused.code], refused.code, _DETAIL[refused.code]) from None
        await self._noted.note(person.space, stored.id, person.id)
        body = msgspec.json.encode(Uploaded(stored.id, name, stored.size))
        return Response(body, 201, media_type="application/json")

    async def fetch(self, request: Request) -> Response:
        person, room = await self._visitors.in_room(request)
        id = str(request.path_params["id"])
        path = await self._files.find(person.space, id)
        if path is None or not await self._may_fetch(person, room, id):
            raise Refusal(404, "not_found", "no such file")
        suffix = suffix_of(id)
        return FileResponse(
            path,
            media_type=MEDIA_TYPES[suffix],
            headers={"Cache-Control": f"private, max-age={KEPT_SECONDS}"},
            filename=id,
            content_disposition_type="inline" if suffix in SHOWN_INLINE else "attachment",
        )

    async def _may_fetch(self, person: Person, room: str, id: str) -> bool:
        if is_staff(person.role) or await self._noted.is_by(person.space, id, person.id):
            return True
        return any(_shows(message, person.id) for message in await self._log.attached(room, id))

    def _count(self, person: str) -> None:
        now = self._now()
        recent = [at for at in self._uploads.get(person, ()) if at > now - UPLOADS_WITHIN]
        if len(recent) >= UPLOADS:
            raise Refusal(
                429, "too_many_files", "wait a little", retry_after=recent[0] + UPLOADS_WITHIN - now
            )
        self._uploads[person] = [*recent, now]


def _shows(message: MessageView, person: str) -> bool:
    is_own = message.state is MessageState.HIDDEN and message.author == person
    return message.state is MessageState.SHOWN or is_own


async def _content(request: Request) -> AsyncIterator[bytes]:
    try:
        async for chunk in request.stream():
            yield chunk
    except ClientDisconnect:
        raise Refusal(
            400, "bad_request", "the body breaks off"
        ) from None  # nobody reads it, and it is no bug


def _name(header: str) -> str:
    """For people to read, never a path: the last part, without signs that nobody sees."""
    last = unquote(header).replace("\\", "/").rpartition("/")[2]
    shown = "".join(sign for sign in last if sign.isprintable()).strip()
    return shown[-LONGEST_NAME:] or "file"
