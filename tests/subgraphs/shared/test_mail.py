"""Letters as files and over SMTP, against a real server."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, ClassVar

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from subgraphs.shared.job_request import JobRequest
from subgraphs.shared.job_tables import JobState
from subgraphs.shared.jobs import Job, JobContext
from subgraphs.shared.letter_templates import LetterTemplates
from subgraphs.shared.mail import FileMailer, Letter, LetterIsRefused, MailServerFailed, make_mailer, to_message
from subgraphs.shared.settings import SubgraphSettings
from tests.subgraphs.shared.conftest import OpenGarden
from tests.subgraphs.shared.test_jobs import ask
from tests.support.certificates import Authority

SENDER = "Kumiki <no-reply@kumiki.test>"
LETTER = Letter(to="aiko@example.com", to_name="愛子", subject="ようこそ", text="Hello 愛子\n", html="<p>Hello</p>")


@dataclass
class Mailbox:
    """What a mail server took, and how it behaves."""

    received: list[EmailMessage] = field(default_factory=list)
    answer_to_recipient: str = "250 OK"
    answer_to_data: str = "250 OK"

    async def handle_RCPT(self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _o: Any) -> str:
        if self.answer_to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer_to_recipient

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        if self.answer_to_data.startswith("250"):
            content = envelope.content
            assert isinstance(content, bytes)
            message = message_from_bytes(content, policy=policy.default)
            assert isinstance(message, EmailMessage)
            self.received.append(message)
        return self.answer_to_data


def authenticate(_server: SMTP, _session: Session, _envelope: Envelope, _how: str, who: Any) -> AuthResult:
    assert isinstance(who, LoginPassword)
    return AuthResult(success=who == LoginPassword(b"kumiki", b"secret"), handled=False)


@asynccontextmanager
async def serve(mailbox: Mailbox, tls: ssl.SSLContext | None = None, **how: Any) -> AsyncIterator[int]:
    """The port of a mail server that is this mailbox's; with `tls`, encrypted from the first byte on."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(mailbox, loop=loop, **how), "127.0.0.1", 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()


def settings_for(home: Path, port: int, **how: Any) -> SubgraphSettings:
    chosen = {"smtp_security": "none", "mail_from": SENDER, "smtp_timeout": 5.0, **how}
    return SubgraphSettings(home=home, smtp_host="127.0.0.1", smtp_port=port, **chosen)


def server_context(authority: Authority) -> ssl.SSLContext:
    identity = authority.issue("127.0.0.1")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(identity.certificate, identity.key)
    return context


