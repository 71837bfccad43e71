"""What the command says to the person who typed it, in their language: links on stdout, problems on stderr."""

from __future__ import annotations

from typing import NoReturn

import typer
from rich.console import Console
from rich.text import Text

from rooms.roles import Role
from server.catalogue import Catalogue, Language
from server.duty.whatif import Comparison
from server.serving import Announcement


class Terminal:
    def __init__(self, language: Language) -> None:
        self._texts = Catalogue("cli", language)
        # Links must come out whole: no wrapping, no markup, no highlighting that a copy would carry along.
        self._out = Console(highlight=False, soft_wrap=True)
        self._err = Console(highlight=False, soft_wrap=True, stderr=True)

    def announce(self, announcement: Announcement) -> None:
        self._say(self._texts.text("running", url=announcement.url), "bold")
        self._say(self._texts.text("open_links"))
        self._out.print()
        names = {role: self._texts.text(f"role_{role}") for role in announcement.invites}
        width = max(Text(name).cell_len for name in names.values())
        for role, address in announcement.invites.items():
            name = Text(names[role])
            name.pad_right(width - name.cell_len)
            self._out.print(Text("  ").append_text(name).append("  ").append(address, "cyan"))
        self._out.print()
        if announcement.fingerprint:
            self._say(self._texts.text("self_signed"))
            self._say(f"  {announcement.fingerprint}", "cyan")
        if announcement.needs_https:
            self._say(self._texts.text("needs_https"), "yellow")
        if announcement.page_missing:
            self._say(self._texts.text("page_missing"), "yellow")
        self._say(self._texts.text("stop"))

    def show_invite(self, role: Role, address: str) -> None:
        self._say(self._texts.text("invite_made", role=self._texts.text(f"role_{role}")))
        self._say(f"  {address}", "cyan")

    def show_replayed(self, title: str, events: int, messages: int, questions: int) -> None:
        """What became of a room whose events were shown."""
        self._say(
            self._texts.text("replayed", title=title, events=events, messages=messages, questions=questions)
        )

    def show_comparison(self, compared: Comparison) -> None:
        """How it went, and how it would have gone."""
        for key, answers in (("whatif_real", compared.real), ("whatif_predicted", compared.predicted)):
            self._say(
                self._texts.text(
                    key,
                    count=answers.count,
                    p50=_minutes(answers.p50),
                    p90=_minutes(answers.p90),
                    within="-" if answers.within is None else f"{answers.within:.1%}",
                )
            )
        self._out.print()
        self._say(self._texts.text("whatif_model"))

    def show_draining(self, port: int) -> None:
        self._say(self._texts.text("draining", port=port))

    def show_drained(self) -> None:
        self._say(self._texts.text("drained"))

    def fail(self, key: str, **values: object) -> NoReturn:
        """Say why, and end with exit code 1."""
        self._err.print(Text(self._texts.text(key, **values), "red"))
        raise typer.Exit(1)

    def _say(self, line: str, style: str = "") -> None:
        self._out.print(Text(line, style))


def _minutes(seconds: float | None) -> str:
    return "-" if seconds is None else f"{seconds / 60:.1f}"
