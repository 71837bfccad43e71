"""Whether a message is nothing but thanks, "understood", laughter or emoji: what needs no answer and reopens nothing.

Every clause has to be of that kind. In doubt it is not, because what is more than small talk gets somebody's attention:
"thanks, but" is no small talk, and neither is "thanks, it only took three days".
"""

from __future__ import annotations

import re
from unicodedata import category

from community.classification.reading import NO_WORD, Reading

LONGEST = 80
"""Characters of small talk; who writes more says something."""

_STICKER = re.compile(r"\[[\u4e00-\u9fffa-z]{1,6}\]")
_MENTION = re.compile(r"@[\w\u4e00-\u9fff]{1,20}")
_EMOTICON = re.compile(r"(?<!\w)(?:[:;=x]-?[)dp]+|\^[_.o-]*\^|<3|xd)(?!\w)")
_MODIFIERS = frozenset("\ufe0e\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")
"""How a picture is shown, and skin tones."""
_SEPARATOR = re.compile(r"[,.!~。、;:…·・\-—\"()\n]+|(?<=[\u4e00-\u9fff])\s+")

_THANKING_ZH = r"(?:谢谢|多谢|感谢|致谢|感激|谢啦|^.{0,2}谢[了过]|拜谢|蟹蟹|感恩|辛苦|麻烦.{0,4}了$|谢$)"
_THANKING_EN = (
    r"(?:thanks|thank (?:you|u)|thankyou|tysm|ty|thx|thnx|tks|cheers|appreciate|appreciated|3q|xiexie)"
)
_THANKS = re.compile(rf"{_THANKING_ZH}|(?<![a-z0-9]){_THANKING_EN}(?![a-z0-9])")
_QUALIFIED = re.compile(
    r"但|不过|可是|还是|就是|才|等了|只|天|周|月|作业|怎|什么|吗|没|不(?!尽|客气|错|已)|先|再|那|还有|另外|求|请|帮(?!助|忙|我|了)|"
    r"\b(?:but|and|though|however|still|only|not|\w+n't|nothing|anyway|if|try|god|how|what|why|when|where|"
    r"no|in advance)\b"
)
"""What makes more of thanks than thanks."""
_PRAISE = re.compile(
    r"受教|收获|救了?(?:我|命)|休息|么么|及时|可行|[这那]下.{0,2}[通好行对]了|(?:很|真|太|好|超级?|挺|非常|特别)(?:有)?"
    r"(?:用|快|棒|全|暖|贴心|耐心|仔细|细致|给力|实用|受用)|可以了|[改修弄搞跑写调做学]"
    r"(?:好|通|成|对|出来|会|完)了|试.{0,3}可以$|"
    r"\b(?:helpful|useful|help(?:s|ed)|sav(?:es?|ed) (?:me|my)|lifesaver|quick|(?:super|so|that was) fast|"
    r"so kind|kind of you|well explained|learn(?:ed|t)|studying|study (?:it|this|that)|"
    r"(?:you|u) rock|legend|best|love (?:it|this|that))\b"
)
"""What a remark says of the help, of who gave it, or of what came of it. A remark about the subject is no thanks."""
_ASSERTED = re.compile(r"(?<!真)有(?!用|收获)|写|\b(?:has|have|is|are|says|said)\b")
"""In one breath with thanks: the subject is spoken of, too."""

_WHOM = r"(?:[\u4e00-\u9fff]?(?:老师|助教)|大佬|大神|各位|大家|同学们?|学长|学姐|哥|姐|您|你们?)"
_VERY = r"(?:非常|万分|太|十分|特别|真的|真是|很|超级?|好|真)"
_DONE = r"(?:解决|搞定|跑通|可以|没事|成功|通过|弄好|没有?问题|好)"

