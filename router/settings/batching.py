"""Several operations in one HTTP request."""

from router.settings.section import Count, Section


class BatchingSettings(Section):
    """Several operations in one HTTP request, as a JSON array."""

    enabled: bool = False
    """Take them. Clients over HTTP/2 gain little by it, and who attacks sends many guesses at once."""

    max_requests: Count = 10
    """Operations in one request. Too low refuses clients that collect many; too high lets one request do the work of
    hundreds."""
