"""Takes the pictures of docs/screenshots: every screen, light and dark, English and Chinese, desk and phone.

Run by `make screenshots`. A real server, real people; nothing is staged but their names and what they say.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from itertools import product
from pathlib import Path

from rooms.roles import Role
from tests.e2e.browser import chromium
from tests.e2e.person import QA, STUDY, ZONE, Company, Person
from tests.support.running_server import server_process

TALK = [
    (0, "Shall we start with exercise 5? 先做第 5 题吗？"),
    (1, "Yes: substitute t = x² + 1 · 令 t = x² + 1"),
    (2, "明白了，谢谢老师！"),
]
ASKED = ("Why does every group have one neutral element only?", "归纳法的第一步可以从 n = 2 开始吗？")


async def photograph_all(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as data:
        async with server_process(Path(data) / "data") as server, chromium() as browser:
            hosts = Company(server, browser)
            people = [
                await hosts.person("王老师", Role.TEACHER),
                await hosts.person("Mia"),
                await hosts.person("李雷"),
            ]
            for person in people:
                await person.join()
            for number, text in TALK:
                await people[number].says(text)
            await people[2].find("mic-button").click()
            await _hold_a_class(hosts)
            for language, theme, size in product(("en", "zh-CN"), ("light", "dark"), ("desk", "phone")):
                visitors = Company(server, browser)
                visitor = await visitors.person("Alex", language=language, theme=theme, size=size)  # type: ignore[arg-type]
                await _tour(visitor, people, folder, f"{language}-{theme}-{size}")
                await visitors.say_goodbye()
            await hosts.say_goodbye()


async def _hold_a_class(hosts: Company) -> None:
    """A live Q&A with a question that is next, one with votes, and a hand."""
    teacher = await hosts.person("陈老师", Role.TEACHER)
    students = [await hosts.person(name) for name in ("Noah", "韩梅梅")]
    for person in (teacher, *students):
        await person.join(QA)
    for student, text in zip(students, ASKED, strict=True):
        await student.find("questions-button").click()
        await student.find("question-text").fill(text)
        await student.find("question-ask").click()
        await student.find("question").filter(has_text=text).wait_for()
    await students[0].find("question").filter(has_text=ASKED[1]).get_by_test_id("question-vote").click()
    await students[1].find("hand-button").click()
    await students[1].find("hand-topic").fill("最后一步")
    await students[1].find("hand-raise").click()
    await teacher.find("questions-button").click()
    await teacher.find("question").filter(has_text=ASKED[0]).get_by_test_id("question-focus").click()


async def _tour(visitor: Person, people: list[Person], folder: Path, suffix: str) -> None:
    async def picture(screen: str) -> None:
        await visitor.photograph(folder / f"{screen}-{suffix}.png")

    await visitor.open_link()
    await visitor.card(STUDY).get_by_text("王老师").first.wait_for()
    await picture("lobby")
    await visitor.choose(STUDY)
    await visitor.find("preview").locator("video").wait_for()
    await picture("prejoin")
    await visitor.find("name-input").fill(visitor.name)
    await visitor.find("join-button").click()
    for person in people:
        await visitor.sees(person)
    if suffix.endswith("desk"):
        await visitor.reads(TALK[-1][1])
    await picture("room")
    if suffix.endswith("phone"):
        await visitor.reads(TALK[-1][1])
        await picture("chat")
    await visitor.page.goto(f"{visitor.link.partition('/i/')[0]}/r/{ZONE}/join")
    await visitor.find("join-button").click()
    await visitor.find("chat-composer").wait_for()
    await picture("zone")
    await visitor.page.goto(f"{visitor.link.partition('/i/')[0]}/r/{QA}/join")
    await visitor.find("join-button").click()
    await visitor.find("questions-button").click()
    await visitor.find("question").filter(has_text=ASKED[1]).wait_for()
    await picture("class")


if __name__ == "__main__":
    asyncio.run(photograph_all(Path(sys.argv[1])))
