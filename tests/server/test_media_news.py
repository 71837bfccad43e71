"""What people are told about their media: to whom, of whom, and to whoever listens later."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from media.commands import Source
from media.events import LayersWanted, Qualities, Quality, Slot, SlotsAssigned, Speaking
from server.media_news import MediaNews
from tests.server.media_school import Ears


@dataclass(frozen=True)
class Where:
    room: str
    member: str
    device: str


PLACES = {
    "a": Where("study", "ada", "ada-device"),
    "b": Where("study", "bo", "bo-device"),
    "c": Where("qa", "cleo", "cleo-device"),
}


@pytest.fixture
def news() -> MediaNews:
    return MediaNews(PLACES.get)


@pytest.fixture
def ada(news: MediaNews) -> Ears:
    ears = Ears()
    news.listen("study", "ada-device", ears)
    return ears


@pytest.fixture
def bo(news: MediaNews) -> Ears:
    ears = Ears()
    news.listen("study", "bo-device", ears)
    return ears


def test_who_speaks_is_told_to_everybody_in_the_room_in_the_same_bytes(
    news: MediaNews, ada: Ears, bo: Ears
) -> None:
    cleo = Ears()
    news.listen("qa", "cleo-device", cleo)
    news.take(Speaking("study", ["b", "a", "gone", "c"]))
    speakers = [{"member": "bo", "device": "bo-device"}, {"member": "ada", "device": "ada-device"}]
    assert ada.news == bo.news == [{"t": "speaking", "room": "study", "devices": speakers}]
    assert ada.frames[0] is bo.frames[0]
    assert cleo.news == []


def test_whose_connection_is_bad_is_told_to_everybody_in_the_room(news: MediaNews, ada: Ears) -> None:
    news.take(Qualities("study", {"b": Quality.POOR, "gone": Quality.BAD}))
    poor = {"member": "bo", "device": "bo-device", "quality": "poor"}
    assert ada.news == [{"t": "qualities", "room": "study", "devices": [poor]}]


def test_which_layers_anybody_sees_is_told_to_their_publisher_only(
    news: MediaNews, ada: Ears, bo: Ears
) -> None:
    news.take(LayersWanted("a", {Source.CAMERA: 1, Source.SCREEN: 0}))
    assert ada.news == [{"t": "layers_wanted", "room": "study", "layers": {"camera": 1, "screen": 0}}]
    assert bo.news == []


def test_whoever_listens_later_starts_with_the_news_as_they_are(news: MediaNews, ada: Ears) -> None:
    news.take(Speaking("study", ["a"]))
    news.take(Speaking("study", ["b"]))
    news.take(SlotsAssigned("b", [Slot("0", "a", Source.MIC)], 1, 0))
    late = Ears()
    news.listen("study", "bo-device", late)
    assert [each["t"] for each in late.news] == ["speaking", "slots"]
    assert late.news[0]["devices"] == [{"member": "bo", "device": "bo-device"}]


def test_what_was_said_of_a_device_is_forgotten_with_its_media(news: MediaNews, ada: Ears) -> None:
    news.take(SlotsAssigned("a", [], 1, 0))
    news.forget(PLACES["a"])
    again = Ears()
    news.listen("study", "ada-device", again)
    assert again.news == []


def test_after_a_lost_media_process_nothing_is_known(news: MediaNews, ada: Ears) -> None:
    news.take(SlotsAssigned("a", [], 1, 0))
    news.take(Speaking("study", ["a"]))
    news.forget_all()
    again = Ears()
    news.listen("study", "ada-device", again)
    assert again.news == []


def test_who_stopped_listening_hears_nothing_even_when_told_to_stop_twice(news: MediaNews) -> None:
    ears = Ears()
    stop = news.listen("study", "ada-device", ears)
    stop()
    stop()
    news.take(Speaking("study", ["a"]))
    news.lost(PLACES["a"])
    assert (ears.news, ears.lost) == ([], 0)


def test_a_loss_is_told_to_each_page_of_the_device(news: MediaNews, ada: Ears, bo: Ears) -> None:
    second = Ears()
    news.listen("study", "ada-device", second)
    news.lost(PLACES["a"])
    assert (ada.lost, second.lost, bo.lost) == (1, 1, 0)
