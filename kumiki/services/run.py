"""`up-services`: start everything in order, say where it is, and stop it in reverse order when told to."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from kumiki.ports import free_port
from kumiki.services.postgresql import LocalPostgresql, choose_data_directory
from kumiki.services.processes import Supervisor
from kumiki.services.redis_server import LocalRedis
from kumiki.services.topology import (
    RouterAddress,
    ServiceSettings,
    router_process,
    subgraph_addresses,
    subgraph_process,
)
from kumiki.settings import PlatformSettings
from subgraphs.shared.secret_files import load_or_create_secret

Report = Callable[[str, str], None]
"""Told a process and what has become of it."""

Prepare = Callable[[ServiceSettings], Awaitable[None]]
"""Makes databases, tables and first contents."""


def log_directory(settings: PlatformSettings) -> Path:
    return settings.home.resolve() / "log"


def local_postgresql(settings: PlatformSettings) -> LocalPostgresql:
    return LocalPostgresql(
        choose_data_directory(settings.home),
        settings.postgres_port or free_port(),
        load_or_create_secret(settings.home / "keys" / "postgresql.key"),
        log_directory(settings) / "postgresql.log",
    )


def local_redis(settings: PlatformSettings) -> LocalRedis:
    return LocalRedis(
        settings.home.resolve() / "redis",
        settings.redis_port or free_port(),
        load_or_create_secret(settings.home / "keys" / "redis.key"),
        log_directory(settings) / "redis.log",
    )


async def start_servers(settings: PlatformSettings, supervisor: Supervisor) -> ServiceSettings:
    """Start the PostgreSQL and the Redis that were not named, and say by which settings all are reached."""
    specs = []
    database_url, redis_url = settings.database_url, settings.redis_url
    if database_url is None:
        postgresql = local_postgresql(settings)
        await asyncio.to_thread(postgresql.create)
        specs.append(postgresql.process())
        database_url = postgresql.database_url
    if redis_url is None:
        redis = local_redis(settings)
        specs.append(redis.process())
        redis_url = redis.url
    await supervisor.start(*specs)
    return ServiceSettings(
        home=settings.home.resolve(),
        database_url=database_url,
        redis_url=redis_url,
        caller_key=settings.shared_key(),
        log_directory=log_directory(settings),
    )


@asynccontextmanager
async def running_services(settings: PlatformSettings, prepare: Prepare, report: Report) -> AsyncIterator[Supervisor]:
    """The whole platform as processes, for as long as the block runs."""
    supervisor = Supervisor(report)
    try:
        services = await start_servers(settings, supervisor)
        await prepare(services)
        subgraphs = subgraph_addresses(first_port=settings.first_subgraph_port)
        await supervisor.start(*(subgraph_process(address, services) for address in subgraphs))
        router = RouterAddress(settings.host, settings.port, settings.workers)
        await supervisor.start(router_process(router, subgraphs, services))
        yield supervisor
    finally:
        await supervisor.stop()
