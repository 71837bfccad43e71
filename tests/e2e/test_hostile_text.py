"""Texts that were written to run as scripts, in every place where a page shows a text of somebody else: they stay texts.

The writers use no page of ours, so nothing but the server cuts or cleans what they send. The readers are a teacher, who
sees most, a student on a phone, and an operator. A script that runs and a rule of the page that is broken are complaints
of the reader's page, of which `company` allows none.
"""

from __future__ import annotations

from contextlib import AsyncExitStack
from datetime import UTC, datetime

import pytest
from playwright.async_api import Page, expect

from loadtests.client import Client
from rooms.roles import Role
from tests.e2e.hostile_texts import ATTRIBUTES, PAYLOADS, TEXTS, a_few
from tests.e2e.person import PATIENCE, QA, ZONE, Company, Person
from tests.e2e.staffed import comes_to_the_board, make
from tests.support.running_server import ROOT

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(240)]

WATCH = """
window.hacked = () => console.error("a script of a text ran");
document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => {
  console.error(`the policy forbade ${effectiveDirective} ${blockedURI}`);
});
"""

_FOREIGN = """(root) => [...root.querySelectorAll("*")].flatMap((element) => {
  const own = /^(https?:|mailto:|blob:|\\/|#)/;
  const wrongs = [...element.attributes].filter(({ name, value }) =>
    name.startsWith("on") || name === "srcdoc" || (["href", "src", "action", "formaction"].includes(name) && !own.test(value)));
  const alien = element.matches("iframe, object, embed, base, portal, marquee, script:not([src]), style");
  return alien || wrongs.length ? [element.outerHTML.slice(0, 200)] : [];
})"""

FOREIGN = f"() => ({_FOREIGN})(document)"

RENDERED = f"""async ([chunks, texts]) => {{
  const [{{ render }}, helpers] = await Promise.all([import(chunks[0]), Promise.all(chunks.slice(1).map((chunk) => import(chunk)))]);
  const place = document.body.appendChild(document.createElement("div"));
  const foreign = {_FOREIGN};
  const found = texts.flatMap((text) => {{
    place.replaceChildren(render(text, Object.assign({{}}, ...helpers)));
    const named = [...place.querySelectorAll("[style], [id], [name], [src], img, input, form, svg")];
    return [...foreign(place), ...named.map(({{ outerHTML }}) => outerHTML.slice(0, 200))];
  }});
  place.remove();
  return found;
}}"""

EACH = 20
"""Texts that one writer posts: fewer than the server takes at once."""
OTHERS = 80
"""Of the texts that are more than a payload, one of so many goes through the server."""
PILED = "H" + "".join(map(chr, range(0x300, 0x340))) * 6
TURNED = "\u202e)1( dekcah"
"""Marks that pile up, and a line that is turned around and never back."""
CONTENT = "0" * 64 + ".txt"
LONGEST_NAME, LONGEST_LINE, LONGEST_FILE = 60, 200, 120


def fitting(longest: int) -> list[str]:
    return [text for text in PAYLOADS if len(text) <= longest and text.isprintable()]


async def write_everywhere(writer: Client, number: int, texts: list[str]) -> int:
    """One writer's share, through everything that a student may write. The id of the last message."""
    lines, files = fitting(LONGEST_LINE), fitting(LONGEST_FILE)
    for place, text in enumerate(texts):
        attachment = {"id": CONTENT, "name": files[(number * EACH + place) % len(files)], "size": 1}
        message = {"t": "post_message", "cid": f"message-{place:06d}", "body": text}
        await writer.command(QA, message | {"attachments": [attachment]})
    last = int(writer.rooms[QA].messages()[-1]["id"])
    for room in (QA, ZONE):
        for place, text in enumerate(texts[:2]):
            question = {"t": "ask_question", "cid": f"question-{place:06d}", "text": text}
            await writer.command(room, question | {"tried": texts[2], "expected": texts[3]})
    await writer.command(QA, {"t": "raise_hand", "topic": lines[number % len(lines)]})
    await writer.command(QA, {"t": "open_sub_room", "cid": "sub-room-000", "title": lines[-1 - number]})
    return last


async def open_polls(teacher: Client) -> None:
    """As many as stay open at once, with ten options each."""
    lines = fitting(LONGEST_LINE)
    for number in range(3):
        options = lines[number * 10 : number * 10 + 10]
        poll = {"t": "open_poll", "cid": f"poll-{number:06d}", "question": lines[-1 - number]}
        await teacher.command(QA, poll | {"kind": "single", "options": options})


async def answer_questions(teacher: Client) -> None:
    """Each with a text of its own."""
    asked = [event["id"] for event in teacher.rooms[QA].events if event["t"] == "question_asked"]
    for question, text in zip(asked[:EACH], PAYLOADS[-EACH:], strict=True):
        answer = {"t": "write_answer", "cid": f"answer-{question:06d}", "question": question, "text": text}
        await teacher.command(QA, answer)


async def read_everything(reader: Person) -> None:
    """Every tab that the reader has, unfolded."""
    if not await reader.find("side-panel").is_visible():
        await reader.find("chat-button").click()
    tabs = ("chat", "questions", "polls", "rooms", "people", "moderation")
    for tab in tabs if await reader.find("tab-moderation").count() else tabs[:-1]:
        await reader.find(f"tab-{tab}").click()
        await expect(reader.find(f"tab-{tab}")).to_have_attribute("aria-selected", "true")
        await unfold(reader.page)
        assert await reader.page.evaluate(FOREIGN) == []
    await reader.find("tab-chat").click()


