import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from router.errors import SettingsError
from router.settings import RouterSettings, load_settings
from router.settings.describe import settings_json_schema, settings_of, settings_table


def write(folder: Path, text: str) -> Path:
    path = folder / "router.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_empty_file_means_the_defaults(tmp_path: Path) -> None:
    assert load_settings(write(tmp_path, "# nothing yet\n")) == RouterSettings()


def test_settings_are_read(tmp_path: Path) -> None:
    settings = load_settings(write(tmp_path, "server: {port: 5000}\nlimits: {depth: 7}\n"))
    assert (settings.server.port, settings.limits.depth, settings.limits.tokens) == (5000, 7, 15_000)


def test_the_environment_is_put_in(tmp_path: Path) -> None:
    text = "server: {port: '${PORT}', host: '${HOST:-0.0.0.0}'}\nheaders: {propagate: ['x-${NAME}']}"
    settings = load_settings(write(tmp_path, text), {"PORT": "5001", "NAME": "trace"})
    assert (settings.server.port, settings.server.host) == (5001, "0.0.0.0")
    assert settings.headers.propagate == ("x-trace",)


def test_a_key_file_is_looked_for_beside_the_settings(tmp_path: Path) -> None:
    settings = load_settings(write(tmp_path, "authentication: {jwks: [{file: keys.json}]}"))
    assert settings.authentication.jwks[0].file == tmp_path / "keys.json"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("limits: {dept: 3}", "limits.dept: no such setting"),
        ("limit: {depth: 3}", "limit: no such setting"),
        ("limits: {depth: deep}", "limits.depth: input should be a valid integer"),
        ("limits: {depth: 0}", "limits.depth: input should be greater than or equal to 1"),
        ("server: {port: 70000}", "server.port: input should be less than or equal to 65535"),
        ("server: {host: '${NOWHERE}'}", "${NOWHERE}, which is not in the environment"),
        ("server: [", "is not YAML"),
        ("- server", "must hold a mapping"),
        ("authentication: {jwks: [{}]}", "give either file or url"),
        ("authentication: {jwks: [{file: a, url: 'https://b'}]}", "give either file or url"),
        ("authentication: {jwks: [{url: 'file:///etc/passwd'}]}", "url must begin with https:// or http://"),
        ("authentication: {jwks: [{file: a, algorithms: [none]}]}", "authentication.jwks.0.algorithms.0"),
        ("authentication: {jwks: [{file: a, algorithms: [HS256]}]}", "authentication.jwks.0.algorithms.0"),
        ("authentication: {caller_key: short}", "authentication.caller_key"),
        ("headers: {propagate: [Kumiki-Caller]}", "Kumiki-Caller is the router's own to send"),
        ("headers: {propagate: [host]}", "host is the router's own to send"),
    ],
)
def test_what_cannot_work_is_refused_in_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings(write(tmp_path, text), {})
    assert sentence in refused.value.message
    assert "\n" not in refused.value.message


def test_a_secret_is_not_printed(tmp_path: Path) -> None:
    secret = "a key that router and subgraphs share"
    settings = load_settings(write(tmp_path, f"authentication: {{caller_key: '{secret}'}}"))
    assert secret not in repr(settings)


def test_a_refused_secret_is_not_printed(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings(write(tmp_path, "authentication: {caller_key: hunter2}"))
    assert "hunter2" not in refused.value.message


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"Cannot read .*router\.yaml: No such file"):
        load_settings(tmp_path / "router.yaml")


def test_every_setting_is_described() -> None:
    assert [setting.name for setting in settings_of(RouterSettings) if not setting.description] == []


def test_a_table_lists_what_stands_in_lists_and_mappings_under_their_full_names() -> None:
    names = {setting.name for setting in settings_of(RouterSettings)}
    assert {"limits.depth", "explorer.tabs[].query", "subgraphs.overrides.<name>.routing_url"} <= names


def test_the_table_is_what_the_documentation_holds() -> None:
    page = (Path(__file__).parents[2] / "docs" / "router.md").read_text(encoding="utf-8")
    assert settings_table() in page, "run `make schema`"


def test_the_json_schema_accepts_what_the_router_reads() -> None:
    schema = json.loads(settings_json_schema())
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    text = "server: {port: 5000}\nlimits: {depth: '${DEPTH:-7}'}\nauthentication: {jwks: [{file: k}]}"
    assert list(validator.iter_errors(yaml.safe_load(text))) == []


@pytest.mark.parametrize("wrong", ["limit: {}", "limits: {depth: 0}", "limits: {depht: 5}", "server: {port: many}"])
def test_the_json_schema_refuses_what_the_router_refuses(wrong: str) -> None:
    validator = Draft202012Validator(json.loads(settings_json_schema()))
    assert list(validator.iter_errors(yaml.safe_load(wrong))) != []
