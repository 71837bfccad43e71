"""What every event log promises of messages: pages, threads, what is important, and search that reads Chinese."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from msgspec.structs import replace

from rooms.chat.terms import (
    Attachment,
    ChatEvent,
    MessageDeleted,
    MessageEdited,
    MessageHidden,
    MessageMarked,
    MessagePinned,
    MessagePosted,
    MessageReacted,
    MessageRestored,
    MessageState,
    MessageView,
    Place,
    ThreadAdopted,
    ThreadArrived,
    ThreadMoved,
    ThreadStayed,
)
from rooms.kinds import RoomKind
from rooms.life.terms import RoomOpened
from rooms.rejections import RejectionCode
from signaling.ports import EventLog

pytestmark = pytest.mark.anyio


def posted(number: int, body: str | None = None, reply_to: int | None = None) -> MessagePosted:
    return MessagePosted(
        at=float(number),
        id=number,
        author="ada",
        author_name="Ada",
        cid=f"cid-{number:08}",
        body=f"message {number}" if body is None else body,
        reply_to=reply_to,
    )


def shown(number: int, **changed: object) -> MessageView:
    """The message as it was posted, but for what is given."""
    said = {"at": float(number), "author": "ada", "author_name": "Ada", "author_kind": "person"}
    return MessageView(id=number, cid=f"cid-{number:08}", **{"body": f"message {number}", **said, **changed})  # type: ignore[arg-type]


@dataclass
class Stream:
    """One stream that somebody owns."""

    log: EventLog
    name: str = "room"
    head: int = field(default=0)

    async def append(self, *events: ChatEvent | RoomOpened) -> None:
        epoch = await self.log.acquire(self.name)
        await self.log.append(self.name, epoch, self.head, events)
        self.head += len(events)

    async def bodies(self, text: str, before: int | None = None, limit: int = 50) -> list[str]:
        return [message.body for message in await self.log.search(self.name, text, before, limit)]


def ids(messages: Sequence[MessageView]) -> list[int]:
    return [message.id for message in messages]


@pytest.fixture
def room(log: EventLog) -> Stream:
    return Stream(log)


# ---------------------------------------------------------------- pages


async def test_messages_are_the_newest_before_an_id_oldest_first(room: Stream) -> None:
    opened = RoomOpened(at=1.0, title="Algebra", kind=RoomKind.STUDY)
    await room.append(opened, *(posted(n) for n in range(1, 6)))
    assert ids(await room.log.messages("room", None, 3)) == [3, 4, 5]
    assert ids(await room.log.messages("room", 3, 10)) == [1, 2]
    assert await room.log.messages("room", 1, 10) == []
    assert await room.log.messages("elsewhere", None, 10) == []


async def test_a_thread_is_its_first_message_and_the_replies_to_it(room: Stream) -> None:
    await room.append(
        posted(1), posted(2), posted(3, reply_to=1), posted(4, reply_to=2), posted(5, reply_to=1)
    )
    assert ids(await room.log.messages("room", None, 10, thread=1)) == [1, 3, 5]
    assert ids(await room.log.messages("room", 5, 1, thread=1)) == [3]
    assert ids(await room.log.messages("room", None, 10, thread=3)) == []


async def test_important_messages_are_those_that_are_marked_now(room: Stream) -> None:
    await room.append(*(posted(n) for n in range(1, 5)))
    for id in (1, 2, 4):
        await room.append(MessageMarked(at=9.0, id=id, by="tess", on=True, message=shown(id)))
    await room.append(MessageMarked(at=9.0, id=2, by="tess", on=False, message=shown(2)))
    assert ids(await room.log.messages("room", None, 10, important=True)) == [1, 4]
    assert ids(await room.log.messages("room", 4, 10, important=True)) == [1]


FILE = Attachment("a" * 64 + ".pdf", "讲义.pdf", 1000)

CHANGES: dict[str, tuple[list[ChatEvent], MessageView]] = {
    "posted": ([], shown(1)),
    "replied to": ([posted(2, reply_to=1), posted(3, reply_to=1)], shown(1, replies=2)),
    "edited": (
        [MessageEdited(at=9.0, id=1, body="better", by="ada")],
        shown(1, body="better", edited_at=9.0),
    ),
    "deleted": (
        [MessageDeleted(at=9.0, id=1, by="ada")],
        shown(1, body="", state=MessageState.DELETED),
    ),
    "hidden": (
        [MessageHidden(at=9.0, id=1, author="ada", by="tess")],
        shown(1, state=MessageState.HIDDEN),
    ),
    "restored": (
        [
            MessageHidden(at=8.0, id=1, author="ada", by="tess"),
            MessageRestored(at=9.0, id=1, by="tess", body="message 1", attachments=[FILE]),
        ],
        shown(1, attachments=[FILE]),
    ),
    "pinned": ([MessagePinned(at=9.0, id=1, by="tess", on=True, message=shown(1))], shown(1)),
    "marked": (
        [MessageMarked(at=9.0, id=1, by="tess", on=True, message=shown(1))],
        shown(1, important=True),
    ),
    "reacted to": (
        [
            MessageReacted(at=8.0, id=1, member="bo", emoji="👍", on=True),
            MessageReacted(at=8.5, id=1, member="chen", emoji="👍", on=True),
            MessageReacted(at=9.0, id=1, member="bo", emoji="👍", on=False),
        ],
        shown(1, reactions={"👍": ["chen"]}),
    ),
}


@pytest.mark.parametrize("together", [True, False], ids=["in one append", "one by one"])
@pytest.mark.parametrize(("changes", "expected"), CHANGES.values(), ids=CHANGES.keys())
async def test_a_message_is_what_all_that_happened_to_it_made_of_it(
    room: Stream, changes: list[ChatEvent], expected: MessageView, together: bool
) -> None:
    if together:
        await room.append(posted(1), *changes)
    else:
        for event in (posted(1), *changes):
            await room.append(event)
    assert (await room.log.messages("room", 2, 1)) == [expected]


async def test_the_same_ids_in_two_streams_are_two_messages(log: EventLog) -> None:
    one, two = Stream(log, "one"), Stream(log, "two")
    await one.append(posted(1, "函数"))
    await two.append(posted(1, "函数"))
    await two.append(MessageEdited(at=9.0, id=1, body="极限", by="ada"))
    assert await one.bodies("函数") == ["函数"]
    assert await two.bodies("函数") == []


# ---------------------------------------------------------------- search

SENTENCES = (
    "老师,这道题的第二问怎么做?",
    "导数就是函数在某一点的瞬时变化率。",
    "我不明白为什么极限存在但函数值不存在",
    "微积分基本定理把导数和积分联系起来",
    "今天的作业是第三章习题1到10",
    "请问期末考试考不考反常积分?",
    "大家早上好!今天也要加油哦",
    "矩阵的秩和线性方程组解的个数有什么关系",
    "谢谢老师,我明白了",
    "把x=2代入原方程,左边等于右边",
    "洛必达法则只能用在0/0型或者∞/∞型",
    "这里应该用换元法,令t=√(x+1)",
    "概率论里的大数定律和中心极限定理有什么区别?",
    "我用Python写了一个画函数图像的小程序",
    "import numpy as np 之后报错 ModuleNotFoundError",
    "Python3.11 装不上 NumPy 怎么办",
    "牛顿第二定律: F=ma",
    "化学方程式 2H₂+O₂→2H₂O 配平了吗",
    "英语作文的开头可以用 nowadays 吗",
    "《红楼梦》第五回的判词暗示了什么?",
    "秦始皇统一六国是公元前221年",
    "我觉得这个證明有問題",
    "下周三晚上八点答疑,腾讯会议见",
    "有没有人一起打卡背单词?",
    "番茄钟25分钟,开始!",
    "王老师讲得太快了,能不能慢一点",
    "录播在哪里看?链接过期了",
    "数学分析比高等数学难很多",
    "老王说这题超纲",
    "sin²x+cos²x=1 对所有实数成立",
    "助教能不能发一下第7讲的课件",
    "她的回答最清楚,给她点赞👍",
)

QUERIES: dict[str, tuple[str, ...]] = {
    "导数": ("导数就是", "微积分基本"),
    "函数": ("导数就是", "我不明白为什么", "我用Python"),
    "积分": ("微积分基本", "请问期末"),
    "微积": ("微积分基本",),
    "反常积分": ("请问期末",),
    "极限": ("我不明白为什么", "概率论"),
    "极限定理": ("概率论",),
    "明白": ("我不明白为什么", "谢谢老师"),
    "老师": ("老师,这道题", "谢谢老师", "王老师"),
    "王": ("王老师", "老王"),
    "秩": ("矩阵的秩",),
    "题": ("老师,这道题", "今天的作业", "老王"),
    "問題": ("我觉得这个",),
    "问题": (),
    "python": ("我用Python", "Python3.11"),
    "PYTHON 函数": ("我用Python",),
    "numpy": ("import numpy", "Python3.11"),
    "NumPy 装不上": ("Python3.11",),
    "modulenot": ("import numpy",),
    "notfound": (),
    "F=ma": ("牛顿",),
    "2H2": ("化学",),
    "h2o": ("化学",),
    "sin2x": ("sin²x",),
    "∞": ("洛必达",),
    "√": ("这里应该",),
    "221": ("秦始皇",),
    "1": ("今天的作业", "这里应该", "Python3.11", "sin²x"),
    "第7讲": ("助教",),
    "第三章": ("今天的作业",),
    "第三": ("今天的作业",),
    "红楼梦 判词": ("《红楼梦》",),
    "判词 红楼": ("《红楼梦》",),
    "数学": ("数学分析",),
    "学数": (),
    "👍": ("她的回答",),
    "今天 加油": ("大家早上好",),
    "今天加油": (),
    "老师 老师 谢谢": ("谢谢老师",),
    "不存在的词": (),
}


@pytest.fixture
async def classroom(room: Stream) -> Stream:
    await room.append(*(posted(number, body) for number, body in enumerate(SENTENCES, 1)))
    elsewhere = Stream(room.log, "room-2")
    await elsewhere.append(*(posted(number, body) for number, body in enumerate(SENTENCES, 1)))
    return room


async def test_real_sentences_are_found_by_the_words_in_them_and_by_no_others(classroom: Stream) -> None:
    for query, beginnings in QUERIES.items():
        bodies = await classroom.bodies(query)
        expected = [body for body in SENTENCES if body.startswith(beginnings)] if beginnings else []
        assert bodies == expected, query


async def test_search_gives_the_newest_first_and_goes_back_page_by_page(classroom: Stream) -> None:
    all_of_them = await classroom.log.search("room", "老师", None, 10)
    newest = await classroom.log.search("room", "老师", None, 2)
    assert ids(newest) == ids(all_of_them)[-2:]
    older = await classroom.log.search("room", "老师", newest[0].id, 2)
    assert ids(older) == ids(all_of_them)[:-2]


@pytest.mark.parametrize(
    "text", ["", " ", "?!。", '"', "\x00", "* OR NEAR(", 'a" OR "b', "words : x", "-", "^"]
)
async def test_no_text_breaks_the_search(classroom: Stream, text: str) -> None:
    assert isinstance(await classroom.bodies(text), list)


async def test_an_edit_is_found_by_its_new_words_alone(room: Stream) -> None:
    await room.append(posted(1, "求导数"))
    await room.append(MessageEdited(at=9.0, id=1, body="求极限", by="ada"))
    assert await room.bodies("极限") == ["求极限"]
    assert await room.bodies("导数") == []


async def test_what_is_hidden_or_deleted_is_found_by_nobody_until_it_is_restored(room: Stream) -> None:
    await room.append(posted(1, "加我微信"), posted(2, "微信群号"))
    await room.append(
        MessageHidden(at=8.0, id=1, author="ada", by="tess"), MessageDeleted(at=8.0, id=2, by="ada")
    )
    assert await room.bodies("微信") == []
    await room.append(MessageRestored(at=9.0, id=1, by="tess", body="加我微信"))
    assert await room.bodies("微信") == ["加我微信"]


async def test_what_changes_no_words_leaves_a_message_where_it_was_found(room: Stream) -> None:
    await room.append(posted(1, "函数一"), posted(2, "函数二"))
    await room.append(MessageReacted(at=8.0, id=1, member="bo", emoji="👍", on=True))
    found = await room.log.search("room", "函数", None, 10)
    assert ids(found) == [1, 2]
    assert found[0].reactions == {"👍": ["bo"]}


# ---------------------------------------------------------------- files

FILES = [Attachment(f"{digit * 64}.png", f"{digit}.png", 10) for digit in "01"]


async def test_a_file_leads_to_the_messages_that_have_it_now(room: Stream) -> None:
    first, second = replace(posted(1), attachments=FILES), replace(posted(2), attachments=FILES[:1] * 2)
    await room.append(first, second)
    assert await attached(room, FILES[0]) == [1, 2]
    assert await attached(room, FILES[1]) == [1]
    await room.append(
        MessageDeleted(at=3.0, id=2, by="ada"), MessageEdited(at=3.0, id=1, body="so", by="ada")
    )
    assert await attached(room, FILES[0]) == [1]


async def test_the_file_of_a_hidden_message_leads_to_it_and_its_state_says_so(room: Stream) -> None:
    await room.append(replace(posted(1), attachments=FILES))
    await room.append(MessageHidden(at=2.0, id=1, author="ada", by="tess"))
    (hidden,) = await room.log.attached(room.name, FILES[0].id)
    assert hidden.state is MessageState.HIDDEN
    assert await room.log.attached("elsewhere", FILES[0].id) == []


async def test_what_moves_to_another_room_is_found_there_with_its_files_and_here_no_more(
    room: Stream,
) -> None:
    """The other room is a stream like this one, so that it stands in for both."""
    went = replace(posted(1, "函数一"), attachments=FILES[:1])
    await room.append(went, ThreadMoved(at=2.0, ids=[1], to="lounge", by="tess", author="ada"))
    assert await room.bodies("函数") == []
    assert await attached(room, FILES[0]) == []
    await room.append(ThreadArrived(at=3.0, places={1: Place("lounge", "Lounge", 9)}))
    (stub,) = await room.log.messages(room.name, None, 10)
    assert (stub.state, stub.moved) == (MessageState.MOVED, Place("lounge", "Lounge", 9))
    source = Place("maths", "Maths", 4)
    came = replace(shown(2), body="函数一", attachments=FILES[:1], moved=source)
    await room.append(
        ThreadAdopted(at=4.0, author="tess", cid="thread.maths.4", source=source, messages=[came])
    )
    assert await room.bodies("函数") == ["函数一"]
    assert await attached(room, FILES[0]) == [2]


async def test_what_another_room_does_not_take_is_found_again_with_its_files(room: Stream) -> None:
    await room.append(replace(posted(1, "函数一"), attachments=FILES[:1]))
    before = await room.log.messages(room.name, None, 10)
    await room.append(
        ThreadMoved(at=2.0, ids=[1], to="lounge", by="tess", author="ada"),
        ThreadStayed(at=3.0, messages=before, to="lounge", why=RejectionCode.NOT_FOUND),
    )
    assert await room.log.messages(room.name, None, 10) == before
    assert await room.bodies("函数") == ["函数一"]
    assert await attached(room, FILES[0]) == [1]


async def attached(room: Stream, file: Attachment) -> list[int]:
    return ids(await room.log.attached(room.name, file.id))
