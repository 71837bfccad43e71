"""Writes the browser's wire types from the Python ones, so that both ends are one definition.

    python -m signaling.typescript > web_client/src/core/wire.gen.ts

The written file is checked in and a test says that it is fresh. What a client sends may leave out fields that
have a default; what the server sends, and what both send, always carries every field.
"""

from __future__ import annotations

import inspect
import json
import sys
from collections.abc import Iterator, Sequence
from enum import Enum
from typing import Any, get_args

from msgspec import NODEFAULT, Struct
from msgspec import inspect as types

from rooms import commands, events, kinds, roles
from rooms import terms as rooms_terms
from rooms.chat import terms as chat
from rooms.focus.terms import FocusPhase
from rooms.life.terms import CloseReason
from rooms.members.terms import LeaveReason
from rooms.moderation import terms as moderation
from rooms.obligations import terms as obligations
from rooms.polls import terms as polls
from rooms.questions import terms as questions
from rooms.rejections import RejectionCode
from rooms.schedule.terms import ScheduledState
from rooms.stage.terms import StageEnd
from rooms.sub_rooms.terms import Template
from signaling import codes, wire, wire_media

HEADER = """\
// Written by `python -m signaling.typescript`. Do not edit: change the Python types and run `make wire`.
"""

RENAMED: dict[type, str] = {wire.Error: "ErrorFrame", wire.History: "HistoryFrame"}
"""Frames that would hide a name which every browser module knows."""

CLIENT_UNIONS: dict[str, Any] = {
    "AnyClientCommand": commands.AnyClientCommand,
    "AnyRequest": wire.AnyRequest,
}
SERVER_UNIONS: dict[str, Any] = {"AnyEvent": events.AnyEvent, "AnyFrame": wire.AnyFrame}
ENUMS: dict[str, type[Enum]] = {
    "ROLES": roles.Role,
    "ROOM_KINDS": kinds.RoomKind,
    "PURPOSES": kinds.Purpose,
    "SOURCES": rooms_terms.Source,
    "AUTHOR_KINDS": chat.AuthorKind,
    "MESSAGE_STATES": chat.MessageState,
    "NETWORK_QUALITIES": wire_media.NetworkQuality,
    "LEAVE_REASONS": LeaveReason,
    "CLOSE_REASONS": CloseReason,
    "STAGE_ENDS": StageEnd,
    "QUESTION_STATES": questions.QuestionState,
    "HOLD_REASONS": questions.HoldReason,
    "DISMISS_REASONS": questions.DismissReason,
    "ANSWER_MODES": questions.AnswerMode,
    "ANSWER_ENDS": questions.AnswerEnd,
    "QUESTION_ORDERS": questions.QuestionOrder,
    "PRE_MODERATIONS": questions.PreModeration,
    "QUESTION_SOURCES": questions.QuestionSource,
    "POLL_KINDS": polls.PollKind,
    "POLL_STATES": polls.PollState,
    "FOCUS_PHASES": FocusPhase,
    "TEMPLATES": Template,
    "MUTE_SCOPES": moderation.MuteScope,
    "RULE_KINDS": moderation.RuleKind,
    "RULE_EFFECTS": moderation.RuleEffect,
    "REPORT_REASONS": moderation.ReportReason,
    "SUBJECT_KINDS": moderation.SubjectKind,
    "VERDICTS": moderation.Verdict,
    "OBLIGATION_CLASSES": obligations.ObligationClass,
    "OCCASIONS": obligations.Occasion,
    "OBLIGATION_STATES": obligations.ObligationState,
    "CLOCK_KINDS": obligations.ClockKind,
    "TARGET_KINDS": obligations.TargetKind,
    "ANCHOR_KINDS": obligations.AnchorKind,
    "HOWS": obligations.How,
    "PAUSE_REASONS": obligations.PauseReason,
    "REJECTION_CODES": RejectionCode,
    "SCHEDULED_STATES": ScheduledState,
}


def main() -> None:
    sys.stdout.write(generate())


def generate() -> str:
    """The whole TypeScript module."""
    parts = [
        HEADER,
        _constants(),
        *(_enum(constant, enum) for constant, enum in ENUMS.items()),
        _policies(),
        *_structs(CLIENT_UNIONS, without=SERVER_UNIONS, sent_by_client=True),
        *_structs(SERVER_UNIONS, sent_by_client=False),
        _codes(),
    ]
    return "\n".join(parts)


