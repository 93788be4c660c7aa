"""Documents that were written by people the operator trusts."""

from pathlib import Path
from typing import Literal

from pydantic import model_validator

from router.settings.section import Section


class TrustedDocumentsSettings(Section):
    """Documents that were registered beforehand. Clients send their ids in place of their text."""

    manifests: tuple[Path, ...] = ()
    """Files with the documents, relative to `router.yaml`: Relay's `{"id": "text"}` or Apollo's
    `apollo-persisted-query-manifest`. One for each client, or one for all."""

    mode: Literal["log", "prefer", "require"] = "prefer"
    """What becomes of other documents: `log` runs and logs them, `prefer` runs them, `require` refuses them,
    introspection included. The first two protect nothing; the last refuses clients whose manifest is missing here."""

    require_id: bool = False
    """With `mode: require`, refuse trusted documents too where they are sent as text. Off, clients that know no ids
    can be served."""

    @model_validator(mode="after")
    def _something_to_require(self) -> "TrustedDocumentsSettings":
        if self.mode == "require" and not self.manifests:
            raise ValueError("mode require needs manifests, or every operation would be refused")
        return self
