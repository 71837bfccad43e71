"""Texts that were written to run as scripts, in every place where a page shows a text of somebody else: they stay texts.

The writers use no page of ours, so nothing but the server cuts or cleans what they send. The readers are a teacher, who
sees most, and a student on a phone.
"""

from __future__ import annotations

from contextlib import AsyncExitStack

import pytest
from playwright.async_api import expect

from loadtests.client import Client
from rooms.roles import Role
from tests.e2e.hostile_texts import ATTRIBUTES, TEXTS
from tests.e2e.person import PATIENCE, QA, Company, Person

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(180)]

WATCH = """
window.wrongs = [];
window.hacked = () => window.wrongs.push("a script of a text ran");
document.addEventListener("securitypolicyviolation", (violation) => {
  window.wrongs.push(`${violation.effectiveDirective} ${violation.blockedURI}`);
});
"""

FOREIGN = """() => [...document.querySelectorAll("*")].flatMap((element) => {
  const own = /^(https?:|mailto:|blob:|\\/|#)/;
  const wrongs = [...element.attributes].filter(({ name, value }) =>
    name.startsWith("on") || name === "srcdoc" || (["href", "src", "action", "formaction"].includes(name) && !own.test(value)));
  const alien = element.matches("iframe, object, embed, base, portal, marquee, script:not([src]), style");
  return alien || wrongs.length ? [element.outerHTML.slice(0, 200)] : [];
})"""

EACH = 20
"""Texts that one writer posts: fewer than the server takes at once."""
CONTENT = "0" * 64 + ".txt"
LONGEST_NAME, LONGEST_LINE, LONGEST_FILE = 60, 200, 120


def fitting(longest: int) -> list[str]:
    return [text for text in TEXTS if len(text) <= longest and text.isprintable()]


async def write_everywhere(writer: Client, number: int) -> None:
    """One writer's share of the texts, through everything that a student may write."""
    texts, lines = TEXTS[number * EACH : (number + 1) * EACH], fitting(LONGEST_LINE)
    files = fitting(LONGEST_FILE)
    for place, text in enumerate(texts):
        attachment = {"id": CONTENT, "name": files[(number * EACH + place) % len(files)], "size": 1}
        message = {"t": "post_message", "cid": f"message-{place:06d}", "body": text}
        await writer.command(QA, message | {"attachments": [attachment]})
    for place, text in enumerate(texts[:4]):
        background = {"tried": text, "expected": text}
        await writer.command(
            QA, {"t": "ask_question", "cid": f"question-{place:06d}", "text": text} | background
        )
    await writer.command(QA, {"t": "raise_hand", "topic": lines[number]})
    await writer.command(QA, {"t": "open_sub_room", "cid": "sub-room-000", "title": lines[-1 - number]})


async def open_polls(teacher: Client) -> None:
    """As many as stay open at once, with ten options each."""
    lines = fitting(LONGEST_LINE)
    for number in range(3):
        options = lines[number * 10 : number * 10 + 10]
        poll = {"t": "open_poll", "cid": f"poll-{number:06d}", "question": lines[-1 - number]}
        await teacher.command(QA, poll | {"kind": "single", "options": options})


async def read_everything(reader: Person) -> None:
    """Every tab that the reader has, unfolded."""
    if not await reader.find("side-panel").is_visible():
        await reader.find("chat-button").click()
    tabs = ("chat", "questions", "polls", "rooms", "people", "moderation")
    for tab in tabs if await reader.find("tab-moderation").count() else tabs[:-1]:
        await reader.find(f"tab-{tab}").click()
        await expect(reader.find(f"tab-{tab}")).to_have_attribute("aria-selected", "true")
        await reader.page.evaluate(
            "for (const fold of document.querySelectorAll('details')) fold.open = true"
        )
        assert await reader.page.evaluate(FOREIGN) == []


@pytest.mark.row("S11")
async def test_no_text_of_anybody_runs_or_loads_anything_wherever_it_is_shown(company: Company) -> None:
    tess = await company.person("Tess", Role.TEACHER)
    bo = await company.person("Bo", size="phone", language="zh-CN")
    for reader in (tess, bo):
        await reader.page.add_init_script(WATCH)
        await reader.join(QA)
        await reader.open_chat()
    names = [name for name in ATTRIBUTES if len(name) <= LONGEST_NAME]
    async with AsyncExitStack() as here:
        teacher = await here.enter_async_context(Client(company.server.links[Role.TEACHER], name=names.pop()))
        await teacher.enter_room(QA)
        await open_polls(teacher)
        for number in range(-(-len(TEXTS) // EACH)):
            writer = await here.enter_async_context(
                Client(company.server.links[Role.STUDENT], name=names[number])
            )
            await writer.enter_room(QA)
            await write_everywhere(writer, number)
        for reader in (tess, bo):
            await expect(reader.find("message")).to_have_count(len(TEXTS), timeout=PATIENCE)
            await expect(reader.find("message").filter(has_text="hacked()").first).to_be_visible()
            await read_everything(reader)
            assert await reader.page.evaluate("window.wrongs") == []
