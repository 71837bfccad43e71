"""The response metrics once more, from a plain table of the log by plain SQL: nothing of `community/metrics` is used.

`tables` writes what the log says, up to one moment; `VIEWS` find the cycles, who responded first and how each ended.
`covered` is counted from opening hours and the moments at which a clock stood, never from what a clock showed.
Percentiles hand the weight of whoever stopped waiting to those who waited longer (Efron's redistribution to the right).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import to_builtins

from community.covered_time import Window
from rooms.events import AnyEvent
from rooms.obligations.events import ObligationEvent
from rooms.questions.events import QuestionAsked

_FIELDS = (
    "asker",
    "by",
    "how",
    "first",
    "consumed",
    "opened_at",
    "target",
    "level",
    "clock",
    "into",
    "since",
)

SCHEMA = """
create table happened (
    room text, seq integer, at real, kind text, id integer, asker text, "by" text, how text, first, consumed real,
    opened_at real, target text, level integer, clock text, "into" integer, since real, class text, cycle integer,
    anchor text, number integer, primary key (room, seq)
);
create index of_one on happened (room, id, seq);
create table adopted (room text, question integer, from_room text, from_question integer);
create table hours (start real primary key, "end" real unique);
create table staff (id text primary key);
create table present (now real);
"""

VIEWS = """
create table cycles as
select room, id, cycle, min(seq) as begins,
    lead(min(seq), 1, 1e15) over (partition by room, id order by cycle) as ends
from happened where kind in ('obligation_opened', 'obligation_reopened') group by room, id, cycle;
create unique index one_cycle on cycles (room, id, cycle);

create table told as
select happened.*, cycles.cycle as of_cycle from happened join cycles
    on happened.room = cycles.room and happened.id = cycles.id and seq >= begins and seq < ends;
create index told_of on told (room, id, of_cycle, kind, seq);

create table bare as
select cycles.room, cycles.id, cycles.cycle, began.asker,
    case when cycles.cycle = 1 then coalesce(began.opened_at, began.at) else began.at end as opened_at,
    began.anchor, began.number, cycles.ends < 1e15 as reopened,
    (select coalesce(max(seq), -1) from told t
        where t.room = cycles.room and t.id = cycles.id and of_cycle = cycles.cycle and kind = 'ack_undone') as undone
from cycles join happened began on began.room = cycles.room and began.seq = cycles.begins;

create table marked as
select bare.*,
    (select class from told t where t.room = bare.room and t.id = bare.id and of_cycle = bare.cycle
        and class is not null order by seq desc limit 1) as class,
    (select min(seq) from told t where t.room = bare.room and t.id = bare.id and of_cycle = bare.cycle and seq > undone
        and (kind = 'obligation_acked' or (kind = 'obligation_answered' and first = 1))) as response,
    (select max(seq) from told t where t.room = bare.room and t.id = bare.id and of_cycle = bare.cycle and seq > undone
        and kind = 'obligation_answered') as answer,
    (select seq from told t where t.room = bare.room and t.id = bare.id and of_cycle = bare.cycle
        and kind in ('obligation_withdrawn', 'obligation_removed', 'obligation_waived')
        and not exists (select 1 from told u where u.room = t.room and u.id = t.id and u.of_cycle = t.of_cycle
            and u.kind = 'obligation_reopened' and u.seq > t.seq)
        order by seq desc limit 1) as ending,
    (select seq from told t where t.room = bare.room and t.id = bare.id and of_cycle = bare.cycle
        and kind = 'obligation_merged' order by seq desc limit 1) as merging,
    (select seq from told t where t.room = bare.room and t.id = bare.id and of_cycle = bare.cycle and kind in
        ('obligation_opened', 'obligation_reopened', 'obligation_paused', 'obligation_resumed', 'obligation_reclassed')
        order by seq desc limit 1) as clock_set
from bare;

