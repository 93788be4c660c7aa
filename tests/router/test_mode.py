import pytest

from router.errors import SettingsError
from router.settings import RouterSettings, apply_mode, check_listening_address


def switches(settings: RouterSettings) -> tuple[bool | None, ...]:
    return (
        settings.explorer.enabled,
        settings.plans.exposed,
        settings.introspection.enabled,
        settings.errors.redact,
        settings.csrf.enabled,
        settings.demand_control.exposed,
    )


def test_development_is_open() -> None:
    assert switches(apply_mode(RouterSettings())) == (True, True, True, False, False, True)


def test_production_is_closed() -> None:
    assert switches(apply_mode(RouterSettings(mode="production"))) == (False, False, False, True, True, False)


@pytest.mark.parametrize("mode", ["development", "production"])
@pytest.mark.parametrize("chosen", [True, False])
def test_what_is_set_stays_in_either_mode(mode: str, chosen: bool) -> None:
    settings = RouterSettings.model_validate(
        {
            "mode": mode,
            "explorer": {"enabled": chosen},
            "plans": {"exposed": chosen},
            "introspection": {"enabled": chosen},
            "errors": {"redact": chosen},
            "csrf": {"enabled": chosen},
            "demand_control": {"exposed": chosen},
        }
    )
    assert switches(apply_mode(settings)) == (chosen,) * 6


def test_what_else_is_set_in_a_section_stays() -> None:
    settings = RouterSettings.model_validate({"explorer": {"headers": {"x": "y"}}, "errors": {"keep_codes": ["A"]}})
    applied = apply_mode(settings)
    assert (applied.explorer.headers, applied.errors.keep_codes) == ({"x": "y"}, ("A",))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "router.example.com"])
def test_development_listens_on_loopback_only(host: str) -> None:
    settings = RouterSettings.model_validate({"server": {"host": host}})
    with pytest.raises(SettingsError, match="mode: production"):
        check_listening_address(settings)
    check_listening_address(settings.model_copy(update={"mode": "production"}))


@pytest.mark.parametrize("host", ["127.0.0.1", "127.5.5.5", "::1", "localhost"])
def test_every_name_of_loopback_will_do_in_development(host: str) -> None:
    check_listening_address(RouterSettings.model_validate({"server": {"host": host}}))
