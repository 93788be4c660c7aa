import pytest
from graphql import parse

from router.specs.link import SpecUrl, find_link, linking_directive_name, links_in, read_spec_url


@pytest.mark.parametrize(
    ("url", "spec"),
    [
        ("https://specs.apollo.dev/join/v0.3", SpecUrl("https://specs.apollo.dev/join", "join", (0, 3))),
        ("https://specs.apollo.dev/join/v0.3/", SpecUrl("https://specs.apollo.dev/join", "join", (0, 3))),
        ("https://specs.apollo.dev/join/v0.3?x#y", SpecUrl("https://specs.apollo.dev/join", "join", (0, 3))),
        ("https://example.com/a-b/v1.0", SpecUrl("https://example.com/a-b", None, (1, 0))),
        ("https://example.com/mine", SpecUrl("https://example.com/mine", "mine", None)),
    ],
)
def test_a_spec_url_is_taken_apart(url: str, spec: SpecUrl) -> None:
    assert read_spec_url(url) == spec


def test_elements_have_prefixes_unless_they_are_imported_or_named_as_their_spec() -> None:
    (link,) = links_in(
        parse('extend schema @link(url: "https://x.dev/tag/v1.0", import: ["@a", { name: "@b", as: "@c" }, "T"])')
    )
    assert [link.directive_name(name) for name in ("a", "b", "tag", "other")] == ["a", "c", "tag", "tag__other"]
    assert [link.type_name(name) for name in ("T", "U")] == ["T", "tag__U"]
    assert link.owns_directive("c") and link.owns_directive("tag__x") and not link.owns_directive("b")


def test_the_linking_directive_may_be_renamed() -> None:
    document = parse(
        'schema @lnk(url: "https://specs.apollo.dev/link/v1.0", as: "lnk") '
        '@lnk(url: "https://x.dev/mine/v1.0", as: "m", for: SECURITY) { query: Query }'
    )
    assert linking_directive_name(document) == "lnk"
    link = find_link(links_in(document), "https://x.dev/mine")
    assert link is not None
    assert (link.namespace, link.purpose) == ("m", "SECURITY")


def test_core_features_are_links_too() -> None:
    document = parse(
        'schema @core(feature: "https://specs.apollo.dev/core/v0.2") '
        '@core(feature: "https://specs.apollo.dev/join/v0.1", as: "j") { query: Query }'
    )
    assert [link.namespace for link in links_in(document)] == ["core", "j"]
