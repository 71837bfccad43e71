"""What another system says of submissions: handed in, or looked at. Signed by a secret that a webhook of the space has.

The room hears of each submission by its number, and of the same one twice without effect: a repeated message, or one
that somebody recorded, changes nothing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

from msgspec import Meta, Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from rooms.obligations.terms import NoteSubmission
from rooms.rejections import Rejection
from rooms.terms import DisplayName, MemberId, Number
from server.duty.contacts import Contacts
from server.duty.signatures import verify
from server.http.bodies import decoded, read_body
from server.http.errors import Refusal
from signaling.mailbox import Done, Outcome
from signaling.ports import Directory

Ask = Callable[[str, NoteSubmission], Awaitable[Outcome | None]]


class Submission(Struct, frozen=True, forbid_unknown_fields=True):
    """`number` names it within the room. `done_by`: the person who has looked at it."""

    space: Annotated[str, Meta(max_length=60)]
    room: Annotated[str, Meta(max_length=60)]
    number: Number
    member: MemberId
    member_name: DisplayName
    done_by: Annotated[str, Meta(max_length=60)] = ""


class Submissions:
    def __init__(self, contacts: Contacts, directory: Directory, ask: Ask, now: Callable[[], float]) -> None:
        self._contacts, self._directory, self._ask, self._now = contacts, directory, ask, now

    def routes(self) -> list[BaseRoute]:
        return [Route("/api/submissions", self.note, methods=["POST"])]

    async def note(self, request: Request) -> Response:
        """No cookie and no origin: the signature says who asks."""
        body = await read_body(request)
        said = decoded(body, Submission)
        secrets = [hook.secret for hook in await self._contacts.webhooks(said.space)]
        if not verify(secrets, request.headers, body, self._now()):
            raise Refusal(401, "bad_signature", "signed as Standard Webhooks says, within five minutes")
        spec = await self._directory.room(said.room)
        if spec is None or spec.space != said.space:
            raise Refusal(404, "room_unknown", "no such room")
        outcome = await self._ask(
            said.room, NoteSubmission(said.number, said.member, said.member_name, said.done_by)
        )
        match outcome:
            case Done():
                return Response(status_code=204)
            case Rejection():
                raise Refusal(409, outcome.code.value, outcome.detail)
            case _:
                raise Refusal(503, "not_saved", "try again", retry_after=1)
