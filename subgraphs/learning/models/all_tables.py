"""Every table of learning, loaded: what reads the metadata imports it from here."""

from subgraphs.learning.models import (
    abilities,
    anki,
    captures,
    courses,
    flashcards,
    imports,
    items,
    learners,
    media,
    performed_mutations,
    preferences,
    reviews,
    study_sessions,
    study_tests,
    syllabi,
    topics,
)
from subgraphs.learning.models.table import Table
from subgraphs.shared.event_tables import define_event_tables
from subgraphs.shared.job_tables import define_job_tables

MODULES = (
    learners,
    items,
    courses,
    topics,
    media,
    flashcards,
    reviews,
    preferences,
    performed_mutations,
    study_sessions,
    study_tests,
    abilities,
    captures,
    imports,
    anki,
    syllabi,
)
"""A new module of tables joins here."""

METADATA = Table.metadata
EVENT_TABLES = define_event_tables(METADATA)
JOB_TABLES = define_job_tables(METADATA)
