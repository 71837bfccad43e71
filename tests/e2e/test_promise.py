"""The promise: nobody who speaks up is left without an answer. Nobody answers in time, so the ladder calls people, one
after the other, and each of them once, whatever is killed in between.
"""

from __future__ import annotations

import asyncio
import csv
import os
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from msgspec import json
from playwright.async_api import expect

from server.duty.signatures import verify
from tests.e2e.person import PATIENCE, ZONE, Company, Person
from tests.e2e.staffed import Staff, answers, claims, save, staffed
from tests.server.duty.outside import Receiver, receiver
from tests.support.running_server import ServerProcess, server_process

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(180)]

UNTOLD = """SELECT number FROM escalations WHERE NOT handled AND NOT EXISTS (
    SELECT 1 FROM notices WHERE room = stream AND notices.obligation = escalations.obligation
    AND notices.cycle = escalations.cycle AND notices.level = escalations.level)"""
CUTS = (
    "SELECT 1 FROM escalations",
    "SELECT 1 FROM escalations WHERE level = 100",
    "SELECT 1 FROM notices WHERE level = 100",
    "SELECT 1 FROM deliveries WHERE state = 'sent'",
)
QUESTIONS = (
    "Why is the sky blue?",
    "What is a prime ideal?",
    "How does a vaccine work?",
    "When does a series converge?",
)
INDUCTION = "May induction begin at n = 2?"
GROUPS = "Why does a group have one neutral element only?"
DUE_SOON, LATE = "due soon", "longer than promised"
TWICE, INCIDENT = "twice as long", "left without an answer"


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[ServerProcess]:
    """Its webhooks may lead to this machine, as in a lab."""
    async with server_process(tmp_path / "data", "--allow-private-webhooks") as process:
        yield process


@pytest.fixture
async def chat() -> AsyncIterator[Receiver]:
    """Where the staff chat, outside."""
    async with receiver() as made:
        yield made


async def test_what_nobody_answers_calls_the_primary_then_the_secondary_until_the_board_answers_it(
    company: Company, chat: Receiver, tmp_path: Path
) -> None:
    staff = await staffed(company)
    tess, tom = staff.primary, staff.secondary
    bo, ada = await company.person("Bo"), await company.person("Ada")
    await bo.join(ZONE)
    await bo.says(INDUCTION)
    await answers(tess, INDUCTION, "Yes, if the statement holds there.")
    await expect(bo.find("answered-item")).to_contain_text("Answered by Tess", timeout=PATIENCE)

    secret = await tell_by_webhook(staff, chat)
    await staff.promise(first=4.0)
    await ada.join(ZONE)
    await ada.page.evaluate("window.neverReloaded = true")
    await ada.says(GROUPS)
    await expect(ada.find("waiting-item")).to_contain_text(GROUPS, timeout=PATIENCE)
    await expect(ada.find("waiting-place")).to_have_text("you are next")
    await expect(ada.find("waiting-expectation")).to_contain_text("Tess answers now")
    await expect(ada.find("waiting-expectation")).to_contain_text("Usually answered within about")

    for person in (tess, tom):
        await notified(person, LATE)
        await person.page.keyboard.press("Escape")
    await expect(ada.find("waiting-late")).to_be_visible(timeout=PATIENCE)
    async with asyncio.timeout(PATIENCE / 1000):
        await chat.until(2)
    told = [json.decode(each.body)["data"] for each in chat.received[:2]]
    assert [(data["level"], data["excerpt"]) for data in told] == [(100, GROUPS), (150, GROUPS)]
    assert all(verify([secret], each.headers, each.body, time.time()) for each in chat.received)

    await claims(tom, GROUPS)
    await expect(ada.find("waiting-owner")).to_have_text("Tom takes it", timeout=PATIENCE)
    await answers(tom, GROUPS, "Multiply the two of them.")
    await ada.reads("Multiply the two of them.")
    await expect(ada.find("answered-item")).to_contain_text("Answered by Tom", timeout=PATIENCE)
    await expect(ada.find("waiting-item")).to_have_count(0)
    await ada.find("waiting-solved").click()
    await expect(ada.find("waiting-card")).to_have_count(0)
    assert await ada.page.evaluate("window.neverReloaded") is True

    await the_metrics_show_it(staff, tmp_path)
    steps = [(who, level) for who, level, _ in Log(tmp_path).escalated() if who in (tess.member, tom.member)]
    assert steps == [(tess.member, 50), (tess.member, 100), (tom.member, 150)]


