from typing import Any

import pytest
from structlog.testing import capture_logs

from router.server.app import create_app
from router.server.shown_errors import redact_errors, without_suggestions
from router.settings import ErrorsSettings, IntrospectionSettings, RouterSettings
from tests.router.server.example import Shelf, example_supergraph
from tests.router.server.raw_http import Answer, post

REDACTED = RouterSettings(errors=ErrorsSettings(redact=True))


async def broken(settings: RouterSettings) -> Answer:
    """The answer to a field whose resolver raises "the shelf broke"."""
    return await post(create_app(example_supergraph(), settings, Shelf().clients()), {"query": "{ breakDown }"})


async def test_in_development_a_subgraphs_message_is_shown() -> None:
    assert (await broken(RouterSettings())).json["errors"][0]["message"] == "the shelf broke"


@pytest.mark.parametrize("settings", [REDACTED, RouterSettings(mode="production")], ids=["redacted", "production"])
async def test_a_redacted_error_keeps_path_code_and_service(settings: RouterSettings) -> None:
    answer = await broken(settings)
    assert answer.json["data"] == {"breakDown": None}
    errors = answer.json["errors"]
    errors[0]["extensions"].pop("requestId", None)
    assert errors == [
        {
            "message": 'Subgraph "reviews" could not answer this.',
            "path": ["breakDown"],
            "extensions": {"code": "DOWNSTREAM_SERVICE_ERROR", "service": "reviews"},
        }
    ]


async def test_the_log_has_what_was_redacted() -> None:
    with capture_logs() as logs:
        await broken(REDACTED)
    [entry] = [entry for entry in logs if entry["event"] == "subgraph.error"]
    assert (entry["message"], entry["subgraph"], entry["path"]) == ("the shelf broke", "reviews", ["breakDown"])


def error(message: str, **extensions: Any) -> dict[str, Any]:
    return {"message": message, "path": ["a"], "extensions": extensions}


def test_extensions_that_may_tell_too_much_are_dropped() -> None:
    told = error("no", code="X", service="s", stacktrace=["secret"], reason="secret")
    assert redact_errors([told])[0]["extensions"] == {"code": "X", "service": "s"}


def test_refusals_for_users_can_be_kept_by_their_code() -> None:
    kept, replaced = redact_errors(
        [error("The name is taken.", code="NAME_TAKEN", service="s", name="x"), error("secret", code="X", service="s")],
        frozenset(("NAME_TAKEN",)),
    )
    assert kept == error("The name is taken.", code="NAME_TAKEN", service="s", name="x")
    assert replaced["message"] != "secret"


def test_errors_of_the_router_itself_are_left_alone() -> None:
    ours = error("You may not read this.", code="FORBIDDEN")
    assert redact_errors([ours]) == [ours]


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ('Cannot query field "a" on type "B". Did you mean "c"?', 'Cannot query field "a" on type "B".'),
        ('Unknown type. Did you mean "c", "d", or "e"? Try again.', "Unknown type. Try again."),
        ("Nothing to suggest.", "Nothing to suggest."),
    ],
)
def test_suggestions_of_subgraphs_are_taken_out_of_their_messages(message: str, shown: str) -> None:
    assert without_suggestions([error(message, code="X", service="s")])[0]["message"] == shown


async def test_where_the_schema_is_hidden_other_messages_of_subgraphs_still_pass() -> None:
    settings = RouterSettings(introspection=IntrospectionSettings(enabled=False))
    assert (await broken(settings)).json["errors"][0]["message"] == "the shelf broke"
