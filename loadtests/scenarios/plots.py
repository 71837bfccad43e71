"""Plots of waits as SVG: each one over the time of the run, and how many were how long. No script, no style sheet.

Our own, because the libraries that draw SVG either load a script from elsewhere or weigh more than all load tests.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from xml.etree.ElementTree import Element, SubElement

from loadtests.scenarios.outcome import Moment

WIDTH, HEIGHT = 460, 220
LEFT, RIGHT, TOP, BOTTOM = 58, 12, 26, 34
MOST_POINTS = 1500
"""More than a screen can tell apart; of more, evenly chosen ones are drawn."""

Scale = Callable[[float], float]
Point = tuple[float, float]


def over_time(title: str, moments: Sequence[Moment]) -> Element:
    """Milliseconds of each wait by the second at which it ended."""
    points = [(moment.at, moment.ms) for moment in moments]
    svg, x, y = _frame(title, points, "s of the run", "ms")
    for at, ms in thinned(points):
        SubElement(
            svg, "circle", cx=f"{x(at):.1f}", cy=f"{y(ms):.1f}", r="1.6", fill="currentColor", opacity="0.5"
        )
    return svg


def distribution(title: str, moments: Sequence[Moment]) -> Element:
    """Per cent of the waits that were over within so many milliseconds."""
    waits = sorted(moment.ms for moment in moments)
    points = [(ms, 100.0 * (number + 1) / len(waits)) for number, ms in enumerate(waits)]
    svg, x, y = _frame(title, points, "ms", "%")
    line = " ".join(f"{x(ms):.1f},{y(share):.1f}" for ms, share in thinned(points))
    SubElement(svg, "polyline", {"stroke-width": "1.5"}, points=line, fill="none", stroke="currentColor")
    return svg


def thinned(points: Sequence[Point]) -> Sequence[Point]:
    """The last one stays: of a distribution it is the longest wait."""
    step = -(-len(points) // MOST_POINTS) or 1
    return [*points[:-1][::step], *points[-1:]]


def _frame(title: str, points: Sequence[Point], across: str, up: str) -> tuple[Element, Scale, Scale]:
    """An empty plot from zero to the largest of both, and where its values lie."""
    svg = Element("svg", xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {WIDTH} {HEIGHT}", role="img")
    SubElement(svg, "title").text = title
    most_x, most_y = (max((point[axis] for point in points), default=0.0) or 1.0 for axis in (0, 1))
    x, y = _scale(most_x, LEFT, WIDTH - RIGHT), _scale(most_y, HEIGHT - BOTTOM, TOP)
    for share in (0.0, 0.5, 1.0):
        _label(svg, x(most_x * share), HEIGHT - BOTTOM + 14, f"{most_x * share:.3g}", "middle")
        _label(svg, LEFT - 6, y(most_y * share) + 4, f"{most_y * share:.3g}", "end")
        height = f"{y(most_y * share):.1f}"
        SubElement(svg, "line", x1=str(LEFT), x2=str(WIDTH - RIGHT), y1=height, y2=height, stroke="#8884")
    _label(svg, WIDTH - RIGHT, HEIGHT - 6, across, "end")
    _label(svg, LEFT, TOP - 12, f"{title}, {up}", "start")
    return svg, x, y


def _scale(most: float, start: float, end: float) -> Scale:
    return lambda value: start + (end - start) * value / most


def _label(svg: Element, x: float, y: float, text: str, anchor: str) -> None:
    attributes = {"text-anchor": anchor, "font-size": "11", "fill": "currentColor"}
    SubElement(svg, "text", attributes, x=f"{x:.1f}", y=f"{y:.1f}").text = text
