"""Settings of learning. A concern with settings of its own brings a class that joins here."""

from subgraphs.learning.capture_settings import CaptureSettings
from subgraphs.learning.card_settings import CardSettings
from subgraphs.learning.import_settings import ImportSettings
from subgraphs.learning.scheduling_settings import SchedulingSettings
from subgraphs.learning.statistics_settings import StatisticsSettings
from subgraphs.learning.study_session_settings import StudySessionSettings
from subgraphs.learning.study_test_settings import StudyTestSettings
from subgraphs.learning.syllabus_settings import SyllabusSettings


class LearningSettings(
    CardSettings,
    CaptureSettings,
    ImportSettings,
    SchedulingSettings,
    StudySessionSettings,
    StudyTestSettings,
    SyllabusSettings,
    StatisticsSettings,
):
    pass
