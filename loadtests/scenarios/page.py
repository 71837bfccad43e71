"""A report as one page of HTML that needs nothing else: no script, no request, readable in light and dark.

It is built as a tree, so that no text in it can become markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from loadtests.scenarios.budgets import Verdict
from loadtests.scenarios.outcome import PERCENTILES, Outcome
from loadtests.scenarios.plots import distribution, over_time

Judged = tuple[Outcome, Sequence[Verdict]]

_STYLE = """
:root { color-scheme: light dark; font: 15px/1.45 system-ui, sans-serif }
body { max-width: 64rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; margin: .6rem 0 1.2rem }
th, td { padding: .2rem .8rem .2rem 0; text-align: left; border-bottom: 1px solid #8884 }
td.number { text-align: right; font-variant-numeric: tabular-nums }
.kept { color: light-dark(#17692f, #7ddc98) } .missed { color: light-dark(#b3261e, #ff9d94); font-weight: 600 }
.plots { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: .5rem 1.5rem }
svg { width: 100%; height: auto; color: light-dark(#1a56c4, #8fb6ff) }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def page(machine: str, command: str, judged: Sequence[Judged]) -> str:
    """The whole document."""
    html = Element("html", lang="en")
    head = SubElement(html, "head")
    SubElement(head, "meta", charset="utf-8")
    SubElement(head, "meta", {"http-equiv": "Content-Security-Policy", "content": _POLICY})
    SubElement(head, "meta", name="viewport", content="width=device-width")
    SubElement(head, "title").text = "Studyhall under load"
    SubElement(head, "style").text = _STYLE
    body = SubElement(html, "body")
    SubElement(body, "h1").text = "Studyhall under load"
    SubElement(body, "p").text = machine
    SubElement(SubElement(body, "p"), "code").text = command
    for outcome, verdicts in judged:
        _section(body, outcome, verdicts)
    return "<!doctype html>\n" + tostring(html, encoding="unicode", method="html") + "\n"


def _section(body: Element, outcome: Outcome, verdicts: Sequence[Verdict]) -> None:
    section = SubElement(body, "section", id=outcome.scenario)
    SubElement(section, "h2").text = outcome.scenario.replace("_", " ").capitalize()
    sizes = ", ".join(f"{name} {value}" for name, value in outcome.plan.items())
    SubElement(section, "p").text = f"{outcome.seconds:.0f} s in all: {sizes}"
    if verdicts:
        table = _table(section, "budget", "value", "limit", "")
        for verdict in verdicts:
            row = _row(table, verdict.figure, verdict.shown, str(verdict.limit))
            word = "kept" if verdict.is_kept else "missed"
            SubElement(row, "td", {"class": word}).text = word
    _waits(section, outcome)
    table = _table(section, "figure", "value")
    for name, value in sorted(outcome.figures.items()):
        _row(table, name, f"{value:,.6g}")
    if outcome.errors:
        table = _table(section, "error", "times")
        for name, times in sorted(outcome.errors.items()):
            _row(table, name, f"{times:,}")


def _waits(section: Element, outcome: Outcome) -> None:
    figures = outcome.all_figures
    table = _table(section, "waited for, ms", "times", *(f"p{percent}" for percent in PERCENTILES), "longest")
    for name, moments in outcome.waits.items():
        percentiles = [f"{figures[f'{name}_p{percent}_ms']:,.1f}" for percent in PERCENTILES]
        longest = max((moment.ms for moment in moments), default=0.0)
        _row(table, name, f"{len(moments):,}", *percentiles, f"{longest:,.1f}")
    plots = SubElement(section, "div", {"class": "plots"})
    for name, moments in outcome.waits.items():
        plots.append(over_time(name, moments))
        plots.append(distribution(name, moments))


def _table(section: Element, *titles: str) -> Element:
    table = SubElement(section, "table")
    head = SubElement(table, "tr")
    for title in titles:
        SubElement(head, "th", scope="col").text = title
    return table


def _row(table: Element, name: str, *cells: str) -> Element:
    row = SubElement(table, "tr")
    SubElement(row, "td").text = name
    _numbers(row, cells)
    return row


def _numbers(row: Element, cells: Iterable[str]) -> None:
    for cell in cells:
        SubElement(row, "td", {"class": "number"}).text = cell
