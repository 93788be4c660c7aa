"""In which country a network is, by a database that the operator may have: any in MaxMind's format with countries."""

from ipaddress import ip_network
from pathlib import Path

import maxminddb


class Countries:
    def __init__(self, database: Path | None) -> None:
        self._reader = maxminddb.open_database(database) if database is not None else None

    def of(self, network: str | None) -> str | None:
        """Two letters of ISO 3166; None where there is no database, or it does not know."""
        if self._reader is None or network is None:
            return None
        try:
            found = self._reader.get(ip_network(network).network_address)
        except ValueError:
            # No network, or one of IPv6 in a database that has only others.
            return None
        country = found.get("country") if isinstance(found, dict) else None
        code = country.get("iso_code") if isinstance(country, dict) else None
        return code if isinstance(code, str) else None
