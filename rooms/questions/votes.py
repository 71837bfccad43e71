"""Who is behind a question: its voters and those of every question that was merged into it, each of them once.

Askers never count for their own question, though they may have voted for one that now follows it.
"""

from __future__ import annotations

from rooms.questions.state import Question, Questions


def canonical_of(questions: Questions, question: Question) -> Question | None:
    """The question that this one follows in the end, itself if it follows none; None if that one is forgotten."""
    leading: Question | None = question
    while leading is not None and leading.seen.merged_into is not None:
        leading = questions.items.get(leading.seen.merged_into)
    return leading


def family_of(questions: Questions, question: Question) -> list[Question]:
    """The question and all that follow it, at whatever distance."""
    return family_in(followers_in(questions), question)


def followers_in(questions: Questions) -> dict[int, list[Question]]:
    """By number, the questions that were merged into it: for whoever asks after many families at once."""
    followers: dict[int, list[Question]] = {}
    for question in questions.items.values():
        if question.seen.merged_into is not None:
            followers.setdefault(question.seen.merged_into, []).append(question)
    return followers


def family_in(followers: dict[int, list[Question]], question: Question) -> list[Question]:
    direct = followers.get(question.id, ())
    return [question, *(each for follower in direct for each in family_in(followers, follower))]


def backers_of(family: list[Question]) -> set[str]:
    return {member for question in family for member in (*question.voters, *question.inherited)}


def count(canonical: Question, backers: set[str]) -> int:
    return len(backers - {canonical.asker})
