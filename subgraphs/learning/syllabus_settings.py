"""Settings of syllabi. The seconds are what a learner is expected to take until their own answers say better."""

from datetime import timedelta

from pydantic import Field

from subgraphs.shared.settings import SubgraphSettings


class SyllabusSettings(SubgraphSettings):
    syllabi_per_learner: int = Field(default=3, ge=1)
    """How many syllabi a learner follows at a time. Too low: a language or goal has to wait; too high: plans that
    nobody can follow together."""

    syllabus_most_items: int = Field(default=12_000, ge=1)
    """Items of one syllabus. Too low refuses the whole way to N1; too high makes planning slow."""

    syllabus_most_weeks: int = Field(default=156, ge=1)
    """Weeks of one syllabus. Too low refuses patient learners; too high plans what nobody can know."""

    syllabus_most_minutes: int = Field(default=480, ge=5, le=1440)
    """Minutes of a day. Too low refuses those who study all day; too high proposes what nobody does."""

    syllabus_word_seconds: float = Field(default=40.0, gt=0)
    """What it takes to begin a word, its first answers with it. Too low plans weeks that are too full; too high, years
    that are too long."""

    syllabus_kanji_seconds: float = Field(default=75.0, gt=0)
    """What it takes to begin a kanji."""

    syllabus_grammar_seconds: float = Field(default=480.0, gt=0)
    """What it takes to read and try a point of grammar."""

    syllabus_lesson_minutes: int = Field(default=15, ge=1)
    """What a lesson takes whose author does not say."""

    syllabus_answer_seconds: float = Field(default=9.0, gt=0)
    """What a later answer to a card takes."""

    syllabus_measured_answers: int = Field(default=50, ge=1)
    """How many timed answers of a learner say how long an answer takes them. Too low lets a bad day decide; too high
    never learns it."""

    syllabus_measured_period: timedelta = Field(default=timedelta(days=28), gt=timedelta())
    """How far back those are looked for."""

    recommended_from_lessons: int = Field(default=1_000, ge=1)
    """Lessons near a learner's level that recommendations are chosen from. Too low leaves good ones out; too high makes
    them slow."""

    recommended_from_mistakes: int = Field(default=500, ge=0)
    """Answers that did not recall, the latest ones, that recommendations look at."""

    recommended_mistakes_period: timedelta = Field(default=timedelta(days=28), gt=timedelta())
    """How far back they look. Too short forgets what is not mastered; too long practises what is by now."""
