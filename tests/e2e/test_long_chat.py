"""Five thousand messages: few of them in the document, and still each can be come to, by wheel, key, link or search."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, expect

from tests.e2e.person import PATIENCE, ZONE, Company, Person
from tests.e2e.scrolling import load_everything, talk_long

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(240)]

MESSAGES = 5_000
BOUND = 160


def said(ada: Person, number: int) -> Locator:
    return ada.page.locator(f'[data-testid="message"][data-message="{number}"]')


async def test_a_chat_of_five_thousand_messages_is_read_from_end_to_end(company: Company) -> None:
    await talk_long(company, MESSAGES)
    ada = await company.person("Ada")
    await ada.join(ZONE)
    await expect(said(ada, MESSAGES)).to_be_in_viewport(timeout=PATIENCE)

    read = ada.find("message").nth(1)
    await read.scroll_into_view_if_needed()
    number = int(await read.get_attribute("data-message") or 0)
    before = await read.bounding_box()
    await ada.find("load-older").press("Enter")
    await expect(ada.find("message")).not_to_have_count(50, timeout=PATIENCE)
    after = await said(ada, number).bounding_box()
    assert before is not None
    assert after is not None
    assert abs(after["y"] - before["y"]) < 3, "older messages came above, and what was read moved"

    await load_everything(ada)
    assert await ada.find("message").count() < BOUND
    await ada.find("chat-list").evaluate("(list) => list.scrollTo(0, 0)")
    await expect(said(ada, 1)).to_be_in_viewport(timeout=PATIENCE)
    assert await ada.find("message").count() < BOUND

    # Keys go on where nothing was yet.
    await said(ada, 1).focus()
    for number in range(2, 22):
        await ada.page.keyboard.press("ArrowDown")
        await expect(said(ada, number)).to_be_focused(timeout=PATIENCE)
    await expect(said(ada, 21)).to_be_in_viewport(timeout=PATIENCE)

    await ada.find("jump-to-latest").click()
    await expect(said(ada, MESSAGES)).to_be_in_viewport(timeout=PATIENCE)
    await ada.says("Seen to the end")
    await expect(ada.find("message").filter(has_text="Seen to the end")).to_be_in_viewport(timeout=PATIENCE)


async def test_what_was_searched_for_is_come_to_among_thousands(company: Company) -> None:
    await talk_long(company, MESSAGES)
    ada = await company.person("Ada")
    await ada.join(ZONE)
    await load_everything(ada)
    await ada.find("search-button").click()
    await ada.find("search-field").fill("2501")
    await ada.find("search-field").press("Enter")
    await ada.find("search-result").first.click()
    await expect(said(ada, 2501)).to_be_in_viewport(timeout=PATIENCE)
    await expect(said(ada, 2501)).to_be_focused(timeout=PATIENCE)
    assert await ada.find("message").count() < BOUND
