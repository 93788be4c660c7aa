"""What the operations of this domain read through, assembled."""

from subgraphs.content.loaders.comments import CommentLoaders
from subgraphs.content.loaders.courses import CourseLoaders
from subgraphs.content.loaders.grammar import GrammarLoaders, TranslationLoaders
from subgraphs.content.loaders.media import MediaLoaders
from subgraphs.content.loaders.series import SeriesLoaders
from subgraphs.content.loaders.study import StudyLoaders
from subgraphs.shared.loaders import LoaderSource


class Loaders:
    """What one operation reads, each record at most once. A new concern is a line here."""

    def __init__(self, source: LoaderSource) -> None:
        self.study = StudyLoaders(source)
        self.grammar = GrammarLoaders(source)
        self.translations = TranslationLoaders(source)
        self.courses = CourseLoaders(source)
        self.series = SeriesLoaders(source)
        self.comments = CommentLoaders(source)
        self.media = MediaLoaders(source)
