"""A live Q&A as a teacher and two students have it: from the question to the export, and from the hand to the stage."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from playwright.async_api import Locator, expect

from rooms.roles import Role
from tests.e2e.person import PATIENCE, QA, Company, Person

pytestmark = pytest.mark.anyio

GROUPS = "What is a group?"
RINGS = "What is a ring?"


async def asks(person: Person, text: str, *, anonymously: bool = False) -> None:
    await opens(person, "questions")
    await person.find("question-text").fill(text)
    if anonymously:
        await person.find("question-anonymous").check()
    await person.find("question-ask").click()
    await expect(question(person, text)).to_be_visible(timeout=PATIENCE)


async def opens(person: Person, tab: str) -> None:
    panel = person.find("side-panel")
    if not await panel.is_visible():
        await person.find("chat-button").click()
    await person.find(f"tab-{tab}").click()


def question(person: Person, text: str) -> Locator:
    return person.find("question").filter(has_text=text)


async def test_a_question_is_asked_voted_for_focused_answered_live_and_exported(
    company: Company, tmp_path: Path
) -> None:
    tess = await company.person("Tess", Role.TEACHER)
    ada, bo = await company.person("Ada"), await company.person("Bo", size="phone", language="zh-CN")
    await tess.join(QA)
    for student in (ada, bo):
        await student.join(QA)
    await asks(ada, GROUPS)
    await asks(ada, RINGS, anonymously=True)
    await opens(bo, "questions")
    await question(bo, RINGS).get_by_test_id("question-vote").click()
    await opens(tess, "questions")
    await expect(question(tess, RINGS).get_by_test_id("question-votes")).to_have_text("1", timeout=PATIENCE)
    await expect(tess.find("question").first).to_contain_text(RINGS)
    for reader in (tess, bo):
        await expect(question(reader, RINGS)).not_to_contain_text("Ada")
    await question(tess, RINGS).get_by_test_id("question-focus").click()
    await expect(bo.find("questions-current")).to_contain_text(RINGS, timeout=PATIENCE)
    await question(tess, RINGS).get_by_test_id("question-answer-live").click()
    await question(tess, RINGS).get_by_test_id("question-solve").click()
    await tess.find("question-form-note").fill("two operations on the board")
    await tess.find("question-form-send").click()
    archive = ada.find("questions-archive")
    await expect(archive).to_be_visible(timeout=PATIENCE)
    await archive.locator("summary").click()
    await expect(archive).to_contain_text("two operations on the board")
    async with tess.page.expect_download() as waiting:
        await tess.find("staff-desk").locator("summary").click()
        await tess.find("export-csv").click()
    path = tmp_path / "questions.csv"
    await (await waiting.value).save_as(path)
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    rows = {row["text"]: row for row in csv.DictReader(lines)}
    assert (rows[RINGS]["mode"], rows[RINGS]["votes"], rows[RINGS]["status"]) == ("live", "1", "answered")
    assert rows[GROUPS]["status"] == "queued"
    assert "Ada" not in rows[RINGS].values()


async def test_a_hand_reaches_the_stage_and_the_audience_sees_and_hears_it(company: Company) -> None:
    tess = await company.person("Tess", Role.TEACHER)
    ada, bo = await company.person("Ada"), await company.person("Bo")
    await tess.join(QA)
    for student in (ada, bo):
        await student.join(QA)
        await student.sees(tess)
    await ada.find("hand-button").click()
    await ada.find("hand-topic").fill("the last step")
    await ada.find("hand-raise").click()
    await opens(tess, "people")
    hand = tess.page.locator(f'[data-testid="hand"][data-member="{ada.member}"]')
    await expect(hand).to_contain_text("the last step", timeout=PATIENCE)
    await tess.find("call-next").click()
    await expect(ada.find("called-prompt")).to_be_visible(timeout=PATIENCE)
    await ada.find("called-unmute").click()
    await ada.find("camera-button").click()
    for other in (tess, bo):
        await other.sees(ada)
        await other.hears(ada)
    await tess.find("send-back").click()
    for other in (tess, bo):
        await other.misses(ada)
    await expect(ada.find("camera-button")).to_be_hidden(timeout=PATIENCE)
    await bo.sees(tess)
