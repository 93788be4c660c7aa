"""Scalars, ids, callers, secrets: small values that must be right."""

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from uuid import UUID

import pytest
from graphql import GraphQLError
from joserfc import jwt
from joserfc.jwk import OctKey
from pydantic import ValidationError
from sqlalchemy.dialects.sqlite.base import SQLiteDialect

from subgraphs.shared.caller import CALLER_AUDIENCE, CALLER_HEADER, Caller, CallerVerifier, sign_caller
from subgraphs.shared.database import UtcDateTime
from subgraphs.shared.errors import Unauthenticated
from subgraphs.shared.ids import new_id, parse_id, seed_id
from subgraphs.shared.scalars import (
    parse_date,
    parse_date_time,
    parse_email_address,
    parse_url,
    serialize_date_time,
)
from subgraphs.shared.scopes import SCOPE_DESCRIPTIONS, Scope
from subgraphs.shared.secret_files import load_or_create_secret
from subgraphs.shared.settings import SubgraphSettings
from tests.support.subgraphs import MovableClock

KEY = "a shared key for these tests alone"


def test_an_instant_is_read_with_any_offset_and_written_in_utc() -> None:
    instant = parse_date_time("2026-03-02T18:00:00.5+09:00")
    assert instant == datetime(2026, 3, 2, 9, 0, 0, 500_000, UTC)
    assert serialize_date_time(instant) == "2026-03-02T09:00:00.500000Z"
    local = datetime(2026, 3, 2, 18, tzinfo=timezone(timedelta(hours=9)))
    assert serialize_date_time(local) == "2026-03-02T09:00:00Z"


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-02",
        "2026-03-02T09:00:00",
        "2026-13-02T09:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "",
        5,
        None,
    ],
)
def test_what_is_no_instant_is_refused(text: object) -> None:
    with pytest.raises(GraphQLError, match="DateTime cannot represent"):
        parse_date_time(text)


def test_an_instant_without_a_zone_is_never_written() -> None:
    with pytest.raises(ValueError, match="time zone"):
        serialize_date_time(datetime(2026, 3, 2))
    with pytest.raises(ValueError, match="time zone"):
        UtcDateTime().process_bind_param(datetime(2026, 3, 2), SQLiteDialect())


def test_a_date_is_a_day_that_exists() -> None:
    assert parse_date("2028-02-29") == date(2028, 2, 29)
    for wrong in ("2026-02-29", "20260302", "2026-03-02T00:00:00Z", 5):
        with pytest.raises(GraphQLError, match="Date cannot represent"):
            parse_date(wrong)


@pytest.mark.parametrize("text", ["https://example.com/ねこ?x=1", "http://localhost:4000"])
def test_a_web_address_is_a_url(text: str) -> None:
    assert parse_url(text) == text


@pytest.mark.parametrize("text", ["javascript:alert(1)", "//example.com", "https://", "http://[", "https://a b", 1])
def test_anything_else_is_no_url(text: object) -> None:
    with pytest.raises(GraphQLError, match="URL cannot represent"):
        parse_url(text)


def test_an_address_is_not_longer_than_mail_allows() -> None:
    assert parse_email_address("o'neil+x@mail.example.com") == "o'neil+x@mail.example.com"
    with pytest.raises(GraphQLError, match="EmailAddress cannot represent"):
        parse_email_address("a@" + "x" * 300 + ".example")


def test_later_ids_sort_after_earlier_ones() -> None:
    ids = [new_id() for _ in range(1_000)]
    assert ids == sorted(ids) and len(set(ids)) == 1_000
    assert all(id_.version == 7 for id_ in ids)


def test_seed_ids_are_equal_on_every_machine() -> None:
    assert seed_id("user", 0) == seed_id("user", "0") == UUID("13dd9b48-db65-5419-9d0c-168c8650a6af")
    assert seed_id("kanji", "猫") != seed_id("word", "猫")


def test_what_is_no_id_names_nothing() -> None:
    assert parse_id("nonsense") is None
    assert parse_id(str(seed_id("user", 0))) == seed_id("user", 0)


def test_a_caller_is_who_the_key_holder_says() -> None:
    caller = Caller(new_id(), frozenset({"TUTOR", "USER"}), frozenset({"a", "b"}))
    clock = MovableClock()
    assert CallerVerifier(KEY, clock).verify({CALLER_HEADER: sign_caller(caller, KEY, clock())}) == caller
    assert CallerVerifier(KEY, clock).verify({}) is None


def test_a_caller_has_a_session_and_may_have_an_impersonator() -> None:
    caller = Caller(new_id(), session_id=new_id(), impersonator_id=new_id())
    clock = MovableClock()
    assert CallerVerifier(KEY, clock).verify({CALLER_HEADER: sign_caller(caller, KEY, clock())}) == caller


@pytest.mark.parametrize("claim", [{"act": {}}, {"act": "x"}, {"act": {"sub": "admin"}}, {"act": None}, {"sid": 7}])
def test_a_session_or_an_impersonator_that_cannot_be_read_is_refused(claim: dict[str, object]) -> None:
    claims = {"sub": str(new_id()), "aud": CALLER_AUDIENCE, "exp": 4_000_000_000, **claim}
    header = jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(KEY))
    with pytest.raises(Unauthenticated):
        CallerVerifier(KEY).verify({CALLER_HEADER: header})


def test_every_scope_says_what_it_allows() -> None:
    assert set(SCOPE_DESCRIPTIONS) == set(Scope)


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.", "é", "." * 9])
def test_a_header_that_is_no_token_is_refused(token: str) -> None:
    with pytest.raises(Unauthenticated):
        CallerVerifier(KEY).verify({CALLER_HEADER: token})


def test_a_header_of_another_key_or_another_time_is_refused() -> None:
    clock = MovableClock()
    caller = Caller(new_id())
    foreign = sign_caller(caller, "another key, as long as the first", clock())
    old = sign_caller(caller, KEY, clock() - timedelta(minutes=2))
    for token in (foreign, old):
        with pytest.raises(Unauthenticated):
            CallerVerifier(KEY, clock).verify({CALLER_HEADER: token})


def test_a_secret_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "secret"
    with ThreadPoolExecutor(8) as pool:
        secrets = set(pool.map(lambda _: load_or_create_secret(path), range(32)))
    assert len(secrets) == 1
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["secret"]


def test_settings_name_the_database_of_each_subgraph() -> None:
    assert SubgraphSettings().database_url_for("a") == "sqlite+aiosqlite:///var/a.db"
    shared = SubgraphSettings(database_url="postgresql+asyncpg://localhost/kumiki_{name}")
    assert shared.database_url_for("a") == "postgresql+asyncpg://localhost/kumiki_a"


def test_an_unknown_setting_is_refused() -> None:
    with pytest.raises(ValidationError, match="databse_url"):
        SubgraphSettings.model_validate({"databse_url": "x"})
