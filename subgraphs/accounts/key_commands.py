"""`python -m subgraphs.accounts keys`: the keys that sign access tokens."""

from typing import Annotated

import typer

from subgraphs.accounts.app import ACCOUNTS
from subgraphs.accounts.settings import AccountsSettings
from subgraphs.accounts.signing_keys import SigningKeys
from subgraphs.accounts.tokens import signing_key_file
from subgraphs.shared.clock import utc_now
from subgraphs.shared.command_line import load_settings

AtOnce = Annotated[
    bool,
    typer.Option(
        "--at-once",
        help="For a key that is no longer secret: all others are forgotten, and everybody's access token with them.",
    ),
]


def key_commands() -> typer.Typer:
    commands = typer.Typer(help="The keys that sign access tokens.", no_args_is_help=True)

    @commands.command(name="list")
    def list_keys() -> None:
        """Print every published key, and since when it signs; a star marks the one that does now."""
        ring, now = _keys(_settings()).ring(), utc_now()
        for each in ring.keys:
            mark = "*" if each is ring.signing(now) else " "
            typer.echo(f"{mark} {each.id}\tsigns from {each.signs_from:%Y-%m-%d %H:%M:%S} UTC")

    @commands.command()
    def rotate(at_once: AtOnce = False) -> None:
        """Publish a new key, which signs after `KUMIKI_SIGNING_KEY_LEAD`. No process has to be started again."""
        settings = _settings()
        keys, now = _keys(settings), utc_now()
        added = keys.replace(now) if at_once else keys.rotate(now, settings.signing_key_lead)
        typer.echo(f"{added.id}\tsigns from {added.signs_from:%Y-%m-%d %H:%M:%S} UTC")

    @commands.command()
    def prune() -> None:
        """Forget keys that have not signed for longer than `KUMIKI_SIGNING_KEY_RETENTION`."""
        settings = _settings()
        retention = max(settings.signing_key_retention, settings.access_token_lifetime)
        for each in _keys(settings).prune(utc_now(), retention):
            typer.echo(f"forgot {each.id}")

    return commands


def _settings() -> AccountsSettings:
    settings = load_settings(ACCOUNTS)
    assert isinstance(settings, AccountsSettings)  # noqa: S101 - tells the type checker what the definition says
    return settings


def _keys(settings: AccountsSettings) -> SigningKeys:
    return SigningKeys(signing_key_file(settings.home))
