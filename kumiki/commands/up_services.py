"""`up-services` and `prepare-services`: the platform as processes."""

import asyncio

from pydantic import SecretStr

from kumiki.commands.data import prepare
from kumiki.domains import DOMAINS
from kumiki.failures import PortIsTaken, SettingsAreWrong
from kumiki.home_lock import locked_home
from kumiki.platform import Platform
from kumiki.ports import listening_socket
from kumiki.screen import console
from kumiki.services.postgresql import create_databases
from kumiki.services.run import running_services
from kumiki.services.topology import ServiceSettings, subgraph_addresses
from kumiki.serving import on_stop_signal
from kumiki.settings import PlatformSettings
from subgraphs.shared.messaging import Messaging


async def up_services(settings: PlatformSettings) -> None:
    with locked_home(settings.home):
        refuse_taken_ports(settings)
        console.print("[bold]Kumiki[/bold] starts its processes ...")
        told_to_stop = asyncio.Event()
        async with running_services(settings, prepare_services, report):
            announce(settings)
            with on_stop_signal(lambda _count: told_to_stop.set()):
                await told_to_stop.wait()
            console.print("Stopping ...")
    console.print("Stopped.")


async def prepare_named_servers(settings: PlatformSettings) -> None:
    """For containers, where others start the processes."""
    if settings.database_url is None:
        raise SettingsAreWrong("KUMIKI_DATABASE_URL: say where the databases are, {name} standing for the subgraph.")
    await prepare_databases(settings.database_url, settings)


async def prepare_services(services: ServiceSettings) -> None:
    settings = PlatformSettings(home=services.home, caller_key=SecretStr(services.caller_key))
    await prepare_databases(services.database_url, settings)


async def prepare_databases(database_url: str, settings: PlatformSettings) -> None:
    """Make the databases that are missing; migrate and seed them all. Events wait for the processes."""
    await create_databases(database_url, [definition.name for definition in DOMAINS])
    overrides = {"home": settings.home, "caller_key": SecretStr(settings.shared_key()), "database_url": database_url}
    platform = Platform.open(overrides, Messaging.alone())
    try:
        await prepare(platform)
    finally:
        await platform.close()


def refuse_taken_ports(settings: PlatformSettings) -> None:
    addresses = [(settings.host, settings.port)]
    addresses += [("127.0.0.1", each.port) for each in subgraph_addresses(first_port=settings.first_subgraph_port)]
    for host, port in addresses:
        listener = listening_socket(host, port)
        if listener is None:
            raise PortIsTaken(host, port)
        listener.close()


def report(name: str, what: str) -> None:
    console.print(f"  {name} {what}")


def announce(settings: PlatformSettings) -> None:
    console.print(f"[bold]Kumiki[/bold] serves on [bold]http://{settings.host}:{settings.port}/[/bold]")
    console.print(f"  Logs  {settings.home.resolve() / 'log'}")
    console.print("  Ctrl-C ends it.")
