"""What learning makes from its settings at start-up, and finds in `info.context.services`."""

from dataclasses import dataclass

from subgraphs.learning.capture_files import CaptureFiles
from subgraphs.learning.capturing.tools import CaptureTools
from subgraphs.learning.settings import LearningSettings
from subgraphs.shared.images import PictureWorkshop
from subgraphs.shared.objects import ObjectStore, open_object_store


@dataclass(frozen=True, slots=True)
class LearningServices:
    settings: LearningSettings
    objects: ObjectStore
    """Files of learners."""

    pictures: PictureWorkshop
    capture_files: CaptureFiles
    captures: CaptureTools


def make_services(settings: LearningSettings) -> LearningServices:
    objects, pictures = open_object_store(settings, "learning"), PictureWorkshop.from_settings(settings)
    return LearningServices(
        settings=settings,
        objects=objects,
        pictures=pictures,
        capture_files=CaptureFiles(objects, pictures, settings),
        captures=CaptureTools.from_settings(settings),
    )
