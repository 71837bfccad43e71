"""A student who has no pointer: from the invite to being heard, and to a question, a hand and a reaction.

Every stop of Tab is something that one can see to have the focus.
"""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.e2e.person import PATIENCE, QA, STUDY, Company, Person

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(180)]

MOST_STOPS = 60

_FOCUSED = """() => {
  const element = document.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  const { width, height, top, bottom, left, right } = element.getBoundingClientRect();
  return {
    id: element.dataset.testid ?? element.querySelector("[data-testid]")?.dataset.testid ?? element.className,
    room: element.closest("[data-room]")?.dataset.room ?? null,
    lost: element === document.body,
    seen: width > 0 && height > 0 && bottom > 0 && right > 0 && top < innerHeight && left < innerWidth,
    marked: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2,
  };
}"""


async def goes_to(person: Person, hook: str, room: str | None = None) -> None:
    """By Tab alone. At the end of the page the browser's own bar has the focus once, as far as the page knows."""
    stops: list[str] = []
    for _ in range(MOST_STOPS):
        await person.page.keyboard.press("Tab")
        at = await person.page.evaluate(_FOCUSED)
        if at["lost"]:
            continue
        assert at["seen"], f"the focus is out of sight at {at}"
        assert at["marked"], f"nobody sees the focus at {at}"
        if at["id"] == hook and room in (None, at["room"]):
            return
        stops.append(at["id"])
    raise AssertionError(f"Tab never comes to {hook}: {stops}")


async def presses(person: Person, key: str) -> None:
    await person.page.keyboard.press(key)


async def comes_in(person: Person, room: str) -> None:
    """From the lobby to the room; whoever was asked for a name before has one."""
    await goes_to(person, "join-room", room)
    await presses(person, "Enter")
    await expect(person.find("name-input")).to_be_visible(timeout=PATIENCE)
    await goes_to(person, "name-input")
    await person.page.keyboard.type(person.name)
    await goes_to(person, "join-button")
    await presses(person, "Enter")
    await expect(person.find("stage")).to_be_visible(timeout=PATIENCE)


async def test_somebody_without_a_pointer_is_heard(company: Company) -> None:
    ada, ben = await company.person("Ada"), await company.person("Ben")
    await ben.join()
    await ada.open_link()
    await comes_in(ada, STUDY)
    await ben.sees(ada)
    microphone, camera = ada.find("mic-button"), ada.find("camera-button")
    await expect(microphone).to_have_attribute("aria-pressed", "true")
    await ben.hears(ada)
    await presses(ada, "m")
    await expect(microphone).to_have_attribute("aria-pressed", "false")
    await ben.sees_mic(ada, "off")
    await ada.page.keyboard.down("Space")
    await ben.sees_mic(ada, "on")
    await ada.page.keyboard.up("Space")
    await ben.sees_mic(ada, "off")
    await presses(ada, "v")
    await expect(camera).to_have_attribute("aria-pressed", "false")
    await ben.sees_no_picture_of(ada)
    await presses(ada, "?")
    await expect(ada.find("help-dialog")).to_be_visible()
    await presses(ada, "Escape")
    await expect(ada.find("help-dialog")).to_have_count(0)
    await goes_to(ada, "leave-button")
    await presses(ada, "Enter")
    await expect(ada.card(STUDY)).to_be_visible(timeout=PATIENCE)


async def test_somebody_without_a_pointer_asks_raises_a_hand_reacts_and_searches(company: Company) -> None:
    ada = await company.person("Ada")
    await ada.open_link()
    await comes_in(ada, QA)
    await presses(ada, "q")
    await expect(ada.find("questions-panel")).to_be_visible()
    await goes_to(ada, "question-text")
    await ada.page.keyboard.type("Why is zero even?")
    await goes_to(ada, "question-ask")
    await presses(ada, "Enter")
    await expect(ada.find("question").filter(has_text="Why is zero even?")).to_be_visible(timeout=PATIENCE)
    assert not (await ada.page.evaluate(_FOCUSED))["lost"], "the focus went with what had it"
    await goes_to(ada, "leave-button")
    await presses(ada, "h")
    await expect(ada.find("hand-topic")).to_be_focused()
    await ada.page.keyboard.type("the last step")
    await goes_to(ada, "hand-raise")
    await presses(ada, "Enter")
    await expect(ada.find("hand-button")).to_have_attribute("aria-pressed", "true", timeout=PATIENCE)
    assert not (await ada.page.evaluate(_FOCUSED))["lost"], "the focus did not come back from the dialog"
    await presses(ada, "r")
    await expect(ada.find("cheer").first).to_be_focused()
    await presses(ada, "ArrowRight")
    await presses(ada, "Enter")
    await expect(ada.find("float")).to_have_count(1, timeout=PATIENCE)
    await expect(ada.find("cheer-button")).to_be_focused()
    await presses(ada, "/")
    await expect(ada.find("search-field")).to_be_focused()
    await expect(ada.find("search-field")).to_have_value("")
