"""Clients that others wrote, and audits of theirs, on a router with a real port.

`scripts/install_clients.sh` installs them.
"""
