"""Somebody at a browser. Verbs are what people do, and every wait is for something that they would see or hear.

Hooks on the page are those that `web_client/README.md` promises; nothing here reads the page's inside.
"""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Literal, get_args

from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    TimeoutError,
    ViewportSize,
    expect,
)

from rooms.roles import Role
from tests.support.running_server import ServerProcess

Source = Literal["camera", "screen"]
Language = Literal["en", "zh-CN"]
Theme = Literal["light", "dark"]
Size = Literal["desk", "phone"]
Look = tuple[Language, Theme, Size]

SIZES: dict[Size, ViewportSize] = {
    "desk": ViewportSize(width=1440, height=900),
    "phone": ViewportSize(width=390, height=844),
}
LOOKS: tuple[Look, ...] = tuple(product(get_args(Language), get_args(Theme), get_args(Size)))
PATIENCE = 20_000
"""Milliseconds for anything that needs the network: generous, because test machines are small and shared."""

STUDY, QA, ZONE = "study-room", "live-qa", "question-zone"

_KEEP_CONNECTIONS = """
(() => {
  const Real = window.RTCPeerConnection;
  window.connections = [];
  window.RTCPeerConnection = class extends Real {
    constructor(...args) { super(...args); window.connections.push(this); }
  };
})()
"""

_HEARD = """async (selector) => {
  const audio = document.querySelector(selector);
  const track = audio?.srcObject?.getAudioTracks()[0];
  if (!track || audio.paused) return 0;
  for (const connection of window.connections)
    for (const receiver of connection.getReceivers())
      if (receiver.track.id === track.id)
        for (const report of (await receiver.getStats()).values())
          if (report.type === "inbound-rtp") return report.totalAudioEnergy ?? 0;
  return 0;
}"""


_SEEN = """async (selector) => {
  const video = document.querySelector(selector);
  if (!video) return "no picture in the tile";
  const { currentTime, paused, readyState, videoWidth } = video;
  const track = video.srcObject?.getVideoTracks()[0];
  const facts = { currentTime, paused, readyState, videoWidth, muted: track?.muted, state: track?.readyState };
  for (const connection of window.connections)
    for (const receiver of connection.getReceivers())
      if (receiver.track.id === track?.id)
        for (const report of (await receiver.getStats()).values())
          if (report.type === "inbound-rtp") facts.received = report;
  return JSON.stringify(facts);
}"""


_CONNECTIONS = """async () => {
  const told = [];
  for (const connection of window.connections) {
    const reports = [...(await connection.getStats()).values()];
    const [path] = reports.filter(({ type, selected, nominated }) => type === "candidate-pair" && (selected ?? nominated));
    const sent = reports.filter(({ type, kind }) => type === "outbound-rtp" && kind === "video");
    told.push({ state: connection.connectionState, ice: connection.iceConnectionState, path, sent });
  }
  return JSON.stringify(told);
}"""


