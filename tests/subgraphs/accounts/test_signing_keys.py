"""Keys of access tokens: rotated while everything runs."""

import asyncio
import stat
import warnings
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, SecurityWarning
from joserfc.jwk import OKPKey
from typer.testing import CliRunner

from kumiki.published_keys import PublishedKeys
from router.server.authentication import TokenIssuer, TokenVerifier, Unauthenticated
from router.server.key_sources import read_key_set
from subgraphs.accounts.key_commands import key_commands
from subgraphs.accounts.signing_keys import SigningKeys, SigningKeysAreBroken
from subgraphs.accounts.tokens import AccessTokens, signing_key_file
from subgraphs.shared.ids import new_id

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LEAD, RETENTION = timedelta(minutes=15), timedelta(days=1)


@pytest.fixture
def keys(tmp_path: Path) -> SigningKeys:
    return SigningKeys(signing_key_file(tmp_path))


def tokens_of(keys: SigningKeys) -> AccessTokens:
    return AccessTokens(keys, "kumiki", "kumiki", timedelta(minutes=15))


def signed_at(keys: SigningKeys, now: datetime) -> str:
    return tokens_of(keys).sign(new_id(), ["USER"], now, session_id=new_id()).text


def is_trusted(token: str, keys: SigningKeys) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SecurityWarning)
        try:
            jwt.decode(token, read_key_set(orjson.dumps(keys.ring().published)), algorithms=["EdDSA"])
        except InvalidKeyIdError:
            return False
    return True


def test_a_new_key_is_published_before_it_signs(keys: SigningKeys) -> None:
    old = keys.ring().signing(NOW)
    new = keys.rotate(NOW, LEAD)
    assert [key["kid"] for key in keys.ring().published["keys"]] == [old.id, new.id]
    assert keys.ring().signing(NOW + LEAD - timedelta(seconds=1)).id == old.id
    assert keys.ring().signing(NOW + LEAD).id == new.id


def test_tokens_of_the_old_key_are_trusted_until_it_is_pruned(keys: SigningKeys) -> None:
    token = signed_at(keys, NOW)
    keys.rotate(NOW, LEAD)
    assert keys.prune(NOW + LEAD + RETENTION - timedelta(seconds=1), RETENTION) == ()
    assert is_trusted(token, keys)
    assert len(keys.prune(NOW + LEAD + RETENTION, RETENTION)) == 1
    assert not is_trusted(token, keys)
    assert is_trusted(signed_at(keys, NOW + LEAD + RETENTION), keys)


def test_the_last_key_is_never_pruned(keys: SigningKeys) -> None:
    assert keys.prune(NOW + timedelta(days=10_000), RETENTION) == ()


def test_other_processes_follow_without_a_restart(keys: SigningKeys, tmp_path: Path) -> None:
    running = SigningKeys(signing_key_file(tmp_path))
    before = running.ring()
    new = keys.rotate(NOW, LEAD)
    assert running.ring() is not before
    assert running.ring().signing(NOW + LEAD).id == new.id
    assert running.ring() is running.ring()


def test_a_key_that_is_no_longer_secret_is_replaced_at_once(keys: SigningKeys) -> None:
    token = signed_at(keys, NOW)
    keys.rotate(NOW, LEAD)
    new = keys.replace(NOW)
    assert [each.id for each in keys.ring().keys] == [new.id]
    assert keys.ring().signing(NOW).id == new.id and not is_trusted(token, keys)


def test_what_is_published_opens_nothing_and_the_file_is_for_its_owner(keys: SigningKeys, tmp_path: Path) -> None:
    keys.rotate(NOW, LEAD)
    assert all("d" not in key for key in keys.ring().published["keys"])
    assert stat.S_IMODE(signing_key_file(tmp_path).stat().st_mode) == 0o600


def test_a_file_with_one_bare_key_goes_on_signing(tmp_path: Path) -> None:
    file = signing_key_file(tmp_path)
    file.parent.mkdir(parents=True)
    bare = OKPKey.generate_key("Ed25519", {"use": "sig"}, auto_kid=True)
    file.write_bytes(orjson.dumps(bare.as_dict(private=True)))
    keys = SigningKeys(file)
    assert keys.ring().signing(NOW).id == bare.kid
    keys.rotate(NOW, LEAD)
    assert keys.ring().keys[0].id == bare.kid


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"keys": []}', '{"keys": [{"key": {"kty": "oct"}}]}'])
def test_a_file_that_holds_no_keys_says_so(tmp_path: Path, content: str) -> None:
    file = signing_key_file(tmp_path)
    file.parent.mkdir(parents=True)
    file.write_text(content)
    with pytest.raises(SigningKeysAreBroken, match="access-tokens"):
        SigningKeys(file)


async def test_of_many_rotations_at_once_none_is_lost(keys: SigningKeys, tmp_path: Path) -> None:
    rings = [SigningKeys(signing_key_file(tmp_path)) for _ in range(8)]
    await asyncio.gather(*(asyncio.to_thread(ring.rotate, NOW, LEAD) for ring in rings))
    assert len(keys.ring().keys) == 9


async def test_a_router_in_the_same_process_follows(keys: SigningKeys) -> None:
    tokens = tokens_of(keys)
    now = datetime.now(UTC)
    verifier = TokenVerifier([TokenIssuer(PublishedKeys(tokens.key_set), "kumiki", "kumiki")])
    old, other = signed_at(keys, now), signed_at(keys, now)
    await verifier.verify(old)
    keys.rotate(now, timedelta())
    assert (await verifier.verify(signed_at(keys, datetime.now(UTC)))).roles == ("USER",)
    keys.replace(now)
    with pytest.raises(Unauthenticated):
        await verifier.verify(other)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {"KUMIKI_HOME": str(tmp_path)}


def test_commands_list_rotate_and_prune(keys: SigningKeys, environment: dict[str, str]) -> None:
    run, commands = CliRunner().invoke, key_commands()
    (first,) = run(commands, ["list"], env=environment).output.splitlines()
    assert first.startswith(f"* {keys.ring().keys[0].id}\tsigns from 1970-01-01")
    rotated = run(commands, ["rotate"], env=environment | {"KUMIKI_SIGNING_KEY_LEAD": "PT0S"})
    listed = run(commands, ["list"], env=environment).output.splitlines()
    assert [line[0] for line in listed] == [" ", "*"] and rotated.output.split()[0] in listed[1]
    assert run(commands, ["prune"], env=environment).output == ""
    lasting = environment | {"KUMIKI_SIGNING_KEY_RETENTION": "PT0S", "KUMIKI_ACCESS_TOKEN_LIFETIME": "PT0S"}
    assert run(commands, ["prune"], env=lasting).output.startswith("forgot ")


def test_a_command_replaces_all_keys_at_once(keys: SigningKeys, environment: dict[str, str]) -> None:
    before = keys.ring().keys[0].id
    CliRunner().invoke(key_commands(), ["rotate", "--at-once"], env=environment)
    (after,) = keys.ring().keys
    assert after.id != before
