"""What accounts must be able to read again, and nobody who has only the database: sealed with a key kept elsewhere."""

import hashlib
import hmac
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from subgraphs.shared.secret_files import load_or_create_secret


class CannotBeUnsealed(Exception):
    """It was sealed with another key, or changed since."""


class Sealer:
    """Seals texts, and makes digests of texts that are too few to be hashed without a key, such as addresses."""

    def __init__(self, key_file: Path) -> None:
        key = load_or_create_secret(key_file, lambda: Fernet.generate_key().decode()).strip()
        self._fernet = Fernet(key)
        self._digest_key = hashlib.sha256(b"digests:" + key.encode()).digest()

    def seal(self, text: str) -> str:
        return self._fernet.encrypt(text.encode()).decode()

    def unseal(self, sealed: str) -> str:
        """Raises `CannotBeUnsealed`."""
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken as error:
            raise CannotBeUnsealed from error

    def digest(self, *parts: str) -> str:
        """Equal for equal parts; who does not have the key learns nothing by trying texts."""
        return hmac.new(self._digest_key, "\0".join(parts).encode(), hashlib.sha256).hexdigest()
