"""`up`: the embedded mode, from nothing to a page that answers."""

from kumiki.commands.data import prepare
from kumiki.demo import EMAIL, DemoLearner
from kumiki.embedded import ROUTER_SETTINGS, create_platform_app, open_platform
from kumiki.failures import PortIsTaken
from kumiki.home_lock import locked_home
from kumiki.ports import listening_socket
from kumiki.screen import console
from kumiki.serving import serve_until_stopped
from kumiki.settings import PlatformSettings


async def up(settings: PlatformSettings) -> None:
    listener = listening_socket(settings.host, settings.port)
    if listener is None:
        raise PortIsTaken(settings.host, settings.port)
    with listener, locked_home(settings.home):
        console.print("[bold]Kumiki[/bold] starts ...")
        platform = open_platform(settings)
        try:
            await prepare(platform)
        except BaseException:
            await platform.close()
            raise
        async with platform.run():
            demo = await DemoLearner.find(platform, settings)
            app = create_platform_app(platform, settings, demo.explorer_settings)
            await serve_until_stopped(app, ROUTER_SETTINGS, listener, lambda: announce(settings, demo))
    console.print("Stopped.")


def announce(settings: PlatformSettings, demo: DemoLearner) -> None:
    console.print(f"[bold]Kumiki[/bold] serves on [bold]http://{settings.host}:{settings.port}/[/bold]")
    console.print(f"  Demo learner  {EMAIL}, password {demo.password}")
    if demo.session_id is not None:
        console.print("  The page sends a token of the demo learner; it does so only on loopback, as here.")
    else:
        console.print(
            "  Others can reach it, and this password is no secret: KUMIKI_DEMO_PASSWORD, before the first start."
        )
    console.print(f"  Data          {settings.home.resolve()}")
    console.print("  Ctrl-C ends it.")