# ---------------------------------------------------------------- constants and codes


def _constants() -> str:
    values = {
        "PROTOCOL_VERSION": wire.PROTOCOL_VERSION,
        "SUBPROTOCOL": wire.SUBPROTOCOL,
        "MAX_FRAME_BYTES": wire.MAX_FRAME_BYTES,
        "HEARTBEAT_SECONDS": wire.HEARTBEAT_SECONDS,
        "TYPING_SECONDS": wire.TYPING_SECONDS,
        "CHEERS": get_args(wire.CheerEmoji),
        "CHEER_SECONDS": wire.CHEER_SECONDS,
        "RECENT_MESSAGES": chat.RECENT_MESSAGES,
        "RECENT_IMPORTANT": chat.RECENT_IMPORTANT,
        "MAX_PINS": chat.MAX_PINS,
        "KEPT_POLLS": polls.KEPT_POLLS,
        "MAX_HISTORY": _bound(wire.ReadHistory, "limit"),
        "MAX_BODY_LENGTH": _bound(chat.PostMessage, "body"),
        "MAX_NAME_LENGTH": _length(rooms_terms.DisplayName),
        "MAX_SDP_LENGTH": _bound(wire_media.MediaOffer, "sdp"),
    }
    return "".join(f"export const {name} = {_literal(value)};\n" for name, value in values.items())


def _bound(struct: type[Struct], field: str) -> int:
    """The upper bound that the wire puts on a field: characters of a string, or the value of a number."""
    found = next(each.type for each in _info(struct).fields if each.name == field)
    match found:
        case types.StrType(max_length=int(bound)) | types.IntType(le=int(bound)):
            return bound
        case _:
            raise TypeError(f"{struct.__name__}.{field} has no upper bound")


def _length(annotated: object) -> int:
    found = types.type_info(annotated)
    if not isinstance(found, types.StrType) or found.max_length is None:
        raise TypeError(f"{annotated} has no greatest length")
    return found.max_length


def _policies() -> str:
    """What the reducer needs to know of a kind: a view says it, and `room_opened` only names the kind."""
    rows = "".join(
        f"  {kind.value}: {{ capacity: {policy.capacity}, has_media: {_literal(policy.has_media)}, "
        f"everyone_publishes: {_literal(policy.everyone_publishes)}, "
        f"everyone_runs_timer: {_literal(policy.everyone_runs_timer)} }},\n"
        for kind, policy in kinds.POLICIES.items()
    )
    shape = (
        "{ readonly capacity: number; readonly has_media: boolean; readonly everyone_publishes: boolean; "
        "readonly everyone_runs_timer: boolean }"
    )
    return f"export const POLICIES: Readonly<Record<RoomKind, {shape}>> = {{\n{rows}}};\n"


def _codes() -> str:
    return "\n".join(
        [
            _code_table("CloseCode", codes.CloseCode),
            _code_table("ErrorCode", codes.ErrorCode),
            "/** What to do when the socket closed with `code`; codes that are not in the table follow their range. */",
            "export type AfterClose = " + _literals([each.value for each in codes.AfterClose]) + ";",
            "",
            "export function afterClose(code: number): AfterClose {",
            f"  if ({_literal(sorted(codes.OUR_FAULT))}.includes(code)) return {_literal(codes.AfterClose.STAY_AWAY)};",
            *(
                f"  if (code >= {low} && code <= {high}) return {_literal(after)};"
                for (low, high), after in codes.CLOSE_RANGES.items()
            ),
            f"  return {_literal(codes.AfterClose.RESUME)};",
            "}",
            "",
            "/** Whether the refused request may be sent again as it is, after `retry_ms`. */",
            "export function isRetryable(code: number): boolean {",
            f"  return code >= {codes.FIRST_RETRYABLE};",
            "}",
            "",
        ]
    )


def _code_table(name: str, table: type[Enum]) -> str:
    rows = "".join(f"  {row.name}: {row.value},\n" for row in table)
    return f"export const {name} = {{\n{rows}}} as const;\n\nexport type {name} = (typeof {name})[keyof typeof {name}];\n"