create table own as
select marked.room, marked.id, marked.cycle, marked.asker, marked.class, marked.opened_at, reopened, anchor_kind, marked.number,
    r.at as responded_at, r."by" as responder, r.consumed as response,
    a.at as resolved_at, a.how, a."by" as resolver, e.at as ended_at, e.kind as ended_by, m."into", m.at as merged_at,
    coalesce(m."into" = 0 and m."by" = '', 0) as is_elsewhere,
    case when e.seq is not null then e.consumed when a.seq is not null then a.consumed
        when c.kind = 'obligation_paused' then c.consumed
        else coalesce(c.consumed, (select consumed from told p where p.room = marked.room and p.id = marked.id
            and p.of_cycle = marked.cycle and p.kind = 'obligation_paused' and p.seq < c.seq order by seq desc limit 1), 0)
        + case (select clock from told t where t.room = marked.room and t.id = marked.id and of_cycle = marked.cycle
                and clock is not null order by seq desc limit 1)
            when 'wall' then now - coalesce(c.since, c.at)
            else (select coalesce(sum(max(0, min("end", now) - max(start, coalesce(c.since, c.at)))), 0) from hours
                where "end" > coalesce(c.since, c.at) and start < now) end
    end as waited,
    (select first from told t where t.room = marked.room and t.id = marked.id and of_cycle = marked.cycle
        and clock is not null and seq <= coalesce(response, 1e15) order by seq desc limit 1) as target,
    exists (select 1 from told t where t.room = marked.room and t.id = marked.id and of_cycle = marked.cycle
        and kind = 'obligation_escalated' and level = 100 and seq < coalesce(response, 1e15)) as was_told
from (select *, anchor as anchor_kind from marked) marked join present
    left join happened r on r.room = marked.room and r.seq = response
    left join happened a on a.room = marked.room and a.seq = answer
    left join happened e on e.room = marked.room and e.seq = ending
    left join happened m on m.room = marked.room and m.seq = merging
    left join happened c on c.room = marked.room and c.seq = clock_set;

create table joined as
select own.room, own.id, own.cycle, own.asker, own.class, own.opened_at, own.reopened, own."into", own.merged_at,
    own.is_elsewhere, coalesce(before.responded_at, own.responded_at) as responded_at,
    coalesce(before.responder, own.responder) as responder, coalesce(before.response, own.response) as response,
    own.resolved_at, own.how, own.resolver, own.ended_at, own.ended_by, own.waited, own.target,
    own.was_told or coalesce(before.was_told, 0)
        or (coalesce(own."into", 0) = 0 and coalesce(own.response, own.waited) > own.target) as late,
    before.room as from_room, before.id as from_id
from own left join adopted on adopted.room = own.room and own.anchor_kind = 'question' and adopted.question = own.number
        and own.cycle = 1
    left join own before on before.room = adopted.from_room and before.anchor_kind = 'question'
        and before.number = adopted.from_question and before.is_elsewhere;

create table leads as
with recursive chain (room, id, lead, merged_at, depth) as (
    select room, id, "into", merged_at, 1 from joined where "into" > 0
    union all
    select chain.room, chain.id, joined."into", max(chain.merged_at, joined.merged_at), depth + 1 from chain
        join joined on joined.room = chain.room and joined.id = chain.lead and joined.cycle = 1
    where joined."into" > 0
)
select room, id, lead, merged_at from chain
    where (room, id, depth) in (select room, id, max(depth) from chain group by room, id);

create table outcomes as
select child.room, child.id, child.cycle, child.asker, child.class, child.opened_at, child.reopened,
    coalesce(child.responded_at, max(lead.responded_at, leads.merged_at)) as responded_at,
    coalesce(child.responder, lead.responder) as responder,
    case when child.response is not null then child.response
        when lead.from_id is null or lead.responded_at <= leads.merged_at then max(lead.responded_at, leads.merged_at) - child.opened_at
        else max(0, lead.response - (child.opened_at - lead.opened_at)) end as response,
    max(lead.resolved_at, leads.merged_at) as resolved_at, lead.how, lead.resolver, lead.ended_at, lead.ended_by,
    case when lead.from_id is null then (select now from present) - child.opened_at
        else max(0, lead.waited - (child.opened_at - lead.opened_at)) end as waited, child.target,
    child.late as was_late
from joined child join leads using (room, id)
    join joined lead on lead.cycle = 1 and not lead.is_elsewhere and (
        (lead.room = child.room and lead.id = leads.lead) or (lead.from_room = child.room and lead.from_id = leads.lead))
union all
select room, id, cycle, asker, class, opened_at, reopened, responded_at, responder, response, resolved_at, how, resolver,
    ended_at, ended_by, waited, target, late
