"""`migrate`, `seed`, `reset`: the data of the embedded mode."""

import typer

from kumiki.embedded import open_platform
from kumiki.home_lock import locked_home
from kumiki.platform import Platform
from kumiki.screen import console, progress_bars
from kumiki.settings import PlatformSettings


async def prepare(platform: Platform) -> None:
    """Migrate, seed, and let every domain hear of it, telling what takes time."""
    await platform.migrate(lambda text: console.print(f"  {text}"))
    with progress_bars() as report:
        await platform.seed(report)
    await platform.deliver()


async def migrate(settings: PlatformSettings) -> None:
    with locked_home(settings.home):
        platform = open_platform(settings)
        try:
            await platform.migrate(lambda text: console.print(f"  {text}"))
        finally:
            await platform.close()
    console.print("The databases are in their newest form.")


async def seed(settings: PlatformSettings) -> None:
    with locked_home(settings.home):
        platform = open_platform(settings)
        try:
            await prepare(platform)
        finally:
            await platform.close()
    console.print("The databases are filled.")


def reset(settings: PlatformSettings, yes: bool) -> None:
    with locked_home(settings.home):
        files = sorted(settings.home.glob("*.db*"))
        if not files:
            console.print(f"There is no data in {settings.home.resolve()}.")
            return
        for path in files:
            console.print(f"  {path}")
        if not yes:
            typer.confirm("Delete these files?", abort=True)
        for path in files:
            path.unlink()
        console.print("Deleted. The next start makes and fills them again.")
