"""What one request may cost."""

from router.settings.section import Count, Section


class LimitsSettings(Section):
    """What one request may cost before it is refused."""

    body_bytes: Count = 1_048_576
    """Bytes of a request body or WebSocket message. Too low refuses honest requests with 413; too high lets a client
    fill memory."""

    tokens: Count = 15_000
    """Lexical tokens of a document. Too low refuses large honest documents; too high lets parsing hold up other
    requests."""

    depth: Count = 50
    """Nested fields, fragments expanded. Too low refuses recursive pages such as comment threads; too high lets one
    request ask for ever more."""

    aliases: Count = 500
    """Aliased fields, fragments expanded. Too low refuses generated documents; too high lets one request repeat a
    costly field."""

    fields: Count = 10_000
    """Fields of one operation, fragments expanded. Too low refuses large honest operations; too high lets nested
    fragments grow a small document into a huge plan."""

    errors: Count = 50
    """Validation errors reported at once. Too low makes authors mend one by one; too high makes wrong documents
    costly."""
