"""Names one failure, in the log and to the client."""

import secrets


def new_trace_id() -> str:
    return secrets.token_hex(8)
