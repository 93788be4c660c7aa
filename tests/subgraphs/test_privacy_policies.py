"""Every domain knows what it holds of people."""

import pytest

from kumiki.domains import DOMAINS
from subgraphs.shared.privacy import PrivacyPolicy
from tests.subgraphs.shared.garden import GARDEN
from tests.support.privacy import forgotten
from tests.support.subgraphs import AnyDefinition


@pytest.mark.parametrize("definition", DOMAINS, ids=lambda definition: definition.name)
def test_no_table_that_could_name_a_person_is_forgotten(definition: AnyDefinition) -> None:
    assert definition.privacy is not None
    assert forgotten(definition.privacy, definition.metadata) == []


def test_what_a_policy_says_nothing_of_is_found() -> None:
    lines = forgotten(PrivacyPolicy(not_people=frozenset({"plant.gone"})), GARDEN.metadata)
    assert lines == ["plant.gone is in the privacy policy and not in the database"]
