"""Query plans, shown to clients."""

from router.settings.section import Section


class PlansSettings(Section):
    """Query plans, shown to clients that ask for them by the header `Kumiki-Plan`."""

    exposed: bool | None = None
    """Show them. They name the subgraphs, what each of them is asked and how long it takes, which is for developers and
    not for the public. Unset, they are shown in development and hidden in production."""