_UNDERSTOOD = (
    r"(?:我|终于|都|也|现在|已经|全|这下|完全)*(?:明白|懂|清楚|理解|知道|学会)(?:了|啦)|明白|懂|了解|收到|学到了|已解决",
    r"原来(?:如此|是这样)",
    rf"(?:问题|终于|已经?|现在|都)*{_DONE}(?:了|啦)",
    rf"(?:讲|说|解释)得?{_VERY}(?:好|清楚|棒|清晰|明白|详细|透彻)(?:了)?|{_VERY}(?:清楚|清晰|有用|详细|棒|强|牛|厉害)(?:了)?",
    r"i (?:see|understand|get it)(?: now)?|got it|gotcha|noted|understood|solved|will do|you too",
    r"(?:(?:that|it) )?makes (?:perfect |total )?sense(?: now)?|(?:(?:yes|yeah) )?(?:(?:it|that|"
    r"everything) )?(?:works|worked)(?: now)?|(?:that|it|this) did it",
    r"(?:that|it|this) (?:solved|fixed|helped)(?: (?:it|a lot|me))?",
    r"(?:(?:that's|very|super|much|so) )?(?:clear|clearer|helpful)(?: now)?|(?:great|good|nice|clear|"
    r"excellent) (?:explanation|answer|point)",
)
_ACKNOWLEDGED = (
    r"好(?:的|嘞|滴|哒|吧|呀|啊|呢|耶)*|嗯+|哦+|噢+|喔+|行|可以的?",
    r"(?:(?:so|very|really|pretty) )?(?:cool|nice|great|perfect|awesome|amazing|excellent)|okay|"
    r"ok+(?:ok+)*|okie|kk|sure|fair enough|roger|ye[ap]h?|brilliant|alright|all right|sounds good|"
    r"yay|wow|omg|o+h+|a+h+|aha|mm+",
)
_LAUGHTER = (
    r"哈+|嘿嘿+|嘻嘻+|h{2,}|(?:ha){2,}h?|(?:he){2,}|lol|lmao|2333*|6+|冲+|对对+|妙(?:啊|哇)?|笑死|笑不活了|xswl|yyds",
    r"牛|强|赞|绝了|厉害|啊这|哇",
)
_ADDRESSED = (rf"{_WHOM}|同学", r"teacher|sir|guys|everyone|everybody|all|mate|professor|prof")
_PHRASES = "|".join(
    (
        *_UNDERSTOOD,
        *_ACKNOWLEDGED,
        *_LAUGHTER,
        *_ADDRESSED,
        rf"{_THANKING_EN}(?: (?:so|very) much| a lot)?",
        "谢谢",
    )
)
_TALK = re.compile(rf"(?>(?:(?:{_PHRASES})[啦啊呀哦呢]?(?![a-z0-9])\s*+)++)")


def thanks(reading: Reading) -> bool:
    """Whether it thanks anybody at all, whatever else it says."""
    return _THANKS.search(reading.said) is not None


def only_small_talk(reading: Reading) -> bool:
    """Whether there is nothing in it but small talk, and something at all."""
    if not _is_short(reading):
        return False
    said, feels = _clauses(reading)
    return all(map(_is_small, said)) and (feels or bool(said))


def thanks_with_remarks(reading: Reading) -> bool:
    """Thanks, and beside them only short praise that qualifies nothing (救了我一命). Cues of trouble are not looked for."""
    if not _is_short(reading) or not thanks(reading):
        return False
    said, _ = _clauses(reading)
    return all(_is_small(clause) or _is_praise(clause) for clause in said)


def _clauses(reading: Reading) -> tuple[list[str], bool]:
    """What is said in words, and whether something else is shown."""
    words, feels = _feelings_apart(reading.shown)
    clauses = [clause.strip() for clause in _SEPARATOR.split(_MENTION.sub(",", words))]
    return [clause for clause in clauses if clause], feels


def _is_short(reading: Reading) -> bool:
    return len(reading.shown) <= LONGEST and not reading.marked


def _is_small(clause: str) -> bool:
    if _TALK.fullmatch(clause) is not None:
        return True
    return _THANKS.search(clause) is not None and _is_remark(clause, 18, 9) and not _ASSERTED.search(clause)


def _is_praise(clause: str) -> bool:
    return _is_remark(clause) and _PRAISE.search(clause) is not None


def _is_remark(clause: str, signs: int = 10, words: int = 5) -> bool:
    """Short, and with nothing that makes more of it."""
    is_short = len(clause) <= signs or (clause.isascii() and len(clause.split()) <= words)
    return is_short and _QUALIFIED.search(clause) is None


def _feelings_apart(shown: str) -> tuple[str, bool]:
    """The words without pictures, stickers and emoticons, and whether there were any."""
    words = NO_WORD.sub(lambda sign: _without_picture(sign[0]), shown)
    for pattern in (_STICKER, _EMOTICON):
        words = pattern.sub(",", words)
    return words, words != shown


def _without_picture(sign: str) -> str:
    if sign in _MODIFIERS:
        return ""
    return "," if category(sign) == "So" else sign
