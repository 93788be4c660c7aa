"""Settings of tests and of the placement test."""

from datetime import timedelta

from pydantic import Field

from subgraphs.shared.settings import SubgraphSettings


class StudyTestSettings(SubgraphSettings):
    test_questions: int = Field(default=20, ge=1)
    """How many questions a test has where the learner does not say. Too low: the score is chance; too high: nobody
    gets to the end."""

    test_most_questions: int = Field(default=100, ge=1)
    """How many a test may have. Too high makes beginning one slow."""

    test_most_minutes: int = Field(default=180, ge=1)
    """The longest time limit that a learner may set."""

    test_open: int = Field(default=5, ge=1)
    """How many tests a learner may have open. Too low: who forgets one cannot begin another; too high: they pile up."""

    test_lifetime: timedelta = Field(default=timedelta(days=7), gt=timedelta())
    """How long a test without a time limit waits for its answers. Too low ends what somebody means to go on with; too
    high: answers say little of what was known when it began."""

    test_grace: timedelta = Field(default=timedelta(seconds=10), ge=timedelta())
    """How late an answer may arrive after the time limit. Too low: a slow line costs the last answer; too high: the
    limit is none."""

    test_letters_per_typo: int = Field(default=5, ge=0)
    """For how many letters of a typed meaning one typing mistake is forgiven as almost right; 0: none is. Too low:
    other words pass."""

    test_kana_per_typo: int = Field(default=6, ge=0)
    """The same for readings. Too low: words that differ in one sound pass."""

    placement_fewest_questions: int = Field(default=8, ge=1)
    """How many questions a placement test asks at least. Too low: a few lucky answers decide."""

    placement_most_questions: int = Field(default=30, ge=1)
    """How many it asks at most. Too high tires beginners; too low: the level is uncertain."""

    placement_error: float = Field(default=0.4, gt=0)
    """The standard error at which a placement test has asked enough; a level is 1.5 wide. Too low: it always asks the
    most; too high: it is a guess."""

    ability_drift_per_day: float = Field(default=0.003, ge=0)
    """By how much the variance of an estimated ability grows a day. Too low: old tests outweigh what was learnt since;
    too high: every test begins from nothing."""

    difficulty_fewest_answers: int = Field(default=30, ge=1)
    """How many answers an item needs before its difficulty is worked out from them. Too low: a few people decide; and
    with very few, counts could be matched with a person."""

    next_item_mistake_days: int = Field(default=30, ge=1)
    """For how long a mistake in a test is a reason to study an item next."""
