"""Letters to people: written to files where no mail server is set, handed to one by SMTP where it is.

Sending belongs into a job, never into a request: a mail server may be slow or away.
"""

import asyncio
import os
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Protocol
from uuid import UUID

import aiosmtplib
from pydantic import SecretStr

from subgraphs.shared.clock import Clock, utc_now
from subgraphs.shared.ids import new_id
from subgraphs.shared.settings import SubgraphSettings


class LetterIsRefused(Exception):
    """The mail server will never take this letter, such as for an address that does not exist."""


class MailServerFailed(Exception):
    """The mail server could not be reached, or refused for now: a later attempt may succeed."""


@dataclass(frozen=True, slots=True)
class Letter:
    to: str
    """An address. What is no address, or several, is refused."""

    subject: str
    text: str
    html: str | None = None
    to_name: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    """Such as `List-Unsubscribe`."""

    id: UUID = field(default_factory=new_id)
    """Equal for a letter that is sent again because nobody knows whether it was: mailboxes show it once."""


class Mailer(Protocol):
    async def send(self, letter: Letter) -> None:
        """Return when somebody else is responsible for it. Raises `LetterIsRefused` or `MailServerFailed`."""
        ...


def to_message(letter: Letter, sender: str, clock: Clock = utc_now) -> EmailMessage:
    """The message as it travels. Raises `LetterIsRefused` where a header holds what none may, such as a line end."""
    message = EmailMessage(policy=SMTP)
    try:
        recipient = Address(display_name=_without_line_ends(letter.to_name), addr_spec=letter.to)
        message["From"] = sender
        message["To"] = recipient
        message["Subject"] = _without_line_ends(letter.subject)
        message["Date"] = clock()
        message["Message-ID"] = f"<{letter.id}@{message['From'].addresses[0].domain}>"
        message["Auto-Submitted"] = "auto-generated"
        for name, value in letter.headers.items():
            message[name] = value
    except (ValueError, IndexError) as error:
        raise LetterIsRefused("It cannot be addressed.") from error
    message.set_content(letter.text)
    if letter.html is not None:
        message.add_alternative(letter.html, subtype="html")
    return message


def _without_line_ends(text: str) -> str:
    return " ".join(text.split())


@dataclass(frozen=True, slots=True)
class FileMailer:
    """Leaves every letter as an .eml file, for whoever develops or tries the platform."""

    directory: Path
    sender: str
    clock: Clock = utc_now

    async def send(self, letter: Letter) -> None:
        message = to_message(letter, self.sender, self.clock)
        await asyncio.to_thread(self._write, letter.id, bytes(message))

    def _write(self, letter_id: UUID, content: bytes) -> None:
        self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = f"{letter_id}.eml"
        draft = self.directory / f".{new_id()}"
        # Letters hold links that open accounts.
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
        draft.rename(self.directory / name)


@dataclass(frozen=True, slots=True)
class SmtpServer:
    host: str
    port: int
    use_tls: bool
    """From the first byte on, as port 465 expects it."""

    start_tls: bool
    """Begin in clear and refuse to go on without encryption, as port 587 expects it."""

    user: str | None
    password: SecretStr | None
    ca_file: Path | None
    timeout: float


@dataclass(frozen=True, slots=True)
class SmtpMailer:
    server: SmtpServer
    sender: str
    clock: Clock = utc_now

    async def send(self, letter: Letter) -> None:
        message = to_message(letter, self.sender, self.clock)
        server = self.server
        try:
            await aiosmtplib.send(
                message,
                hostname=server.host,
                port=server.port,
                use_tls=server.use_tls,
                start_tls=server.start_tls,
                username=server.user,
                password=server.password.get_secret_value() if server.password else None,
                cert_bundle=str(server.ca_file) if server.ca_file else None,
                timeout=server.timeout,
            )
        except aiosmtplib.SMTPRecipientsRefused as error:
            raise _refused_or_failed(error.recipients[0].code) from error
        except aiosmtplib.SMTPAuthenticationError as error:
            # A matter of settings, which an operator mends while the letters wait.
            raise MailServerFailed("The mail server does not accept the user or the password.") from error
        except aiosmtplib.SMTPResponseException as error:
            raise _refused_or_failed(error.code) from error
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            raise MailServerFailed(f"The mail server could not be used: {type(error).__name__}.") from error


def _refused_or_failed(code: int) -> Exception:
    if 500 <= code < 600:
        return LetterIsRefused(f"The mail server refused it with {code}.")
    return MailServerFailed(f"The mail server refused it for now with {code}.")


def make_mailer(settings: SubgraphSettings, clock: Clock = utc_now) -> Mailer:
    """What the settings say: a mail server, or files."""
    if settings.smtp_host is None:
        return FileMailer(settings.home / "outbox" / "mail", settings.mail_from, clock)
    server = SmtpServer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        use_tls=settings.smtp_security == "tls",
        start_tls=settings.smtp_security == "starttls",
        user=settings.smtp_user,
        password=settings.smtp_password,
        ca_file=settings.smtp_ca_file,
        timeout=settings.smtp_timeout,
    )
    return SmtpMailer(server, settings.mail_from, clock)