# ---------------------------------------------------------------- types


def _enum(constant: str, enum: type[Enum]) -> str:
    values = _literal([each.value for each in enum])
    return f"export const {constant} = {values} as const;\n\nexport type {enum.__name__} = (typeof {constant})[number];\n"


def _structs(
    unions: dict[str, Any], *, without: dict[str, Any] | None = None, sent_by_client: bool
) -> Iterator[str]:
    """Every struct that the unions reach, and `without` does not, before the first that names it; then the unions."""
    elsewhere = _reached(without or {})
    for cls, struct in _reached(unions).items():
        if cls not in elsewhere:
            yield _struct(struct, sent_by_client=sent_by_client)
    for name, union in unions.items():
        rows = "".join(f"\n  | {_name(member)}" for member in get_args(union))
        yield f"export type {name} ={rows};\n"


def _reached(unions: dict[str, Any]) -> dict[type, types.StructType]:
    seen: dict[type, types.StructType] = {}
    for union in unions.values():
        for member in get_args(union):
            _reach(types.type_info(member), seen)
    return seen


def _reach(found: types.Type, seen: dict[type, types.StructType]) -> None:
    match found:
        case types.StructType():
            if found.cls not in seen:
                for field in found.fields:
                    _reach(field.type, seen)
                seen[found.cls] = found
        case types.UnionType():
            for each in found.types:
                _reach(each, seen)
        case types.ListType():
            _reach(found.item_type, seen)
        case types.DictType():
            _reach(found.value_type, seen)
        case _:
            pass


def _struct(struct: types.StructType, *, sent_by_client: bool) -> str:
    lines = [*_comment(struct.cls), f"export interface {_name(struct.cls)} {{"]
    if struct.tag_field is not None:
        lines.append(f"  readonly {struct.tag_field}: {_literal(struct.tag)};")
    for field in struct.fields:
        may_be_missing = sent_by_client and (
            field.default is not NODEFAULT or field.default_factory is not NODEFAULT
        )
        mark = "?" if may_be_missing else ""
        lines.append(f"  readonly {field.encode_name}{mark}: {_type(field.type)};")
    return "\n".join([*lines, "}", ""])


def _comment(struct: type) -> list[str]:
    text = inspect.cleandoc(struct.__dict__.get("__doc__") or "").splitlines()
    if not text:
        return []
    if len(text) == 1:
        return [f"/** {text[0]} */"]
    return ["/**", *(f" * {line}".rstrip() for line in text), " */"]


def _type(found: types.Type) -> str:
    match found:
        case types.StrType():
            return "string"
        case types.IntType() | types.FloatType():
            return "number"
        case types.BoolType():
            return "boolean"
        case types.NoneType():
            return "null"
        case types.StructType() | types.EnumType():
            return _name(found.cls)
        case types.LiteralType():
            return _literals(found.values)
        case _:
            return _container(found)


def _container(found: types.Type) -> str:
    match found:
        case types.ListType():
            item = _type(found.item_type)
            return f"readonly ({item})[]" if " " in item else f"readonly {item}[]"
        case types.DictType():
            return f"Readonly<Record<string, {_type(found.value_type)}>>"
        case types.UnionType():
            return _union(found)
        case _:
            raise TypeError(f"no TypeScript for {found}")


def _union(union: types.UnionType) -> str:
    """The name of a union of ours, where it has one, and null last."""
    members = [each for each in union.types if not isinstance(each, types.NoneType)]
    classes = {each.cls for each in members if isinstance(each, types.StructType)}
    named = [
        name for name, known in (CLIENT_UNIONS | SERVER_UNIONS).items() if set(get_args(known)) == classes
    ]
    written = named or [_type(each) for each in members]
    return " | ".join([*written, "null"] if len(members) < len(union.types) else written)


def _info(struct: type[Struct]) -> types.StructType:
    found = types.type_info(struct)
    if not isinstance(found, types.StructType):
        raise TypeError(f"{struct} is no struct")
    return found


def _name(cls: type) -> str:
    return RENAMED.get(cls, cls.__name__)


def _literals(values: Sequence[object]) -> str:
    return " | ".join(_literal(value) for value in values)


def _literal(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    main()
