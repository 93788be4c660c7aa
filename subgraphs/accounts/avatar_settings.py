"""Settings of avatars."""

from pydantic import Field

from subgraphs.shared.settings import SubgraphSettings


class AvatarSettings(SubgraphSettings):
    avatar_max_bytes: int = Field(default=5_000_000, ge=10_000)
    """Largest picture that is taken for an avatar. Too low refuses photographs of phones; too high lets uploads fill
    memory, since each is read whole."""
