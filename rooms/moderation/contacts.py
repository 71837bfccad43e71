"""Ways to reach somebody outside: phone numbers, mail addresses, ids and invitations of messengers.

Searched in squeezed text (see `wording.py`). In a room where people learn, numbers and names of variables are everyday
words: so a run of digits must be grouped as people write phone numbers, and two letters such as `vx` need an id with
a digit after them.
"""

from __future__ import annotations

from rooms.moderation.patterns import any_of, found

_GAP = r"[ .\-]{0,2}"
_BEFORE_NUMBER = rf"(?:^|[^0-9]|\b86{_GAP}|\b0086{_GAP})"
_AFTER_NUMBER = r"(?:$|[^0-9])"
_NO_DIGIT = r"(?:$|[^0-9 .\-])"
_ANY_ID = r"[a-z][a-z0-9_\-]{5,19}"
_ID_WITH_DIGIT = r"[a-z][a-z_\-]{0,18}[0-9][a-z0-9_\-]{2,18}"
_SAYS = r"[\s:;=~\-]{0,4}"
_WECHAT = r"(?:微信|薇信|威信|徽信|wechat|weixin)"
_WECHAT_SHORT = r"(?:\b(?:vx|wx|wechat|weixin)|v信|微信|加v|加薇|加微)"
_QQ = r"(?:\bqq|加q|扣扣|企鹅|\bq群)(?:群|号)?码?"

_PATTERNS = (
    # mobile numbers in China, whole, in groups, or digit by digit
    rf"{_BEFORE_NUMBER}1[3-9][0-9](?:{_GAP}[0-9]){{8}}{_AFTER_NUMBER}",
    rf"(?:^|[^0-9 .\-])[ .\-]*1[ .\-][3-9](?:[ .\-][0-9]){{9}}[ .\-]*{_NO_DIGIT}",
    # E.164 elsewhere
    rf"(?:^|[^0-9a-z)])\+[1-9][0-9](?:{_GAP}[0-9]){{6,12}}{_AFTER_NUMBER}",
    r"[a-z0-9._%+\-]+ ?@ ?[a-z0-9\-]+(?:\.[a-z0-9\-]+)*\.[a-z]{2,}",
    rf"{_QQ}{_SAYS}(?:是|为)?{_SAYS}[1-9](?:{_GAP}[0-9]){{4,10}}{_AFTER_NUMBER}",
    rf"{_WECHAT} ?(?:号码?|id|:|=|是|为){_SAYS}(?:是|为)?{_SAYS}{_ANY_ID}",
    rf"{_WECHAT_SHORT}(?:号|id)?{_SAYS}{_ID_WITH_DIGIT}",
    r"\b(?:t\.me|telegram\.me|wa\.me|chat\.whatsapp\.com|u\.wechat\.com|qm\.qq\.com|jq\.qq\.com|discord\.gg)/[a-z0-9+_\-]",
    r"\b(?:telegram|tg|whatsapp)[ :=]{0,3}@[a-z0-9_]{4,}",
    r"\b(?:weixin|tg|whatsapp|mqqapi|tencent)://",
)


def contact(squeezed: str) -> int | None:
    """Where the first of them stands, or None."""
    return found(any_of(_PATTERNS), squeezed)
