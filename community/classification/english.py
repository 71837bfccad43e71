"""Whether an English clause asks, or says what went wrong.

English asks by position: a question word with a verb behind it, or an auxiliary before its subject. The same words in
another place join clauses (when I get home) and do not ask. Learners' spelling and grammar are read generously.
"""

from __future__ import annotations

import re
from functools import lru_cache

from community.classification.cues import Cues, Idioms
from community.classification.reading import Reading
from community.classification.terms import Evidence

_SPELLINGS = {
    "u": "you",
    "ur": "your",
    "r": "are",
    "y": "why",
    "pls": "please",
    "plz": "please",
    "hwo": "how",
    "waht": "what",
    "wat": "what",
    "whats": "what is",
    "what's": "what is",
    "where's": "where is",
    "who's": "who is",
    "how's": "how is",
    "when's": "when is",
    "wich": "which",
    "wen": "when",
    "wher": "where",
    "dont": "don't",
    "doesnt": "doesn't",
    "didnt": "didn't",
    "cant": "can't",
    "wont": "won't",
    "isnt": "isn't",
    "anyone's": "anyone",
    "any1": "anyone",
    "where'd": "where did",
    "how'd": "how did",
    "why'd": "why did",
    "what'd": "what did",
    "sb": "somebody",
}
"""Short, and mistaken; after folding."""
_WORD = re.compile(r"[a-z0-9']+")
_OPENING = re.compile(
    r"^(?:(?:(?:hi|hello|hey|dear)(?: (?:everyone|all|guys|there|folks|teacher|team|class))?|sorry|ok|"
    r"okay|so|and|but|or|well|oh|u+m+|uh+|"
    r"also|then|thanks|thank you|teacher|sir|miss|btw|wait|now|because|again|maybe|actually|prof|"
    r"professor)\b[\s□]*)+(?=\S)"
)

_SUBJECT = (
    r"(?:i|we|you|he|she|it|they|there|this|that|these|those|my|our|your|his|her|their|its|the|a|an|any|"
    r"anyone|anybody|"
    r"someone|somebody|everyone|everybody|one|all|students|people)\b"
)
_AUXILIARY = (
    r"(?:is|are|am|was|were|do|does|did|can|could|should|would|will|shall|may|might|must|has|have|had|"
    r"isn't|aren't|wasn't|weren't|don't|doesn't|didn't|can't|couldn't|shouldn't|wouldn't|won't|hasn't|"
    r"haven't)"
)

IDIOMS = Idioms(
    r"^who (?:cares|knew|would have thought)|^how hard can it be|^why not$|^is what it is|"
    r"^does what it says|^what (?:a|an) .*|^what (?:\w+s is that|matters|counts|i|we) .*|"
    r"^does anyone (?:ever|even|really)\b",
    r"\bif (?:anyone|anybody|somebody|someone|you get|you are|you're|you need)\b.*",
    r"\b(?:whoever|whatever|whichever|everyone who|anyone who|those who)\b.*",
    r"^is it \w+ already|^is this real|^are you (?:kidding|serious|joking)|^can't wait|"
    r"^tell me about it|^help (?:yourself|yourselves)|^isn't (?:it|that|this) (?:great|nice|funny|"
    r"cool|amazing)",
    r"\bno questions?\b",
)

