"""Files in requests."""

from router.settings.section import Count, Section


class UploadsSettings(Section):
    """Files in requests, by the GraphQL multipart request specification."""

    enabled: bool = False
    """Take them, and stream them on to the subgraph whose fields they are for."""

    max_files: Count = 10
    """Files in one request. Too low refuses honest forms; too high lets one request hold a subgraph for long."""

    max_file_bytes: Count = 10 * 1_048_576
    """Bytes of one file. Too low refuses honest files; too high lets one client fill a subgraph's disk. The router
    itself holds no more than a few pieces of 64 KiB."""
