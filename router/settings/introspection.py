"""Whether clients may ask for the schema."""

from router.settings.section import Section


class IntrospectionSettings(Section):
    """Whether clients may ask for the schema by `__schema` and `__type`; `__typename` is always answered."""

    enabled: bool | None = None
    """Answer it. Where it is off, errors suggest no names either, and those of subgraphs lose their suggestions. Unset,
    it is on in development and off in production."""
