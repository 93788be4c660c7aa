"""Settings of content, beside those that every subgraph has."""

from datetime import timedelta
from pathlib import Path

from pydantic import Field

from subgraphs.shared.settings import SubgraphSettings


class ContentSettings(SubgraphSettings):
    language_packs: Path | None = None
    """A folder of folders, each with what there is to study in one more language (docs/content-languages.md). None:
    what ships is all there is."""

    most_lessons: int = Field(default=200, ge=1)
    """Lessons of one course. Too low splits courses where there is no seam; too high makes one list of them slow."""

    most_blocks: int = Field(default=100, ge=1)
    """Blocks of one lesson. Too low cuts lessons short; too high lets one lesson fill an answer and a database row."""

    longest_text: int = Field(default=20_000, ge=100)
    """Characters of one text block. Too low hinders authors; too high lets one block fill an answer."""

    most_locales: int = Field(default=50, ge=1)
    """Languages that one course, lesson, series or episode is translated into. Too low hinders authors; too high lets
    one record make reading all of them slow."""

    deleted_content_retention: timedelta = timedelta(days=30)
    """How long a deleted course or series can be restored; as long, those who began a course read it on. Too low: a
    mistake is noticed too late; too high only costs disk."""

    watched_share: float = Field(default=0.9, gt=0, le=1)
    """How much of an episode has to be seen to have watched it. Too high: who skips the credits never has; too low:
    whoever looks in has."""

    most_episode_words: int = Field(default=200, ge=1)
    """Words in the vocabulary of an episode. Too low hinders authors; too high makes one list of them slow."""

    most_episode_sentences: int = Field(default=300, ge=1)
    """Sentences of an episode. Too low hinders authors; too high makes one list of them slow."""

    comments_per_window: int = Field(default=10, ge=1)
    """How many comments one person may write within the window. Too low hinders conversation; too high, floods come."""

    comment_window: timedelta = timedelta(minutes=10)
    """The window that comments are counted in."""

    longest_comment: int = Field(default=4_000, ge=1)
    """Characters of one comment. Too low cuts explanations short; too high lets one comment fill a page."""

    deepest_reply: int = Field(default=5, ge=1)
    """How far answers to answers go; deeper ones join the deepest. Too high makes threads that no screen can show."""

    reports_until_pending: int = Field(default=3, ge=1)
    """How many different people have to report a comment to hide it until a moderator looks. Too low lets a few
    silence others; too high leaves abuse standing."""

    comment_restore_window: timedelta = timedelta(days=7)
    """How long an author can restore a deleted comment; its text is forgotten then. Too low: no way back."""

    media_image_bytes: int = Field(default=20_000_000, ge=1_000)
    """Largest picture. Too low refuses photographs; too high lets one of them fill memory."""

    media_audio_bytes: int = Field(default=50_000_000, ge=1_000)
    """Largest recording. Too low refuses long ones; too high only costs storage."""

    media_video_bytes: int = Field(default=500_000_000, ge=1_000)
    """Largest film. More than a request may have goes to the object store directly. Too high costs storage, and the
    disk for temporary files while it is looked at."""

    media_document_bytes: int = Field(default=20_000_000, ge=1_000)
    """Largest document. Too low refuses scanned books; too high only costs storage."""

    media_user_quota_bytes: int = Field(default=2_000_000_000, ge=0)
    """What all media of one person may take. Too low stops authors; too high lets one of them fill the storage."""

    media_organization_quota_bytes: int = Field(default=20_000_000_000, ge=0)
    """What all media of one organization may take, whoever uploaded them."""

    media_quota_count: int = Field(default=10_000, ge=1)
    """How many media one person, or one organization, may have. Too high lets many small files make lists slow."""

    media_widths: tuple[int, ...] = (320, 640, 1280)
    """Widths, in pixels, that pictures are offered in. More let pages choose better, and cost time and storage."""

    media_largest_width: int = Field(default=4096, ge=100)
    """Width that larger pictures are brought down to. Too low loses detail for good; too high only costs storage."""

    media_restore_period: timedelta = timedelta(days=30)
    """How long deleted media can be brought back. Too low: mistakes are noticed too late; too high costs storage."""

    media_orphan_period: timedelta = timedelta(days=30)
    """How long media stay that nothing uses. Too low takes them from authors who are not done; too high only costs
    storage."""
