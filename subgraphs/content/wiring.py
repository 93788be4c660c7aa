"""What content makes from its settings at start-up, and finds in `info.context.services`."""

from dataclasses import dataclass

from subgraphs.content.media_files import MediaFiles
from subgraphs.content.settings import ContentSettings
from subgraphs.shared.images import PictureWorkshop
from subgraphs.shared.objects import open_object_store


@dataclass(frozen=True, slots=True)
class ContentServices:
    settings: ContentSettings
    media: MediaFiles


def make_services(settings: ContentSettings) -> ContentServices:
    media = MediaFiles(open_object_store(settings, "content"), PictureWorkshop.from_settings(settings), settings)
    return ContentServices(settings=settings, media=media)
