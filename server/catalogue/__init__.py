"""What people read, in both languages beside each other: one JSON file per place where it is shown.

A file maps a key to {"en": ..., "zh": ...}; a text may hold {names} to be filled in. A test sees to it that no text of
any file is missing or empty in either language.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Literal, cast

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")


class Catalogue:
    def __init__(self, name: str, language: Language) -> None:
        """`name` is the file's name without .json."""
        self._texts = load(name)
        self.language = language

    def text(self, key: str, **values: object) -> str:
        """KeyError for a key or a {name} that is not there: that is a bug."""
        return self._texts[key][self.language].format_map(values)


def load(name: str) -> dict[str, dict[str, str]]:
    source = resources.files(__name__).joinpath(f"{name}.json").read_text(encoding="utf-8")
    return cast(dict[str, dict[str, str]], json.loads(source))


def title_in(title: str, language: Language) -> str:
    """Titles are as operators wrote them; one of the ready-made space is in the language of its reader."""
    ready = next((words for words in _ready_made() if title in words.values()), None)
    return title if ready is None else ready[language]


@cache
def _ready_made() -> tuple[dict[str, str], ...]:
    return tuple(load("titles").values())


def language_of_locale(locale: str | None) -> Language:
    """From LC_ALL or LANG, such as zh_CN.UTF-8; English unless it says Chinese."""
    return "zh" if (locale or "").lower().startswith("zh") else "en"
