"""Nobody is kept out by how a page is made: no serious or critical finding of axe where people wait and are answered."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import expect

from rooms.roles import Role
from tests.e2e.axe import barriers
from tests.e2e.person import LOOKS, PATIENCE, ZONE, Company, Person
from tests.e2e.staffed import Staff, answers, comes_to_the_board, row

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(180)]

ANSWERED, WAITING = "May induction begin at n = 2?", "Why does a group have one neutral element only?"


async def test_the_promise_has_no_barriers_in_any_look(company: Company) -> None:
    olga, ada = await company.person("Olga", Role.OPERATOR), await company.person("Ada")
    await comes_to_the_board(olga)
    await Staff(olga, olga, olga).promise(first=1.0)
    await ada.join(ZONE)
    await ada.says(ANSWERED)
    await answers(olga, ANSWERED, "Yes, if the statement holds there.")
    await ada.find("question-text").fill(WAITING)
    await ada.find("question-ask").click()
    await expect(ada.find("waiting-late")).to_be_visible(timeout=PATIENCE)
    await expect(ada.find("waiting-banner")).to_be_visible(timeout=PATIENCE)
    found: dict[str, list[str]] = {}
    for look in LOOKS:
        for person, screens in ((ada, the_room), (olga, the_desk)):
            await person.looks(look)
            async for screen in screens(person):
                if seen := await barriers(person.page):
                    found[" ".join((screen, *look))] = seen
    assert found == {}
    await olga.page.evaluate("document.body.append(document.createElement('button'))")
    assert await barriers(olga.page) != [], "a button without a name would not have been found"


async def the_room(student: Person) -> AsyncIterator[str]:
    await expect(student.find("waiting-card")).to_be_visible()
    yield "waiting card"


async def the_desk(staff: Person) -> AsyncIterator[str]:
    """Every screen of it, and the list of notices over the last one."""
    await staff.find("ops-tab-board").click()
    await row(staff, WAITING).get_by_test_id("board-answer").click()
    await expect(staff.find("board-answer-form")).to_be_visible()
    yield "board"
    await staff.find("ops-tab-duty").click()
    await expect(staff.find("plan-form")).to_be_visible()
    yield "duty"
    await staff.find("ops-tab-response").click()
    await expect(staff.find("response-load")).to_be_visible()
    yield "response"
    await staff.find("ops-tab-learners").click()
    await expect(staff.find("promotion-rule")).to_be_visible()
    yield "learners"
    await staff.find("ops-tab-lines").click()
    await expect(staff.find("lines-none")).to_be_visible()
    yield "lines"
    await staff.find("notice-bell").click()
    await expect(staff.find("notice-row").first).to_be_visible()
    yield "notices"
    await staff.page.keyboard.press("Escape")
