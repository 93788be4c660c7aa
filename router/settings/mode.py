"""The two profiles: what a setting that nobody set means in each of them."""

from ipaddress import ip_address
from typing import Any

from router.errors import SettingsError
from router.settings.router_settings import RouterSettings


def apply_mode(settings: RouterSettings) -> RouterSettings:
    """The same settings with every switch that the mode decides set; what somebody set stays."""
    is_production = settings.mode == "production"
    changes: dict[str, Any] = {}
    for section, name, in_production in DECIDED_BY_MODE:
        value = changes.get(section) or getattr(settings, section)
        if getattr(value, name) is None:
            chosen = in_production if is_production else not in_production
            changes[section] = value.model_copy(update={name: chosen})
    return settings.model_copy(update=changes)


DECIDED_BY_MODE = (
    ("explorer", "enabled", False),
    ("plans", "exposed", False),
    ("introspection", "enabled", False),
    ("errors", "redact", True),
    ("telemetry", "access_log", True),
    ("csrf", "enabled", True),
    ("demand_control", "exposed", False),
)
"""Section, setting, and its value in production; in development it is the opposite."""


def check_listening_address(settings: RouterSettings) -> None:
    """Raise `SettingsError` where development's open doors would be open to others."""
    if settings.mode == "development" and not is_loopback(settings.server.host):
        raise SettingsError(
            f"In development the router listens on this machine only, not on {settings.server.host}. "
            "Set mode: production in the settings, or listen on 127.0.0.1."
        )


def is_loopback(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