async def unfold(page: Page) -> None:
    await page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")


async def read_the_space(operator: Person) -> None:
    """The desk's rooms, which have changed, its board, and the lobby."""
    for tab in ("rooms", "board"):
        await operator.find(f"ops-tab-{tab}").click()
        await expect(operator.page.get_by_text("hacked()").first).to_be_attached(timeout=PATIENCE)
        await unfold(operator.page)
        assert await operator.page.evaluate(FOREIGN) == []
    await operator.page.goto(operator.link.partition("/i/")[0])
    await expect(operator.find("room-card").filter(has_text="hacked()").first).to_be_visible(timeout=PATIENCE)
    assert await operator.page.evaluate(FOREIGN) == []


async def notices_a_script(reader: Person) -> None:
    """So that silence means something. What it complains of for that is forgotten."""
    assert reader.complaints == []
    async with reader.page.expect_console_message(lambda message: "the policy forbade" in message.text):
        await reader.page.evaluate(
            "document.body.insertAdjacentHTML('beforeend', '<img src=data:, onerror=hacked()>')"
        )
    reader.complaints.clear()


@pytest.mark.row("S11")
async def test_no_text_of_anybody_runs_or_loads_anything_wherever_it_is_shown(company: Company) -> None:
    tess = await company.person("Tess", Role.TEACHER)
    bo = await company.person("Bo", size="phone", language="zh-CN")
    olga = await company.person("Olga", Role.OPERATOR)
    for reader in (tess, bo, olga):
        await reader.page.add_init_script(WATCH)
    await comes_to_the_board(olga)
    for title in fitting(LONGEST_NAME)[:12]:
        await make(olga, "/api/rooms", {"title": title, "kind": "zone"})
    for reader in (tess, bo):
        await reader.join(QA)
        await reader.open_chat()
    names = [name for name in ATTRIBUTES if len(name) <= LONGEST_NAME]
    texts = a_few(OTHERS)
    async with AsyncExitStack() as here:
        teacher = await here.enter_async_context(Client(company.server.links[Role.TEACHER], name=names[0]))
        await teacher.enter_room(QA)
        await open_polls(teacher)
        for number in range(-(-len(texts) // EACH)):
            name = names[number % len(names)]
            async with Client(company.server.links[Role.STUDENT], name=name) as writer:
                for room in (QA, ZONE):
                    await writer.enter_room(room)
                last = await write_everywhere(writer, number, texts[number * EACH : (number + 1) * EACH])
            for reader in (tess, bo):
                message = reader.page.locator(f'[data-testid="message"][data-message="{last}"]')
                await expect(message).to_be_visible(timeout=PATIENCE)
                assert await reader.page.evaluate(FOREIGN) == []
        await answer_questions(teacher)
        for reader in (tess, bo):
            await read_everything(reader)
    await read_the_space(olga)
    for reader in (tess, bo, olga):
        await notices_a_script(reader)


@pytest.mark.row("S11")
async def test_nothing_that_a_text_becomes_is_foreign_in_a_browser(company: Company) -> None:
    """All of the corpus, by the built page's own renderer, under the page's policy."""
    ada = await company.person("Ada")
    await ada.page.add_init_script(WATCH)
    await ada.open_link()
    built = ROOT / "server/static/assets"
    chunks = [
        f"/static/assets/{next(built.glob(f'{name}-*.js')).name}"
        for name in ("render", "formulas", "highlight")
    ]
    assert len(TEXTS) > 5_000
    assert await ada.page.evaluate(RENDERED, [chunks, TEXTS]) == []
    await notices_a_script(ada)


@pytest.mark.row("S11")
@pytest.mark.parametrize("hostile", [PILED, TURNED], ids=["piled", "turned"])
async def test_a_text_draws_over_no_neighbour_and_turns_none_around(company: Company, hostile: str) -> None:
    """The neighbours look the same to the pixel whether the text is drawn or not."""
    ada = await company.person("Ada")
    await ada.page.clock.set_fixed_time(
        datetime.now(UTC)
    )  # or the minutes that a question waits would change
    await ada.join(ZONE)
    said = ("Before (1)", hostile, "After (2)")
    for place, text in enumerate(said):
        async with Client(company.server.links[Role.STUDENT], name=f"{text[:1]}. Writer") as writer:
            await writer.enter_room(ZONE)
            await writer.command(ZONE, {"t": "ask_question", "cid": "question-000", "text": text})
            await writer.post(ZONE, text, cid=f"message-{place:06d}")
    for kind in ("message", "question"):
        texts = ada.find(kind)
        await expect(texts).to_have_count(len(said), timeout=PATIENCE)
        middle = texts.filter(has_text=hostile)
        neighbours = [texts.filter(has_text=said[0]), texts.filter(has_text=said[2])]
        drawn = [await neighbour.screenshot() for neighbour in neighbours]
        await middle.evaluate("(element) => { element.style.visibility = 'hidden' }")
        assert [await neighbour.screenshot() for neighbour in neighbours] == drawn, kind
        await middle.evaluate("(element) => { element.style.visibility = '' }")
    assert await ada.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
