"""What one request may cost."""

from router.settings.section import Count, Seconds, Section


class LimitsSettings(Section):
    """What one request may cost before it is refused."""

    body_bytes: Count = 1_048_576
    """Bytes of a request body. Too low refuses honest requests with 413; too high lets a client fill memory."""

    tokens: Count = 15_000
    """Lexical tokens of a document. Too low refuses large honest documents; too high lets parsing hold up other
    requests."""

    depth: Count = 50
    """Nested fields, fragments expanded. Too low refuses recursive pages such as comment threads; too high lets one
    request ask for ever more."""

    aliases: Count = 500
    """Aliased fields of a document, fragments expanded. Too low refuses generated documents; too high lets one request
    repeat a costly field."""

    fields: Count = 10_000
    """Fields of a document, fragments expanded. Too low refuses large honest documents; too high lets nested fragments
    grow a small document into a huge plan."""

    root_fields: Count = 200
    """Fields of one operation that are not below another field, fragments expanded. Too low refuses pages that load
    everything at once; too high lets one request be many."""

    directives: Count = 500
    """Directives of a document, fragments expanded. Too low refuses generated documents; too high lets them slow
    validation and planning."""

    fragments: Count = 500
    """Named fragments of a document. Too low refuses generated documents; too high lets them slow validation."""

    operations: Count = 100
    """Operations of a document. Too low refuses clients that send all they have with each request; too high lets one
    request have hundreds validated and only one executed."""

    variables: Count = 200
    """Variables that one operation declares. Too low refuses forms with many inputs; too high lets each request be
    slow to check."""

    list_items: Count = 10_000
    """Items in the lists of one request, in the document (fragments expanded) and in its variables, each counted by
    itself. Too low refuses bulk reads by many ids; too high lets one request be thousands of reads."""

    response_bytes: Count = 64 * 1_048_576
    """Bytes of one answer, or of one message over WebSocket. Too low fails large honest answers; too high lets one
    request fill memory."""

    header_bytes: Count = 65_536
    """Bytes of a request's target and headers, in total. Too low refuses large cookies and tokens with 431; too high
    lets a client fill memory."""

    request_seconds: Seconds = 30.0
    """How long a request may take to arrive; it gets one second more for each 10,000 bytes that came. Too low cuts off
    slow lines with 408; too high lets connections pile up that never ask anything."""

    write_seconds: Seconds = 30.0
    """How long a client may be behind with reading an answer; one that reads 10,000 bytes a second never is. Too low
    cuts off slow lines; too high lets clients that do not read hold memory."""

    errors: Count = 50
    """Validation errors reported at once. Too low makes authors mend one by one; too high makes wrong documents
    costly."""
