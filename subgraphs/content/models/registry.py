"""All tables of this domain. Importing this module makes them known; a new module of tables is a line here."""

from sqlalchemy import MetaData

from subgraphs.content.models import (
    comments,
    courses,
    enrollments,
    grammar,
    kana,
    kanji,
    media,
    organizations,
    search_terms,
    seed_versions,
    sentences,
    series,
    translations,
    words,
)
from subgraphs.content.models.table import Table

MODULES = (
    kana,
    kanji,
    words,
    sentences,
    search_terms,
    grammar,
    translations,
    seed_versions,
    organizations,
    courses,
    enrollments,
    series,
    comments,
    media,
)

METADATA: MetaData = Table.metadata
