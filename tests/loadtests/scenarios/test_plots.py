"""Plots that a browser can show: everything within the frame, the longest wait among what is drawn."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from loadtests.scenarios.outcome import Moment
from loadtests.scenarios.plots import HEIGHT, MOST_POINTS, WIDTH, distribution, over_time, thinned

MOMENTS = [Moment(number / 10, float((number * 37) % 101)) for number in range(200)]


def texts(plot: Element) -> list[str]:
    return [each.text or "" for each in plot.iter("text")]


def test_every_wait_lies_within_the_frame() -> None:
    plot = over_time("chat", MOMENTS)
    circles = list(plot.iter("circle"))
    assert len(circles) == 200
    assert all(0 <= float(each.attrib["cx"]) <= WIDTH for each in circles)
    assert all(0 <= float(each.attrib["cy"]) <= HEIGHT for each in circles)
    assert "chat, ms" in texts(plot)
    assert "19.9" in texts(plot)


def test_a_distribution_only_rises_and_ends_with_the_longest_wait() -> None:
    plot = distribution("chat", MOMENTS)
    line = next(plot.iter("polyline")).attrib["points"].split()
    heights = [float(point.split(",")[1]) for point in line]
    assert heights == sorted(heights, reverse=True)
    assert "100" in texts(plot)


def test_nothing_to_show_is_an_empty_frame() -> None:
    assert not list(over_time("chat", []).iter("circle"))
    assert next(distribution("chat", []).iter("polyline")).attrib["points"] == ""


def test_of_very_many_some_are_drawn_and_the_last_of_all() -> None:
    points = [(float(number), 0.0) for number in range(10 * MOST_POINTS)]
    drawn = thinned(points)
    assert len(drawn) <= MOST_POINTS + 1
    assert drawn[-1] == points[-1]
