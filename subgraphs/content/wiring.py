"""What content makes from its settings at start-up, and finds in `info.context.services`."""

from dataclasses import dataclass

from subgraphs.content.settings import ContentSettings


@dataclass(frozen=True, slots=True)
class ContentServices:
    settings: ContentSettings


def make_services(settings: ContentSettings) -> ContentServices:
    return ContentServices(settings=settings)
