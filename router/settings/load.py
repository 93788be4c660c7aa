"""From `router.yaml` to settings.

`${NAME}` in a value is replaced by the environment variable of that name, and `${NAME:-text}` by the text where it is
unset. A key that does not exist is refused, because a misspelt limit would otherwise be no limit.
"""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from router.errors import SettingsError
from router.settings.router_settings import RouterSettings
from router.settings.tls import TlsSettings


def load_settings(path: Path, environment: Mapping[str, str] = os.environ) -> RouterSettings:
    """Read `router.yaml`. Raises `SettingsError` with one sentence that names file and key."""
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"Cannot read {path}: {error.strerror}.") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is not YAML: {_one_line(error)}.") from error
    if raw is None:
        return RouterSettings()
    if not isinstance(raw, dict):
        raise SettingsError(f"{path} must hold a mapping of settings.")
    try:
        settings = RouterSettings.model_validate(expand_environment(raw, environment))
    except ValidationError as error:
        raise SettingsError(f"{path}: {_describe(error)}.") from error
    return _relative_to(settings, path.resolve().parent)


_REFERENCE = re.compile(r"\$\{(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?P<default>[^}]*))?\}")


def expand_environment(value: Any, environment: Mapping[str, str]) -> Any:
    """Replace `${NAME}` in every text, at any depth; keys are left as they are."""
    match value:
        case str():
            return _REFERENCE.sub(lambda reference: _lookup(reference, environment), value)
        case dict():
            return {key: expand_environment(inner, environment) for key, inner in value.items()}
        case list():
            return [expand_environment(inner, environment) for inner in value]
        case _:
            return value


def _lookup(reference: re.Match[str], environment: Mapping[str, str]) -> str:
    value = environment.get(reference["name"], reference["default"])
    if value is None:
        raise SettingsError(f"The settings name ${{{reference['name']}}}, which is not in the environment.")
    return value


def _relative_to(settings: RouterSettings, folder: Path) -> RouterSettings:
    sources = tuple(
        source if source.file is None else source.model_copy(update={"file": folder / source.file})
        for source in settings.authentication.jwks
    )
    authentication = settings.authentication.model_copy(update={"jwks": sources})
    manifests = tuple(folder / path for path in settings.trusted_documents.manifests)
    trusted_documents = settings.trusted_documents.model_copy(update={"manifests": manifests})
    subgraphs = settings.subgraphs.model_copy(
        update={
            "tls": _tls_relative_to(settings.subgraphs.tls, folder),
            "overrides": {
                name: each.model_copy(update={"tls": each.tls and _tls_relative_to(each.tls, folder)})
                for name, each in settings.subgraphs.overrides.items()
            },
        }
    )
    return settings.model_copy(
        update={"authentication": authentication, "trusted_documents": trusted_documents, "subgraphs": subgraphs}
    )


def _tls_relative_to(tls: TlsSettings, folder: Path) -> TlsSettings:
    files = {"ca_file": tls.ca_file, "certificate_file": tls.certificate_file, "key_file": tls.key_file}
    return tls.model_copy(update={name: folder / file for name, file in files.items() if file is not None})


def _describe(error: ValidationError) -> str:
    return "; ".join(
        f"{'.'.join(map(str, finding['loc']))}: {_reason(finding['type'], finding['msg'])}"
        for finding in error.errors()
    )


def _reason(kind: str, message: str) -> str:
    return "no such setting" if kind == "extra_forbidden" else message[:1].lower() + message[1:]


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