def body_of(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


async def test_without_a_mail_server_a_letter_is_a_file_for_its_owner_only(tmp_path: Path) -> None:
    await make_mailer(SubgraphSettings(home=tmp_path)).send(LETTER)
    (path,) = (tmp_path / "outbox" / "mail").iterdir()
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert path.name == f"{LETTER.id}.eml" and path.stat().st_mode & 0o777 == 0o600
    assert str(message["To"]) == "愛子 <aiko@example.com>"
    assert body_of(message, "plain").strip() == "Hello 愛子"


async def test_a_letter_travels_with_its_words_in_both_forms(tmp_path: Path) -> None:
    mailbox = Mailbox()
    async with serve(mailbox) as port:
        await make_mailer(settings_for(tmp_path, port)).send(LETTER)
    (message,) = mailbox.received
    assert (str(message["From"]), str(message["Subject"])) == (SENDER, "ようこそ")
    assert (body_of(message, "plain").strip(), body_of(message, "html").strip()) == ("Hello 愛子", "<p>Hello</p>")
    assert str(message["Auto-Submitted"]) == "auto-generated"


@pytest.mark.parametrize(
    "letter",
    [
        Letter("aiko@example.com\r\nBcc: eve@example.com", "s", "t"),
        Letter("aiko@example.com, eve@example.com", "s", "t"),
        Letter("nobody", "s", "t"),
        Letter("", "s", "t"),
        Letter("aiko@example.com", "s", "t", headers={"X-Reason": "a\r\nBcc: eve@example.com"}),
    ],
    ids=["line end", "two", "no address", "empty", "header"],
)
async def test_what_would_smuggle_a_header_is_refused(letter: Letter, tmp_path: Path) -> None:
    with pytest.raises(LetterIsRefused):
        await FileMailer(tmp_path / "mail", SENDER).send(letter)
    assert not (tmp_path / "mail").exists()


def test_line_ends_in_names_and_subjects_are_blanks() -> None:
    letter = Letter("a@example.com", "Hello\r\nBcc: eve@example.com", "t", to_name="Aiko\nBcc: eve@example.com")
    message = to_message(letter, SENDER)
    assert "Bcc" not in message
    assert str(message["Subject"]) == "Hello Bcc: eve@example.com"
    assert bytes(message).count(b"\r\nBcc") == 0


async def test_the_server_is_told_user_and_password_over_starttls(tmp_path: Path) -> None:
    authority, mailbox = Authority(tmp_path), Mailbox()
    how: dict[str, Any] = {
        "tls_context": server_context(authority),
        "authenticator": authenticate,
    }
    secret = {"smtp_security": "starttls", "smtp_user": "kumiki", "smtp_ca_file": authority.file}
    async with serve(mailbox, require_starttls=True, auth_required=True, **how) as port:
        await make_mailer(settings_for(tmp_path, port, smtp_password="secret", **secret)).send(LETTER)
        with pytest.raises(MailServerFailed, match="password"):
            await make_mailer(settings_for(tmp_path, port, smtp_password="guess", **secret)).send(LETTER)
    assert len(mailbox.received) == 1


async def test_a_server_that_speaks_tls_from_the_first_byte_is_spoken_to_so(tmp_path: Path) -> None:
    authority, mailbox = Authority(tmp_path), Mailbox()
    async with serve(mailbox, server_context(authority)) as port:
        settings = settings_for(tmp_path, port, smtp_security="tls", smtp_ca_file=authority.file)
        await make_mailer(settings).send(LETTER)
    assert len(mailbox.received) == 1


@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_nothing_is_said_to_a_server_that_nobody_vouches_for(security: str, tmp_path: Path) -> None:
    mailbox, context = Mailbox(), server_context(Authority(tmp_path))
    how: dict[str, Any] = {"tls": context} if security == "tls" else {"tls_context": context}
    async with serve(mailbox, **how) as port:
        with pytest.raises(MailServerFailed):
            await make_mailer(settings_for(tmp_path, port, smtp_security=security)).send(LETTER)
    assert mailbox.received == []


async def test_a_server_without_starttls_gets_no_letter_in_clear(tmp_path: Path) -> None:
    mailbox = Mailbox()
    async with serve(mailbox) as port:
        with pytest.raises(MailServerFailed):
            await make_mailer(settings_for(tmp_path, port, smtp_security="starttls")).send(LETTER)
    assert mailbox.received == []


@pytest.mark.parametrize(
    ("mailbox", "expected"),
    [
        (Mailbox(answer_to_recipient="550 nobody of that name"), LetterIsRefused),
        (Mailbox(answer_to_recipient="451 later"), MailServerFailed),
        (Mailbox(answer_to_data="554 no thanks"), LetterIsRefused),
        (Mailbox(answer_to_data="452 full"), MailServerFailed),
    ],
    ids=["unknown recipient", "greylisted", "refused content", "full"],
)
async def test_a_refusal_for_now_is_told_from_one_for_good(
    mailbox: Mailbox, expected: type[Exception], tmp_path: Path
) -> None:
    async with serve(mailbox) as port:
        with pytest.raises(expected):
            await make_mailer(settings_for(tmp_path, port)).send(LETTER)


async def test_a_server_that_is_away_may_come_back(tmp_path: Path) -> None:
    async with serve(Mailbox()) as port:
        pass
    with pytest.raises(MailServerFailed):
        await make_mailer(settings_for(tmp_path, port)).send(LETTER)


class Greet(JobRequest):
    kind: ClassVar[str] = "greet"


async def greet(job: JobContext[Any, Any], _request: Greet) -> None:
    await job.send(LETTER)


async def test_a_job_sends_one_letter_however_often_it_has_to_try(open_garden: OpenGarden, tmp_path: Path) -> None:
    mailbox = Mailbox()
    async with serve(mailbox) as port:
        chosen = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": "none"}
        async with open_garden(Job(request=Greet, handler=greet), **chosen) as garden:
            await ask(garden, Greet())
            await garden.run_jobs()
            (row,) = await garden.jobs()
            assert str(mailbox.received[0]["Message-ID"]).startswith(f"<{row.id}@")


async def test_a_job_whose_letter_is_refused_for_good_gives_up(open_garden: OpenGarden, tmp_path: Path) -> None:
    mailbox = Mailbox(answer_to_recipient="550 nobody of that name")
    async with serve(mailbox) as port:
        chosen = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": "none"}
        async with open_garden(Job(request=Greet, handler=greet), **chosen) as garden:
            await ask(garden, Greet())
            await garden.run_jobs()
            (row,) = await garden.jobs()
            assert row.state == JobState.DEAD


@pytest.fixture
def templates(tmp_path: Path) -> LetterTemplates:
    files = {
        "welcome.en.txt": "Subject: Welcome, {{ name }}\n\nHello {{ name }} & friends\n",
        "welcome.en.html": "<p lang={{ locale }}>Hello {{ name }}</p>",
        "welcome.ja.txt": "Subject: ようこそ\n\n{{ name }}さん\n",
    }
    for name, content in files.items():
        (tmp_path / name).write_text(content)
    return LetterTemplates(tmp_path)


def test_a_letter_is_written_in_the_locale_of_its_reader(templates: LetterTemplates) -> None:
    letter = templates.write("welcome", "ja-JP", "a@example.com", "Aiko", name="愛子")
    assert (letter.subject, letter.text, letter.html) == ("ようこそ", "愛子さん\n", None)


@pytest.mark.parametrize("locale", ["en-GB", "de", "", "../../etc"])
def test_a_letter_without_words_in_a_locale_is_written_in_english(locale: str, templates: LetterTemplates) -> None:
    assert templates.write("welcome", locale, "a@example.com", name="Aiko").subject == "Welcome, Aiko"


def test_names_are_escaped_in_html_and_in_nothing_else(templates: LetterTemplates) -> None:
    letter = templates.write("welcome", "en", "a@example.com", name="<b>Aiko</b>")
    assert letter.html == "<p lang=en>Hello &lt;b&gt;Aiko&lt;/b&gt;</p>"
    assert letter.text == "Hello <b>Aiko</b> & friends\n"


def test_a_letter_that_lacks_a_value_is_not_written(templates: LetterTemplates) -> None:
    with pytest.raises(Exception, match="'name' is undefined"):
        templates.write("welcome", "en", "a@example.com")


def test_a_letter_that_nobody_wrote_is_not_found(templates: LetterTemplates) -> None:
    with pytest.raises(LookupError):
        templates.write("farewell", "en", "a@example.com")
