"""Settings of learning. A concern with settings of its own brings a class that joins here."""

from subgraphs.learning.study_session_settings import StudySessionSettings


class LearningSettings(StudySessionSettings):
    pass