async def the_metrics_show_it(staff: Staff, folder: Path) -> None:
    """One in time, one late; one first response each. The page, the API and the table say the same."""
    olga, tess, tom = staff.operator, staff.primary, staff.secondary
    await olga.find("ops-tab-response").click()
    outcomes = olga.find("response-outcomes")
    await expect(outcomes.get_by_role("button", name="in time: 1")).to_be_visible(timeout=PATIENCE)
    await expect(outcomes.get_by_role("button", name="late: 1", exact=True)).to_be_visible()
    await expect(olga.find("response-classes").get_by_role("row", name="question 2 50%")).to_be_visible()
    for person in (tess, tom):
        await expect(olga.find("response-load").get_by_role("row", name=f"{person.name} 1")).to_be_visible()
    path = await olga.find("response-csv").get_attribute("href")
    assert path is not None
    report = await olga.page.evaluate(
        "(path) => fetch(path).then((reply) => reply.json())", path.replace("metrics.csv", "metrics")
    )
    within = report["first"]["within_target"]
    assert (within["met"], within["breached"], within["overdue"]) == (1, 1, 0)
    assert report["load"]["responses"] == {tess.member: 1, tom.member: 1}
    async with olga.page.expect_download() as waiting:
        await olga.find("response-csv").click()
    await (await waiting.value).save_as(folder / "metrics.csv")
    numbers = dict(csv.reader((folder / "metrics.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert numbers["first.within_target.breached"] == "1"
    assert numbers[f"load.responses.{tom.member}"] == "1"
    assert numbers[f"names.{tom.member}"] == "Tom"


@pytest.mark.row("D7")
async def test_whenever_the_server_is_killed_everybody_is_notified_once(
    company: Company, chat: Receiver, tmp_path: Path
) -> None:
    """It is killed when a level is reached and nobody told, when a notice is written, and while it is delivered."""
    staff = await staffed(company)
    await tell_by_webhook(staff, chat)
    await staff.promise(first=1.0)
    ada = await company.person("Ada")
    await ada.join(ZONE)
    log = Log(tmp_path)
    untold = 0
    for question, cut in zip(QUESTIONS, CUTS, strict=True):
        before = len(log.read(cut))
        await asks(ada, question)
        await asyncio.to_thread(log.kill_beyond, before, cut, company.server.pid)
        await company.server.kill()
        untold += len(log.read(UNTOLD))
        await expect(ada.page.locator('[data-banner="lost"]')).to_be_visible(timeout=PATIENCE)
        await company.server.start()
        await expect(ada.page.locator("[data-banner]")).to_have_count(0, timeout=PATIENCE)
    assert untold > 0, "it was never killed in between"

    await notified(staff.operator, INCIDENT, len(QUESTIONS))
    await notified(staff.operator, TWICE, len(QUESTIONS))
    await notified(staff.primary, DUE_SOON, len(QUESTIONS))
    await notified(staff.primary, LATE, len(QUESTIONS))
    await notified(staff.secondary, LATE, len(QUESTIONS))
    ladder = {
        staff.primary.member: (50, 100),
        staff.secondary.member: (150,),
        staff.operator.member: (200, 400),
        "": (100, 150, 200, 400),
    }
    obligations = [id for (id,) in log.read("SELECT DISTINCT obligation FROM escalations")]
    once = [(who, level, id) for who, levels in ladder.items() for level in levels for id in obligations]
    assert len(obligations) == len(QUESTIONS)
    assert Counter(log.escalated()) == Counter(once)
    outside = len(ladder[""]) * len(QUESTIONS)
    async with asyncio.timeout(PATIENCE / 1000):
        while len({each.headers["webhook-id"] for each in chat.received}) < outside:
            await chat.until(len(chat.received) + 1)
    notices = {
        (each.headers["webhook-id"], json.decode(each.body)["data"]["level"]) for each in chat.received
    }
    assert Counter(level for _, level in notices) == dict.fromkeys(ladder[""], len(QUESTIONS))


# ---------------------------------------------------------------- what people do


async def asks(person: Person, text: str) -> None:
    await person.find("question-text").fill(text)
    await person.find("question-ask").click()
    await expect(person.find("question").filter(has_text=text)).to_be_visible(timeout=PATIENCE)


async def notified(person: Person, words: str, times: int = 1) -> None:
    """By the bell, which is not closed again; each notice is a row of its own."""
    dialog = person.find("notices-dialog")
    if not await dialog.is_visible():
        await person.find("notice-bell").click()
        await expect(dialog).to_be_visible()
    await expect(person.find("notice-row").filter(has_text=words)).to_have_count(times, timeout=PATIENCE)


async def tell_by_webhook(staff: Staff, chat: Receiver) -> str:
    """The secret with which it is signed."""
    saved = await save(staff.operator, "/api/duty/webhooks/staff-chat", {"url": chat.url, "kinds": {}})
    secret: str = saved["secret"]
    return secret


# ---------------------------------------------------------------- what is on disk


class Log:
    """What the server has written, read beside it."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "data" / "studyhall.sqlite3"

    def read(self, query: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(f"file:{self._path}?mode=ro", uri=True)) as database:
            return database.execute(query).fetchall()

    def escalated(self) -> list[tuple[str, int, int]]:
        """Who was told of which level of which obligation, in their order; "" is the webhooks'."""
        query = "SELECT person, level, obligation FROM notices WHERE reason = 'escalated' ORDER BY id"
        return [(person, level, obligation) for person, level, obligation in self.read(query)]

    def kill_beyond(self, count: int, query: str, pid: int) -> None:
        """Once it finds more rows than these. It asks without pause, so that the cut is as near as can be."""
        end = time.monotonic() + PATIENCE / 1000
        with closing(sqlite3.connect(f"file:{self._path}?mode=ro", uri=True)) as database:
            while len(database.execute(query).fetchall()) <= count:
                assert time.monotonic() < end, f"nothing new: {query}"
        os.kill(pid, signal.SIGKILL)
