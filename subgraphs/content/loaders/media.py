"""Batched reads of media."""

from subgraphs.content.repository.media import MediaRepository
from subgraphs.content.repository.organizations import OrganizationRepository
from subgraphs.shared.loaders import LoaderSource


class MediaLoaders:
    def __init__(self, source: LoaderSource) -> None:
        self.by_id = source.by_key(lambda session, ids: MediaRepository(session).by_ids(ids))
        self.organizations_of_user = source.lists_by_key(
            lambda session, user_ids: OrganizationRepository(session).organizations_of_users(user_ids)
        )
