"""Requests that any page can make a browser send."""

from router.settings.section import Section


class CsrfSettings(Section):
    """Requests that any page on the web can make its visitor's browser send without asking first: by GET, or with the
    content type of a form."""

    enabled: bool | None = None
    """Refuse them, unless they carry one of `required_headers` or the browser says that the router's own page sent
    them. Off, other pages can make a visitor's browser run queries by GET. Unset, it is off in development and on in
    production."""

    required_headers: tuple[str, ...] = (
        "apollo-require-preflight",
        "graphql-require-preflight",
        "x-apollo-operation-name",
    )
    """Any of them shows that a request was not sent by a form or an image: a browser asks first (CORS) before it sets
    them."""
