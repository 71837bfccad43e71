"""What a staff member's reply does besides answering: asks the learner back, or promises to come back.

Asking back pauses the learner's clock, so it has to be sure: a doubtful one runs on. "Any questions?" and "clear now?"
ask for nothing that an answer needs.
"""

from __future__ import annotations

import re

from community.classification import chinese, english
from community.classification.reading import Reading, read

_MATERIAL = (
    r"(?:代码|截图|报错|错误信息|题目|链接|文件|结果|步骤|版本|思路|完整|日志|输出|作业|原题|照片|背景|操作)"
)
_CHECKING = re.compile(
    r"(?:明白|清楚|懂|听懂|理解|解决|好|学会)(?:了|没有?)+(?:吗|没|么)?[\s?]*$|还有.{0,6}问题|有(?:什么)?问题吗|有(?:没有)?(?:什么)?(?:不懂|疑问)|"
    r"谁(?:来|能|想|愿意|会)|哪位(?:同学|来)|看懂|听得[到见]|看得[到见]|跟上了|以后|下次|记得|注意|同学们|大家|好问题|"
    r"\b(?:does (?:that|this|it) (?:make sense|help|work)|is (?:that|this|it) (?:clear|ok|okay|better)|"
    r"any (?:other |more )?questions|who (?:can|wants|would)|"
    r"anyone|anybody|everyone|good question|great question|clear now|got it|all|everybody|ready|"
    r"volunteers|let me know|(?:see|hear) (?:me|my))\b"
)
_SELF_ANSWERED = re.compile(r"\?\s*(?:因为|答案|当然|所以|那么|because|since|well|then|so|we|it is|it's)")
_REQUEST = re.compile(
    rf"(?:(?:发|贴|传|附)(?:一?下|出来|上来|个|我|给我|你的?)+|提供|补充|描述).{{0,6}}{_MATERIAL}|"
    rf"把?.{{0,6}}{_MATERIAL}.{{0,4}}(?:发|贴|传|截)(?:一?下|上来|出来|给?我|过来|群里|$)|"
    r"把.{1,14}(?:发|贴|传|拍|录|给).{0,3}(?:我|上来|过来|出来)|(?:发|录|拍|贴).{0,10}(?:上来|给我|全一点)|告诉我(?!们)|"
    r"截(?:个|一?张|一?下)?图|拍(?:个|一?张)?照|^(?:你|那|麻烦|请)?(?:你|先)*(?:说说|讲讲|说一?下|讲一?下|描述一?下)(?:你|看|是)|说(?:得|"
    r"的)?(?:再)?(?:具体|详细|清楚)"
    r"|^(?:please |could you |can you )?(?:paste|send|share|post|upload|show|attach|describe) (?:me |"
    r"us )?(?:the|your|a|an|it|full|more|what)\b|\bneed (?:your|to see|to know)\b"
)

_OWN_ERRAND = re.compile(r"我(?:去|来|再|先|帮你)*问一?下")
"""Somebody else is asked."""
_NOT_PROMISED = re.compile(
    r"昨天|已经|没法|不能|无法|不一定|休息|作业记得|同学们|\b(?:won't|will not|can't|cannot|already|got back|let me explain:)"
)
_LATER = (
    r"(?:课后|下课|等下|稍后|稍等|晚点|晚些|晚上|今晚|明早|上午|下午|自习|待会|一会|回头|回去|今天|明天|后天|周[一二三四五六日末]|"
    r"下节课|下次|下周|这周|本周|周末|过会|马上|等我|分钟|小时|先记|记下了|批完|录好|修好|改好|尽快|抽空|后续|后面|下班前|第一时间|"
    r"有(?:消息|结果))"
)
_RETURN = (
    r"(?:回复|回你|回您|回答|答复|解答|给(?!我)|跟你说|单独|告诉|通知|看|帮你|录|发|联系|确认|查|讲|解决|复现|补|更新|处理|整理|"
    r"同步|跟进|重新?传|上传|公布|安排|修|改)"
)
_PROMISE_ZH = re.compile(
    rf"(?<![你您])(?:^|[^你您]){_LATER}[^你您大同]{{0,12}}{_RETURN}|我(?:们)?来跟进|{_RETURN}.{{0,6}}(?:再|后|"
    rf"之后).{{0,8}}(?:告诉|回|答|跟你说|通知|给你)|我(?:去|来|先)?(?:查|问|确认|核实|复现)一下.{{0,8}}(?:再|然后|$)|^稍等"
)
_PROMISE_EN = re.compile(
    r"\b(?:i'll|i will|we'll|we will|i'm going to|we're going to|i am going to) (?!be\b|not\b|never\b|"
    r"let\b(?! you know)|leave\b|assume\b|wait\b|miss\b)\w+"
    r"|\b(?:let me|will) (?:get back|come back|check|look|ask|find|reply|respond|follow up|fix|update|"
    r"investigate|reproduce|report|confirm|see if)\b"
    r"|\b(?:looking|digging) into (?:it|this|that)|\bworking on it|^will (?:answer|post|send|do)\b"
    r"|\bi'm (?:checking|asking|looking|working)\b|^on it\b|\bback in\b|\bgive me (?:until|an?|one|two|"
    r"five|ten|\d+|half an) (?:hour|minute|min|moment|sec|second|day)|\bone (?:moment|minute|sec|"
    r"second)\b|\bhold on\b|\bget back to you\b"
)


def asks_back(text: str) -> bool:
    """Whether staff ask the learner for information that the answer needs."""
    reading = read(_OWN_ERRAND.sub(" ", text))
    if _CHECKING.search(reading.said) or _SELF_ANSWERED.search(reading.said):
        return False
    return _asks(reading) or any(_REQUEST.search(clause) for clause in reading.clauses)


def promises(text: str) -> bool:
    """Whether staff say that they will come back to it."""
    said = read(text).said
    if _NOT_PROMISED.search(said):
        return False
    return bool(_PROMISE_ZH.search(said) or _PROMISE_EN.search(said))


def _asks(reading: Reading) -> bool:
    return bool(reading.marked or chinese.asking(reading) or english.asking(reading))
