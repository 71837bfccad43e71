"""A page without a server: it opens from what the browser kept, says so in its reader's language, and comes back by itself."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.e2e.person import PATIENCE, STUDY, Company, Language

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(180)]

_KEPT = "navigator.serviceWorker.ready.then(() => true)"
_KEPT_ADDRESSES = """async () => {
  const names = await caches.keys();
  const kept = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return { names, paths: kept.flat().map((request) => new URL(request.url).pathname) };
}"""


@pytest.mark.parametrize(
    ("language", "words"), [("en", "This page comes back by itself."), ("zh-CN", "此页面会自动回来")]
)
async def test_a_page_that_is_opened_while_the_server_is_down_says_so_and_comes_back_by_itself(
    company: Company, language: Language, words: str
) -> None:
    ada = await company.person("Ada", language=language)
    await ada.open_link()
    await ada.page.evaluate(_KEPT)

    await company.server.kill()
    await ada.page.reload()
    await expect(ada.find("offline")).to_contain_text(words, timeout=PATIENCE)
    await expect(ada.page.locator("html")).to_have_attribute("lang", language)

    await company.server.start()
    await expect(ada.card(STUDY)).to_be_visible(timeout=PATIENCE)
    await expect(ada.find("offline")).to_have_count(0)


async def test_a_room_that_is_opened_while_the_server_is_down_is_entered_when_it_is_back(
    company: Company,
) -> None:
    ada = await company.person("Ada")
    await ada.join()
    await ada.says("Said before")
    await ada.page.evaluate(_KEPT)
    await company.server.kill()
    await ada.page.reload()
    await expect(ada.find("offline")).to_be_visible(timeout=PATIENCE)
    await company.server.start()
    await ada.reads("Said before")


async def test_the_browser_keeps_one_build_of_the_page_and_nothing_of_what_people_say(
    company: Company,
) -> None:
    ada = await company.person("Ada")
    await ada.join()
    await ada.says("Private")
    await ada.reads("Private")
    await ada.page.evaluate(_KEPT)
    kept = await ada.page.evaluate(_KEPT_ADDRESSES)
    assert len(kept["names"]) == 1
    assert "/static/index.html" in kept["paths"]
    assert all(path.startswith("/static/") for path in kept["paths"])


@pytest.mark.parametrize(("language", "name"), [("en", "Studyhall"), ("zh-CN", "Studyhall 自习室")])
async def test_the_browser_can_install_the_page_under_its_name(
    company: Company, language: Language, name: str
) -> None:
    ada = await company.person("Ada", language=language)
    await ada.open_link()
    await ada.page.evaluate(_KEPT)
    browser = await ada.page.context.new_cdp_session(ada.page)
    found = await browser.send("Page.getAppManifest")
    assert found["errors"] == []
    assert f'"{name}"' in found["data"]
    hindrances = (await browser.send("Page.getInstallabilityErrors"))["installabilityErrors"]
    # Each person here is a private window, in which nothing is ever installed.
    assert [each["errorId"] for each in hindrances] == ["in-incognito"]