ASKING = Cues(
    Evidence.ASKING,
    # A question word with its verb, then an auxiliary before its subject.
    rf"^(?:what|why|how|when|where|who|which|whose|"
    rf"whom)\b(?: (?!{_SUBJECT})(?!\w+ed\b)[\w'-]+){{0,5}}? {_AUXILIARY}\b",
    rf"^(?:in|for|on|with|at) .{{1,40}} {_AUXILIARY} (?:i|we|you|it|they|there|this|that)\b|^why (?:it|"
    rf"he|she|they) (?:is|was|are|were)\b",
    r"^how (?:to|many|much|long|often|far|big|come|about|2|say|write|make|get|solve|calculate|use|"
    r"open)\b|^what (?:about|if|means|time|happens|page)\b|^(?:what|which|who|why|where)(?: \w+)?$",
    r"^(?:which|whose|what) \w+ (?:is|are|covers?|explains?|works?|has|fits|comes)\b|^who (?:wants|"
    r"knows|has|can|is|fixes|decides|teaches|grades|gets)\b|^when we will\b|\bplease (?:can|could|would|"
    r"will) you\b",
    r"^why (?:my|the|this) .*(?:not|fail|wrong|error|does|is|isn't)\b|^why you\b",
    r"\b(?:how|where|what|when|why) (?:even )?(?:do|does|did|can|should|could|would|is|are|am) (?:i|we|"
    r"you|it|they|the|this|that)\b",
    r"^(?:(?:is|are|was|were|does|did|isn't|aren't|wasn't|doesn't|didn't)) (?!what\b|not\b)[\w'□]+ ",
    rf"^(?:am|can|could|should|would|will|shall|might|must|can't|couldn't|shouldn't|wouldn't|"
    rf"won't) {_SUBJECT}|^may (?:i|we|you|he|she|they|students)\b",
    r"^(?:do|don't) (?:i|we|you|they|students|all|any|these|those|people|teachers) ",
    r"^(?:has|have|haven't|hasn't) (?:i|we|you|he|she|it|they|the|any|anyone|anybody|someone|somebody|"
    r"everyone|my|our) ",
    # Questions without either, and calls for help.
    r"\b(?:anyone|anybody|somebody|someone)(?: else| here| of you)? (?:know|knows|have|has|getting|got|"
    r"able|can|explain|help|"
    r"interested|understand|understands|tried|willing|want|wants|up|free|seen|figured|remember|using|with)\b",
    r"^any (?:\w+ )?(?:idea|ideas|tip|tips|chance|suggestion|suggestions|advice|hint|hints|update|"
    r"updates|news|thoughts|help|way|"
    r"recommendation|recommendations|resource|resources|volunteers?|examples?|exercises?)\b|"
    r"^any of (?:you|us)\b|^(?:is it )?(?:possible|okay|ok|allowed) (?:to|if)\b|^anyone$",
    r"\b(?:please|kindly|can|could|someone|somebody|to|and) (?:please )?help(?: me| us|$| with| out)|"
    r"^help(?: me| us| please| needed)?\b(?! yourself)(?! anyone)|"
    r"\bneed(?: some| a| a bit of| a little| your)? (?:help|hint|advice|assistance|hand|clarification|"
    r"feedback)\b|\bneed (?:someone|somebody) to\b|\bwould like (?:some|a|your) (?:help|feedback|advice|"
    r"hint)\b|\bcould use (?:a|some) (?:hint|help|hand|advice)",
    r"\b(?:please|kindly) (?:explain|send|tell|show|check|clarify|repeat|share|post|upload|look|advise|"
    r"review|fix|go over|give|confirm|answer|resend|assist)\b",
    r"^(?:explain|clarify|show me|resend|define|prove)\b|\b(?:requesting|request for|"
    r"checking (?:whether|if)|check whether)\b",
    r"\b(?:have|got|had|with) (?:a|an|another|one|some|two|a few|"
    r"one more)?\s?(?:\w+ )?questions?\b(?! from)|^(?:one more |another |quick |a )?question\b(?: about|"
    r" on| regarding| for|$)|"
    r"^one more question|^quick question",
    # Questions inside a statement.
    r"\bwondering (?:if|whether|how|what|why|when|where|about|which|who)|\bwonder (?:if|how|why|what)|"
    r"\bcurious (?:if|how|why|what|about)",
    r"\b(?:would|'d) (?:like|love|want) to (?:know|ask|understand)|\bwant(?:ed)? to (?:know|ask|check|"
    r"clarify)|\bmay i ask",
    r"\btell me (?:where|how|what|why|if|whether|which)|\blet me know (?:how|what|whether|when|where|"
    r"which|if i)|\bdo you (?:think|know|have)\b",
    r"\bsame (?:question|issue|problem|error)(?: here)?$|^me too.*(?:error|problem|issue)|"
    r"^looking for (?:a|an|some|someone)",
    r"\bunsure (?:how|what|if|whether|why|where|which|when|about)|\b(?:not|n't|never) (?:really |quite |"
    r"exactly |entirely )?(?:sure|know|certain) (?:how|what|if|whether|why|where|which|when|about)|"
    r"\b(?:no|any) (?:idea|clue) (?:how|what|why|where|which|when)",
    r", right$|\bcorrect me if\b|\bam i (?:right|off|wrong)",
)

