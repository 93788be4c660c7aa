"""Who may see a series and change it."""

from dataclasses import dataclass

from subgraphs.content.models.organizations import AUTHORING_ROLES, OrganizationRole
from subgraphs.content.models.series import EpisodeProgressRow, EpisodeRow, SeasonRow, SeriesRow, SeriesState
from subgraphs.shared.caller import Caller


@dataclass(frozen=True, slots=True)
class SeriesView:
    """A series as one caller meets it."""

    series: SeriesRow
    role: OrganizationRole | None
    """Theirs in the organization that it belongs to."""

    @property
    def is_readable(self) -> bool:
        is_within_reach = self.series.organization_id is None or self.role is not None
        return is_within_reach and self.series.state == SeriesState.PUBLISHED and self.series.deleted_at is None

    def may_edit(self, caller: Caller | None) -> bool:
        if caller is None or (self.series.organization_id is not None and self.role is None):
            return False
        return caller.user_id == self.series.owner_id or self.role in AUTHORING_ROLES

    def may_see(self, caller: Caller | None) -> bool:
        return self.is_readable or self.may_edit(caller)


@dataclass(frozen=True, slots=True)
class EpisodeView:
    """An episode as one caller meets it."""

    episode: EpisodeRow
    season: SeasonRow
    series: SeriesView
    progress: EpisodeProgressRow | None
