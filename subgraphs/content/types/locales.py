"""Texts in the language that a reader prefers."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Self
from uuid import UUID

import strawberry

from subgraphs.content.models.translations import WRITTEN_IN
from subgraphs.content.types.context import Info
from subgraphs.shared.errors import BadUserInput
from subgraphs.shared.locales import accepted_locales, choose_locale, is_locale

LocaleWanted = Annotated[
    str | None,
    strawberry.argument(
        description="A BCP 47 tag such as `fr` or `pt-BR`. Unless said, as the header `Accept-Language` says."
    ),
]


@strawberry.type(description="Texts in one language, and which it is.")
class LocalizedTexts:
    locale: str = strawberry.field(description="The language that the texts are in, as a BCP 47 tag.")
    is_fallback: bool = strawberry.field(
        description="True where there is nothing in any language that was asked for, so that these are in English."
    )
    texts: list[str] = strawberry.field(description="The texts, in the order of the field that they translate.")

    @classmethod
    async def of(cls, info: Info, subject: str, field: str, own: Sequence[str], wanted: str | None) -> Self:
        """The best version of a field of a record; `own` is what the record itself has."""
        locales = _wanted(info, wanted)
        known: Mapping[str, Sequence[str]] = {}
        if any(locale != WRITTEN_IN for locale in locales[:1]):
            by_field = await info.context.loaders.translations.of_subject.load(UUID(subject))
            known = by_field.get(field, {}) if by_field else {}
        locale, is_fallback = choose_locale(locales, [*known, WRITTEN_IN], WRITTEN_IN)
        return cls(locale=locale, is_fallback=is_fallback, texts=list(known.get(locale, own)))


@strawberry.type(description="A text in one language, and which it is.")
class LocalizedText:
    locale: str = strawberry.field(description="The language that the text is in, as a BCP 47 tag.")
    is_fallback: bool = strawberry.field(
        description="True where there is nothing in any language that was asked for, so that this is in English."
    )
    text: str = strawberry.field(description="The text.")

    @classmethod
    async def of(cls, info: Info, subject: str, field: str, own: str, wanted: str | None) -> Self:
        found = await LocalizedTexts.of(info, subject, field, [own], wanted)
        return cls(locale=found.locale, is_fallback=found.is_fallback, text=found.texts[0])


@strawberry.type
class TitleInLocales:
    """What has a title that authors translate."""

    id: strawberry.ID
    title: str

    @strawberry.field(description="The title in the language that the reader prefers among those there are.")
    async def localized_title(self, info: Info, locale: LocaleWanted = None) -> LocalizedText:
        return await LocalizedText.of(info, self.id, "title", self.title, locale)


@strawberry.type
class SummaryInLocales:
    """What has a summary that authors translate."""

    id: strawberry.ID
    summary: str

    @strawberry.field(description="The summary in the language that the reader prefers among those there are.")
    async def localized_summary(self, info: Info, locale: LocaleWanted = None) -> LocalizedText:
        return await LocalizedText.of(info, self.id, "summary", self.summary, locale)


@strawberry.type
class SynopsisInLocales:
    """What has a synopsis that authors translate."""

    id: strawberry.ID
    synopsis: str

    @strawberry.field(description="The synopsis in the language that the reader prefers among those there are.")
    async def localized_synopsis(self, info: Info, locale: LocaleWanted = None) -> LocalizedText:
        return await LocalizedText.of(info, self.id, "synopsis", self.synopsis, locale)


def _wanted(info: Info, wanted: str | None) -> Sequence[str]:
    """The locales that the reader takes, the best first."""
    if wanted is None:
        return accepted_locales(info.context.client.languages)
    if not is_locale(wanted):
        raise BadUserInput('A locale is a BCP 47 tag such as "fr" or "pt-BR".')
    return (wanted.lower(),)