TROUBLE = Cues(
    Evidence.TROUBLE,
    r"\bstuck\b|\b(?:struggling|struggle|trouble|difficult(?:y|ies)|a hard time|problems?) (?:with|"
    r"understanding|to|getting|\w+ing)\b|\bmust be missing\b",
    r"\b(?:it|mine|page|screen|program|computer|site|system) says\b|\baccess denied\b|\bredirects?\b|"
    r"\bnot what i (?:get|got|see)\b|\bnot seeing\b|\bgives me\b|\bi (?:get|got) .{1,20} but\b|"
    r"\bbut (?:the )?(?:book|key|answer|solution|slides?) (?:gets?|says?|has)\b|"
    r"\blooks? (?:off|wrong|weird|strange|odd)\b|\bkeeps? (?:\w+ )?\w+ing\b|\b(?:stopped|misspelled|"
    r"kicked out|black screen|in use)$|\bbut not (?:in|on)\b|\bgot (?:reset|deleted|lost|removed|"
    r"kicked)\b|"
    r"\bi think .{1,40} (?:is|are) (?:wrong|incorrect|off)\b",
    r"\b(?:can't|cannot|can not|couldn't|could not|unable to) (?!wait|make it|complain|believe|even|"
    r"come|attend|stop|stand|thank|say|be|decide)\w+|\bnot following\b",
    r"\b(?:do not|don't|didn't|did not) (?:really |quite |fully |even )?(?:understand|get|follow|see|"
    r"figure|find|open|"
    r"hear|log|access|connect|run|install|load|submit|upload|download|join|compile|solve)\b|"
    r"\bnot understand\b",
    r"\bconfus(?:ed|ing)\b|\b(?:i'm|im|i am|totally|completely|so|a bit|kinda) lost\b|\bno (?:idea|"
    r"clue)\b|\blost on\b",
    r"\b(?:getting|get|got|gives?|gave|throws?|says?|shows?|see|raises?|with|have) .{0,30}?(?:error|"
    r"exception|traceback|warning)s?\b|\b\w+(?:error|exception)\b|\bsegmentation fault|"
    r"\bpermission denied\b",
    r"\b(?:won't|doesn't|does not|don't|isn't|not|never|no longer|stopped) (?:even )?(?:work|compile|"
    r"open|load|run|start|show|save|play|connect|respond|match|help|finish|update)(?:s|ing|ed)?\b|"
    r"\bdidn't (?:help|work)",
    r"\b(?:is|are|keeps?|just|it|always|still) (?:\w+ )?(?:broken|failing|crashing|hangs?|frozen|"
    r"freezing|stuck|blank|missing|lagging|crashes|fails)\b|\b(?:crashes|fails|hangs)\b",
    r"\bno (?:sound|audio|video|picture)\b|\blocked\b|\bmarked (?:it |as )?wrong\b|\bshows as missing\b|"
    r"\b(?:different|another) (?:result|answer|output|value) (?:than|from|to)",
    r"\b(?:answer key|solution|book|sheet) says\b|\b(?:a|some) (?:mistake|typo|bug) in (?:question|the|"
    r"problem|exercise|slide)",
)

_RESOLVED = re.compile(
    r"\b(?:fixed|solved|figured (?:it )?out|found it|nvm|never ?mind|no longer|not stuck|"
    r"was a (?:missing|typo)|works now|working now|finally|"
    r"no error|last (?:week|year|time|month)|used to|happy to help|can help|get(?:ting)? better|"
    r"anyone who|who is stuck|you get stuck|part of)\b"
)
PASTED = Cues(Evidence.TROUBLE, r"traceback \(most|\b\w+(?:error|exception):")
"""The output of a program that failed, quoted or in a code block."""


def asking(reading: Reading) -> tuple[Evidence, str] | None:
    """What asks in the text, if anything does: the evidence and the words."""
    return ASKING.first(_clauses(reading))


def trouble(reading: Reading) -> tuple[Evidence, str] | None:
    """What is said to fail or not to be understood, unless the text says that this is over."""
    if _RESOLVED.search(reading.said):
        return None
    return TROUBLE.first(_clauses(reading)) or PASTED.first((reading.shown,))


@lru_cache(maxsize=1)  # whoever asks for trouble has asked for questions first
def _clauses(reading: Reading) -> tuple[str, ...]:
    return IDIOMS.blanked([_OPENING.sub("", _spelled(clause)) for clause in reading.clauses])


def _spelled(clause: str) -> str:
    if _SPELLINGS.keys().isdisjoint(_WORD.findall(clause)):
        return clause
    return _WORD.sub(lambda word: _SPELLINGS.get(word[0], word[0]), clause)
