"""Order as people meet it in the page: who comes in, who is warned, what is reported, and how somebody objects."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, expect

from rooms.roles import Role
from tests.e2e.person import PATIENCE, QA, Company, Person

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(180)]

SPAM = "Cheap watches here"


async def knocks(person: Person) -> None:
    await person.open_link()
    await person.choose(QA)
    await person.find("name-input").fill(person.name)
    await person.find("join-button").click()


async def sets(teacher: Person, switch: str, *, on: bool) -> None:
    await teacher.find("tab-moderation").click()
    box = teacher.find(switch)
    if not await box.is_visible():
        await teacher.find("desk-settings").locator("summary").click()
    await box.set_checked(on)
    await expect(box).to_be_checked(checked=on)


async def writes(person: Person, dialog: str, text: str) -> None:
    await person.find(dialog).locator("textarea").fill(text)
    await person.find(dialog).get_by_test_id("dialog-submit").click()
    await expect(person.find(dialog)).to_be_hidden(timeout=PATIENCE)


async def chooses(person: Person, text: str, entry: str) -> None:
    """From the menu of the message that says so."""
    message = message_of(person, text)
    await message.hover()
    await message.get_by_test_id("message-menu").click()
    await person.find(f"message-menu-{entry}").click()


def message_of(person: Person, text: str) -> Locator:
    return person.find("message").filter(has_text=text)


async def test_a_student_waits_until_let_in_and_nobody_new_enters_a_locked_room(company: Company) -> None:
    tess, ada = await company.person("Tess", Role.TEACHER), await company.person("Ada")
    await tess.join(QA)
    await sets(tess, "waiting-room", on=True)
    await knocks(ada)
    await expect(ada.find("door-waiting")).to_be_visible(timeout=PATIENCE)
    await tess.find("waiting").get_by_test_id("admit").click(timeout=PATIENCE)
    await expect(ada.find("chat-composer")).to_be_visible(timeout=PATIENCE)
    await expect(tess.find("waiting")).to_have_count(0, timeout=PATIENCE)
    await sets(tess, "waiting-room", on=False)
    await sets(tess, "lock-room", on=True)
    bo = await company.person("Bo")
    await knocks(bo)
    await expect(bo.find("room-refused")).to_be_visible(timeout=PATIENCE)
    await sets(tess, "lock-room", on=False)
    await bo.find("enter-again").click()
    await expect(bo.find("chat-composer")).to_be_visible(timeout=PATIENCE)


async def test_a_message_is_reported_its_author_warned_and_the_objection_granted(company: Company) -> None:
    tess = await company.person("Tess", Role.TEACHER)
    ada, bo = await company.person("Ada"), await company.person("Bo")
    for person in (tess, ada, bo):
        await person.join(QA)
    await ada.says(SPAM)
    await bo.reads(SPAM)
    await chooses(bo, SPAM, "report")
    await writes(bo, "report-dialog", "They sell something.")
    await tess.find("tab-moderation").click()
    await expect(tess.find("report")).to_contain_text(SPAM, timeout=PATIENCE)
    await tess.find("report").get_by_test_id("handle-report").click()
    await writes(tess, "handle-dialog", "I talk to them.")
    await expect(tess.find("report")).to_have_count(0, timeout=PATIENCE)

    await tess.find("tab-people").click()
    entry = tess.page.locator(f'[data-testid="person"][data-member="{ada.member}"]')
    await entry.get_by_test_id("person-menu").click()
    await tess.find("person-menu-warn").click()
    await writes(tess, "warn-dialog", "No selling here.")
    await expect(ada.find("warning-dialog")).to_contain_text("No selling here.", timeout=PATIENCE)
    await ada.find("warning-accept").click()
    await expect(ada.find("warning-dialog")).to_be_hidden(timeout=PATIENCE)

    await tess.find("tab-chat").click()
    await chooses(tess, SPAM, "hide")
    await writes(tess, "hide-dialog", "Selling.")
    await bo.reads(SPAM, times=0)
    await ada.find("appeal-button").click(timeout=PATIENCE)
    await writes(ada, "appeal-dialog", "It was a joke.")
    await tess.find("tab-moderation").click()
    await tess.find("appeal").get_by_test_id("grant-appeal").click(timeout=PATIENCE)
    await writes(tess, "appeal-decision", "So it was.")
    await bo.reads(SPAM)
