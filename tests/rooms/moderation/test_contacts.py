"""What is a way to reach somebody outside, and what is an everyday number or word."""

from __future__ import annotations

import pytest

from rooms.moderation.contacts import contact
from rooms.moderation.wording import squeezed


@pytest.mark.parametrize(
    "text",
    [
        "电话 138 1234 5678",
        "138-1234-5678",
        "１３８１２３４５６７８",
        "1 3 8 1 2 3 4 5 6 7 8",
        "+86 13812345678",
        "8613812345678",
        "call +44 20 7946 0958",
        "me@example.com",
        "Me@School.Example.ORG please",
        "加微信：study_hall",
        "加 微 信 号 abcdef",
        "WeChat ID: mathking",
        "vx:abc12345",
        "V信abc123",
        "qq 12345678",
        "QQ群：123456",
        "加q 1234567",
        "扣扣是 1 2 3 4 5 6",
        "t.me/abc",
        "https://wa.me/4412345",
        "telegram @math_king",
        "weixin://dl/chat",
    ],
)
def test_phone_numbers_mail_addresses_and_messengers_are_contacts(text: str) -> None:
    assert contact(squeezed(text)) is not None


@pytest.mark.parametrize(
    "text",
    [
        "1700000000123 ms",
        "13 14 15 16 17 18",
        "1 3 5 7 9 1 3 5 7 9 1 3 5",
        "x = 1+12345678",
        "q = 123456",
        "p=q123456",
        "vx = velocity_x",
        "the wx component is 138",
        "一共 12345678 个",
        "wechat message please",
        "微信 android",
        "f(x) @ x=3.5",
        "@bo see 2.5",
    ],
)
def test_numbers_and_names_of_everyday_lessons_are_none(text: str) -> None:
    assert contact(squeezed(text)) is None