from joined where not is_elsewhere and coalesce("into", 0) = 0;

create view judged as
select *, case
    when ended_by is not null then substr(ended_by, 12)
    when was_late or coalesce(response, case when resolved_at is null then waited end) > target then
        case when responded_at is null and resolved_at is null then 'overdue' else 'breached' end
    when responded_at is not null then 'met'
    when resolved_at is null then 'pending'
    else 'solved_unanswered' end as verdict
from outcomes;

create table stood as
select room, id, of_cycle as cycle, coalesce(since, at) as since, (select min(coalesce(t.since, t.at)) from told t
    where t.room = p.room and t.id = p.id and t.of_cycle = p.of_cycle and t.seq > p.seq and t.kind in (
        'obligation_resumed', 'obligation_answered', 'obligation_withdrawn', 'obligation_removed', 'obligation_waived',
        'obligation_merged', 'obligation_reopened')) as until
from told p where kind in ('obligation_paused', 'obligation_removed');

create table ended as
select room, id, cycle, opened_at, coalesce(responded_at, resolved_at, ended_at, now) as stop from outcomes, present;
create index one_ended on ended (room, id, cycle);

create table spans as
select room, id, cycle, opened_at as a, stop as b, 1 as counts from ended
union all
select ended.room, ended.id, ended.cycle, max(since, opened_at), min(coalesce(until, stop), stop), -1
    from stood join ended using (room, id, cycle)
union all
select ended.room, ended.id, ended.cycle, max(since, ended.opened_at), min(coalesce(until, stop), stop), -1
    from stood join joined on from_room = stood.room and from_id = stood.id and joined.cycle = 1
    join ended on ended.room = joined.room and ended.id = joined.id and ended.cycle = 1;

create table covered as
select room, id, cycle, sum(counts * (select coalesce(sum(max(0, min("end", b) - max(start, a))), 0) from hours
    where "end" > a and start < b)) as covered
from spans group by room, id, cycle;
create unique index one_covered on covered (room, id, cycle);
"""


def counted(
    logs: Mapping[str, Sequence[AnyEvent]], now: float, hours: Iterable[Window], staff: Iterable[str]
) -> sqlite3.Connection:
    """The tables and views of what had happened by `now`."""
    base = sqlite3.connect(":memory:")
    base.executescript(SCHEMA)
    base.execute("insert into present values (?)", (now,))
    base.executemany("insert into hours values (?, ?)", [(each.start, each.end) for each in hours])
    base.executemany("insert into staff values (?)", [(each,) for each in staff])
    for room, log in logs.items():
        past = [(seq, event) for seq, event in enumerate(log) if event.at <= now]
        rows = [_row(room, seq, event) for seq, event in past if isinstance(event, ObligationEvent)]
        base.executemany(f"insert into happened values ({', '.join('?' * 20)})", rows)
        base.executemany(
            "insert into adopted values (?, ?, ?, ?)",
            [
                (room, event.id, event.origin.room, event.origin.question)
                for _, event in past
                if isinstance(event, QuestionAsked) and event.origin is not None
            ],
        )
    base.executescript(VIEWS)
    return base


def _row(room: str, seq: int, event: ObligationEvent) -> tuple[Any, ...]:
    told: dict[str, Any] = to_builtins(event)
    carried = told.get("obligation") or {}
    anchor = told.get("anchor") or carried.get("anchor") or {}
    kind = event.__struct_config__.tag
    cycle = (
        1 if kind == "obligation_opened" else carried.get("cycle") if kind == "obligation_reopened" else None
    )
    found = told.get("class_") or carried.get("class_")
    return (
        *(room, seq, told["at"], kind, told["id"]),
        *(told.get(name) for name in _FIELDS),
        *(found, cycle, anchor.get("kind"), anchor.get("number")),
    )


def percentile(waits: Sequence[tuple[float, bool]], share: float) -> float | None:
    """`waits`: how long, and whether it ended with a response. None: too few have had one."""
    ordered = sorted(waits, key=lambda wait: (wait[0], not wait[1]))
    each, done = 1.0 / max(1, len(ordered)), 0.0
    for place, (lasted, happened) in enumerate(ordered):
        later = len(ordered) - place - 1
        if happened:
            done += each
            if done >= share - 1e-9:
                return lasted
        elif later:
            each += each / later
    return None