class Person:
    def __init__(self, page: Page, name: str, link: str) -> None:
        self.page, self.name, self.link = page, name, link
        self.member = ""
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(f"{name}: {error}"))
        page.on("console", self._overhear)

    def _overhear(self, message: ConsoleMessage) -> None:
        # A server that is down, or that no worker may come from, is reported by the browser itself.
        reports = ("ERR_CONNECTION", "WebSocket connection to", "An SSL certificate error")
        if message.type == "error" and not any(each in message.text for each in reports):
            self.complaints.append(f"{self.name}: {message.text}")

    def find(self, test_id: str) -> Locator:
        return self.page.get_by_test_id(test_id)

    # ---------------------------------------------------------------- coming and going

    async def open_link(self) -> None:
        await self.page.goto(self.link)
        await expect(self.find("room-card").first).to_be_visible(timeout=PATIENCE)
        session = await self.page.evaluate("fetch('/api/session').then((reply) => reply.json())")
        self.member = session["person"]

    def card(self, room: str) -> Locator:
        return self.page.locator(f'[data-testid="room-card"][data-room="{room}"]')

    async def choose(self, room: str) -> None:
        await self.card(room).get_by_test_id("join-room").click()

    async def join(self, room: str = STUDY, *, devices: bool = True) -> None:
        """From the link to the room: lobby, mirror, name, door."""
        await self.open_link()
        await self.choose(room)
        await self.find("name-input").fill(self.name)
        if devices and room == STUDY:
            if self.page.context.browser and self.page.context.browser.browser_type.name == "firefox":
                await self.find("enable-devices").click()  # it was never asked before
            await expect(self.find("preview").locator("video")).to_be_visible(timeout=PATIENCE)
        await self.find("join-button" if devices else "join-listen").click()
        await expect(self.find("chat-composer").or_(self.find("stage")).first).to_be_visible(timeout=PATIENCE)

    async def leave(self) -> None:
        await self.find("leave-button").click()
        await expect(self.find("room-card").first).to_be_visible(timeout=PATIENCE)

    # ---------------------------------------------------------------- seeing and hearing

    def tile(self, of: Person, source: Source = "camera") -> Locator:
        return self.page.locator(f'[data-testid="tile"][data-member="{of.member}"][data-source="{source}"]')

    async def sees(self, other: Person, source: Source = "camera") -> None:
        """The other's picture has a size and moves."""
        video = self.tile(other, source).locator("video")
        await expect(video).to_be_visible(timeout=PATIENCE)
        selector = f'[data-testid="tile"][data-member="{other.member}"][data-source="{source}"] video'
        before = await self.page.evaluate("(s) => document.querySelector(s)?.currentTime ?? 0", selector)
        try:
            await self.page.wait_for_function(
                "([s, before]) => { const v = document.querySelector(s); return v && v.videoWidth > 0 && v.currentTime > before }",
                arg=[selector, before],
                timeout=PATIENCE,
            )
        except TimeoutError as late:
            seen = await self.page.evaluate(_SEEN, selector)
            mine, theirs = await self.page.evaluate(_CONNECTIONS), await other.page.evaluate(_CONNECTIONS)
            raise AssertionError(f"{self.name} sees {seen} of {other.name}: {mine}, {theirs}") from late

    async def hears(self, other: Person) -> None:
        """Sound energy of the other arrives now, more than before."""
        selector = f'[data-testid="tile"][data-member="{other.member}"] audio'
        before: float = await self.page.evaluate(_HEARD, selector)
        await self.rises(_HEARD, selector, above=before)

    async def rises(self, measure: str, argument: object, *, above: float) -> None:
        """What the page measures, by an asynchronous function of one argument, comes to more than `above`.

        Playwright's own waiting takes a promise for a yes, so the page waits by itself.
        """
        reached = await self.page.evaluate(
            f"""async ([argument, above, patience]) => {{
              const end = performance.now() + patience;
              while (performance.now() < end) {{
                if ((await ({measure})(argument)) > above) return true;
                await new Promise((resolve) => setTimeout(resolve, 50));
              }}
              return false;
            }}""",
            [argument, above, PATIENCE],
        )
        assert reached, f"{self.name}: never above {above}"

    async def misses(self, other: Person) -> None:
        await expect(self.tile(other)).to_have_count(0, timeout=PATIENCE)

    async def sees_mic(self, other: Person, state: Literal["on", "off"]) -> None:
        await expect(self.tile(other)).to_have_attribute("data-mic", state, timeout=PATIENCE)

    async def sees_no_picture_of(self, other: Person) -> None:
        await expect(self.tile(other)).to_be_visible(timeout=PATIENCE)
        await expect(self.tile(other).locator("video")).to_have_count(0, timeout=PATIENCE)

    # ---------------------------------------------------------------- talking

    async def open_chat(self) -> None:
        button = self.find("chat-button")  # a text room has none: there the chat is all there is
        await expect(button.or_(self.find("chat-composer")).first).to_be_visible(timeout=PATIENCE)
        if await button.count() and await button.get_attribute("aria-expanded") == "false":
            await button.click()
        await expect(self.find("chat-composer")).to_be_visible()

    async def says(self, text: str) -> None:
        await self.open_chat()
        await self.find("chat-composer").fill(text)
        await self.find("chat-composer").press("Enter")

    async def reads(self, text: str, times: int = 1) -> None:
        await self.open_chat()
        message = self.find("message").filter(has_text=text)
        await expect(message).to_have_count(times, timeout=PATIENCE)

    async def looks(self, look: Look) -> None:
        """The page in this language, theme and size from now on, as its reader chooses them."""
        language, theme, size = look
        page = self.page.locator("html")
        await self.page.set_viewport_size(SIZES[size])
        await self.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        if await page.get_attribute("lang") != language:
            await self.find("language-switch").click()
        await expect(page).to_have_attribute("lang", language)
        await expect(page).to_have_attribute("data-theme", theme)

    async def photograph(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        await self.page.screenshot(path=path)


class Company:
    """Everybody of one test, each with a browser profile of their own."""

    def __init__(self, server: ServerProcess, browser: Browser) -> None:
        self.server, self._browser = server, browser
        self._people: list[Person] = []
        self._contexts: list[BrowserContext] = []

    async def person(
        self,
        name: str,
        role: Role = Role.STUDENT,
        *,
        size: Size = "desk",
        language: Language = "en",
        theme: Theme = "light",
    ) -> Person:
        context = await self._browser.new_context(
            viewport=SIZES[size],
            locale=language,
            color_scheme=theme,
            has_touch=size == "phone",
            reduced_motion="reduce",  # what is looked at stands still
            ignore_https_errors=True,  # as somebody who compared the fingerprint
        )
        if (
            self._browser.browser_type.name == "chromium"
        ):  # the others' devices are allowed by their preferences
            await context.grant_permissions(["camera", "microphone"])
        await context.add_init_script(_KEEP_CONNECTIONS)
        self._contexts.append(context)
        link = self.server.links.get(role) or await self.server.invite(role)
        person = Person(await context.new_page(), name, link)
        self._people.append(person)
        return person

    async def stand_in(self, name: str, member: str) -> Person:
        """Somebody who is here by other means than a browser, for others to look at."""
        person = Person(await (await self._browser.new_context()).new_page(), name, "")
        person.member = member
        return person

    def complaints(self) -> list[str]:
        """Errors that pages threw or printed."""
        return [complaint for person in self._people for complaint in person.complaints]

    async def photograph(self, folder: Path) -> None:
        for person in self._people:
            if not person.page.is_closed():
                await person.photograph(folder / f"{person.name}.png")

    async def say_goodbye(self) -> None:
        for context in self._contexts:
            await context.close()
