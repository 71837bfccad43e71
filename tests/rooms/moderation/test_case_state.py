"""Open cases, and of each member the last ten of their own."""

from __future__ import annotations

from rooms.moderation.case_state import OWN_CASES, Cases, case_of
from rooms.moderation.events import AppealDecided, Appealed, Reported, ReportHandled
from rooms.moderation.terms import ReportReason, Subject, SubjectKind, Verdict

BO = Subject(SubjectKind.MEMBER, member="bo")


def reported(number: int) -> Reported:
    return Reported(
        at=1.0,
        author="ada",
        cid=f"cid-{number}",
        number=number,
        author_name="Ada",
        subject=BO,
        about="bo",
        excerpt="Bo",
        reason=ReportReason.SPAM,
        text="look",
    )


APPEALED = Appealed(
    at=1.0, author="ada", cid="cid-1", number=1, author_name="Ada", subject=BO, excerpt="", text="please"
)


def test_a_case_says_whose_it_is_about() -> None:
    assert (case_of(reported(1)).about, case_of(reported(1)).reason) == ("bo", ReportReason.SPAM)
    assert (case_of(APPEALED).about, case_of(APPEALED).reason) == ("ada", None)


def test_an_outcome_stays_with_ones_own_case() -> None:
    cases = Cases()
    cases.apply(APPEALED)
    cases.apply(reported(2))
    cases.apply(AppealDecided(at=2.0, number=1, author="ada", by="tess", granted=False, note="no"))
    cases.apply(
        ReportHandled(at=2.0, number=2, author="ada", by="tom", verdict=Verdict.DISMISSED, note="fine")
    )
    assert cases.open == {}
    assert cases.last == 2
    assert [(case.is_appeal, case.outcome, case.note) for case in cases.own["ada"]] == [
        (True, "refused", "no"),
        (False, "dismissed", "fine"),
    ]


def test_the_outcome_of_a_case_that_fell_off_ones_own_list_is_not_lost_to_staff() -> None:
    cases = Cases()
    for number in range(1, OWN_CASES + 3):
        cases.apply(reported(number))
    cases.apply(ReportHandled(at=2.0, number=1, author="ada", by="tom", verdict=Verdict.ACTED, note="done"))
    assert [case.number for case in cases.own["ada"]] == list(range(3, OWN_CASES + 3))
    assert 1 not in cases.open
    assert len(cases.open_of("ada")) == OWN_CASES + 1
    assert cases.open_of("bo") == []
