"""What clients see of subgraphs' errors."""

from router.settings.section import Section


class ErrorsSettings(Section):
    """What clients see of errors in subgraphs; the log has them in full."""

    redact: bool | None = None
    """Replace messages by a fixed text, and drop extensions but `code` and `service`. Off, messages may show clients
    what subgraphs are made of; on, clients cannot tell users more than the code. Unset, it is off in development and on
    in production."""

    keep_codes: tuple[str, ...] = ()
    """Codes of errors that pass as they are, such as `BAD_USER_INPUT`: refusals that are written for users."""
