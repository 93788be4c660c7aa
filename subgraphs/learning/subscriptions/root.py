"""The root subscription type: what every module of this package brings."""

import strawberry

from subgraphs.learning.subscriptions.captures import CaptureSubscriptions
from subgraphs.learning.subscriptions.imports import ImportSubscriptions
from subgraphs.learning.subscriptions.study_sessions import StudySessionSubscriptions


@strawberry.type
class Subscription(StudySessionSubscriptions, CaptureSubscriptions, ImportSubscriptions):
    pass
