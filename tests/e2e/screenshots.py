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
from tests.e2e.person import STUDY, ZONE, Company, Person
from tests.support.running_server import server_process

TALK = [
    (0, "Shall we start with exercise 5? 先做第 5 题吗？"),
    (1, "Yes: substitute t = x² + 1 · 令 t = x² + 1"),
    (2, "明白了，谢谢老师！"),
]


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
            for language, theme, size in product(("en", "zh-CN"), ("light", "dark"), ("desk", "phone")):
                visitors = Company(server, browser)
                visitor = await visitors.person("Alex", language=language, theme=theme, size=size)  # type: ignore[arg-type]
                await _tour(visitor, people, folder, f"{language}-{theme}-{size}")
                await visitors.say_goodbye()
            await hosts.say_goodbye()


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


if __name__ == "__main__":
    asyncio.run(photograph_all(Path(sys.argv[1])))
