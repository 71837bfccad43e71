"""Takes the pictures of docs/screenshots: every screen, light and dark, English and Chinese, desk and phone.

Run by `make screenshots`. A real server, real people; nothing is staged but their names and what they say.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from playwright.async_api import expect

from rooms.roles import Role
from tests.e2e.browser import chromium
from tests.e2e.person import LOOKS, QA, STUDY, ZONE, Company, Look, Person
from tests.e2e.staffed import answers, claims, row, staffed
from tests.support.running_server import server_process

TALK = [
    (0, "Shall we start with exercise 5? 先做第 5 题吗？"),
    (1, "Yes: substitute t = x² + 1 · 令 t = x² + 1"),
    (2, "明白了，谢谢老师！"),
]
ANSWERED = ("May I use the formula sheet in the exam?", "可以，封底那一页也算。")
WAITING = (
    "Where does the proof of $a^{n-1} \\equiv 1$ need a prime?",
    "第 3 题的积分区域怎么画？",
    "I think sheet 4 has a misprint.",
)
PLAYED = """async () => document.querySelector('[data-testid="preview"] video')?.currentTime ?? 0"""
DESK = {
    "duty": "plan-form",
    "response": "response-load",
    "learners": "promotion-rule",
    "lines": "lines-panel",
    "rooms": "space-room",
}
"""Parts of the desk, and what shows when they are there."""
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
            teacher = await _hold_a_class(hosts)
            operator, asker = await _let_people_wait(hosts)
            for look in LOOKS:
                language, theme, size = look
                visitors = Company(server, browser)
                visitor = await visitors.person("Alex", language=language, theme=theme, size=size)
                await _tour(visitor, people, folder, look)
                await visitors.say_goodbye()
                await _teach(teacher, folder, look)
                await _wait(asker, folder, look)
                await _look_after_them(operator, folder, look)
            await hosts.say_goodbye()


async def _hold_a_class(hosts: Company) -> Person:
    """A live Q&A with a question that is next, one with votes, and a hand. Its teacher."""
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
    return teacher


async def _let_people_wait(hosts: Company) -> tuple[Person, Person]:
    """In the question zone: one was answered, one is being answered, and two wait, overdue soon. The operator and who
    is next."""
    staff = await staffed(hosts)
    await staff.promise(first=20.0)
    askers = [await hosts.person(name) for name in ("Amélie", "张伟", "Omar")]
    for asker in askers:
        await asker.join(ZONE)
    await askers[0].says(ANSWERED[0])
    await answers(staff.primary, *ANSWERED)
    for asker, text in zip(askers, WAITING, strict=True):
        await asker.find("question-text").fill(text)
        await asker.find("question-ask").click()
    await claims(staff.secondary, WAITING[1])
    await askers[0].find("waiting-late").wait_for()
    return staff.operator, askers[0]


async def _teach(teacher: Person, folder: Path, look: Look) -> None:
    """The teacher's side of the class: the questions, who is here, what needs a decision, and the own devices."""
    await teacher.looks(look)
    if not await teacher.find("side-panel").is_visible():
        await teacher.find("questions-button").click()
    for tab, screen in (("questions", "teacher"), ("people", "people"), ("moderation", "moderation")):
        await teacher.find(f"tab-{tab}").click()
        await expect(teacher.find(f"tab-{tab}")).to_have_attribute("aria-selected", "true")
        await _picture(teacher, folder, screen, look)
    if await teacher.find("close-panel").is_visible():
        await teacher.find("close-panel").click()
    await teacher.find("settings-button").click()
    await teacher.find("settings-dialog").wait_for()
    await _picture(teacher, folder, "settings", look)
    await teacher.page.keyboard.press("Escape")


async def _wait(asker: Person, folder: Path, look: Look) -> None:
    await asker.looks(look)
    await _picture(asker, folder, "waiting", look)


async def _look_after_them(operator: Person, folder: Path, look: Look) -> None:
    """Every part of the desk, and the notices over the last one."""
    await operator.looks(look)
    await operator.find("ops-tab-board").click()
    await row(operator, WAITING[2]).get_by_test_id("board-answer").click()
    await operator.find("board-answer-form").wait_for()
    await _picture(operator, folder, "board", look)
    for tab, shown in DESK.items():
        await operator.find(f"ops-tab-{tab}").click()
        await operator.find(shown).first.wait_for()
        await _picture(operator, folder, tab, look)
    await operator.find("notice-bell").click()
    await operator.find("notice-row").first.wait_for()
    await _picture(operator, folder, "notices", look)
    await operator.page.keyboard.press("Escape")


async def _picture(person: Person, folder: Path, screen: str, look: Look) -> None:
    await person.photograph(folder / f"{screen}-{'-'.join(look)}.png")


async def _tour(visitor: Person, people: list[Person], folder: Path, look: Look) -> None:
    async def picture(screen: str) -> None:
        await _picture(visitor, folder, screen, look)

    _, _, size = look

    await visitor.open_link()
    await visitor.card(STUDY).get_by_text("王老师").first.wait_for()
    await picture("lobby")
    await visitor.choose(STUDY)
    await visitor.find("preview").locator("video").wait_for()
    await visitor.rises(PLAYED, None, above=0)
    await picture("prejoin")
    await visitor.find("name-input").fill(visitor.name)
    await visitor.find("join-button").click()
    for person in people:
        await visitor.sees(person)
    if size == "desk":
        await visitor.reads(TALK[-1][1])
    await picture("room")
    if size == "phone":
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
