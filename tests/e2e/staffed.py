"""A space where answers are promised: who is on duty at every hour, and how soon they answer.

The plan is saved as an operator saves it, and it may promise seconds: then people see the whole ladder within seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec
from playwright.async_api import Locator, expect

from community.calendars import BusinessCalendar, Hours, Week
from community.rosters import Roster, Shift
from rooms.obligations.terms import ClockKind, ObligationClass, Target
from rooms.roles import Role
from server.duty.plan import DutyPlan
from tests.e2e.person import PATIENCE, Company, Person

ZONE_NAME = "Asia/Shanghai"
_ALWAYS = (Hours(0, 24 * 60),)
_SEND = """async ([method, path, body]) => {
  const reply = await fetch(path, { method, headers: { "Content-Type": "application/json" }, body });
  return [reply.status, await reply.text()];
}"""


@dataclass
class Staff:
    """All three are at the board."""

    operator: Person
    primary: Person
    secondary: Person

    async def promise(self, first: float) -> None:
        """From now on whatever is written has its first response within so many seconds, on every hour of the week."""
        shift = Shift(
            id="all-day",
            title="All day",
            zone=ZONE_NAME,
            since=date(2026, 1, 1),
            recurrence="FREQ=DAILY",
            start=0,
            length=24 * 60,
            rotation=(self.primary.member,),
            secondary=(self.secondary.member,),
        )
        written = (ObligationClass.QUESTION, ObligationClass.NEWCOMER)
        plan = DutyPlan(
            calendar=BusinessCalendar(zone=ZONE_NAME, weekly=Week(*[_ALWAYS] * 7)),
            roster=Roster(version=1, shifts=(shift,)),
            targets=dict.fromkeys(written, Target(first, None, ClockKind.COVERED)),
        )
        await save(self.operator, "/api/duty/plan", plan)


async def staffed(company: Company) -> Staff:
    """An operator, a teacher who is asked first, and a TA who is asked next."""
    staff = Staff(
        await company.person("Olga", Role.OPERATOR),
        await company.person("Tess", Role.TEACHER),
        await company.person("Tom", Role.TA),
    )
    for person in (staff.operator, staff.primary, staff.secondary):
        await comes_to_the_board(person)
    return staff


async def comes_to_the_board(person: Person) -> None:
    """For the first time: whoever has no name yet is asked for it."""
    await person.open_link()
    await person.find("board-link").click()
    await person.find("name-input").fill(person.name)
    await person.find("name-input").press("Enter")
    await expect(person.find("ops-board")).to_be_visible(timeout=PATIENCE)


def row(person: Person, text: str) -> Locator:
    return person.find("board-row").filter(has_text=text)


async def claims(person: Person, question: str) -> None:
    await row(person, question).get_by_test_id("board-claim").click(timeout=PATIENCE)
    await expect(row(person, question)).to_have_attribute("data-owner", person.member, timeout=PATIENCE)


async def answers(person: Person, question: str, answer: str) -> None:
    """In place; the row goes."""
    await row(person, question).get_by_test_id("board-answer").click(timeout=PATIENCE)
    await person.find("board-answer-text").fill(answer)
    await person.find("board-answer-send").click()
    await expect(row(person, question)).to_have_count(0, timeout=PATIENCE)


async def save(operator: Person, path: str, body: object) -> Any:
    """By the operator's browser, as the page itself saves. The answer."""
    return await _send(operator, "PUT", path, body, expected=200)


async def make(operator: Person, path: str, body: object) -> Any:
    """As `save`, something new."""
    return await _send(operator, "POST", path, body, expected=201)


async def _send(operator: Person, method: str, path: str, body: object, expected: int) -> Any:
    status, text = await operator.page.evaluate(_SEND, [method, path, msgspec.json.encode(body).decode()])
    assert status == expected, text
    return msgspec.json.decode(text)
