"""The words of a domain's letters: a text and, where there is one, an HTML form per letter and locale.

A domain keeps them in `letters/`: `<name>.<locale>.txt` begins with a line `Subject: ...` and an empty line, and
`<name>.<locale>.html` is optional. The locale that a person reads in is looked for first, then its language without the
region, then English. Values in HTML are escaped; a name that a template uses and was not given is an error.
"""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateNotFound, select_autoescape

from subgraphs.shared.mail import Letter

FALLBACK_LOCALE = "en"


class LetterTemplates:
    def __init__(self, directory: Path) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(directory),
            undefined=StrictUndefined,
            autoescape=select_autoescape(["html"]),
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def write(self, name: str, locale: str, to: str, to_name: str = "", /, **values: object) -> Letter:
        """The letter in the best locale there is. Raises `LookupError` for one that has no words in English."""
        chosen = self._locale_for(name, locale)
        values = {**values, "locale": chosen}
        head, _, text = self._environment.get_template(f"{name}.{chosen}.txt").render(values).partition("\n\n")
        html = None
        if self._has(f"{name}.{chosen}.html"):
            html = self._environment.get_template(f"{name}.{chosen}.html").render(values)
        return Letter(to, head.removeprefix("Subject:").strip(), text.strip() + "\n", html, to_name)

    def _locale_for(self, name: str, locale: str) -> str:
        for candidate in (locale, locale.partition("-")[0], FALLBACK_LOCALE):
            if candidate.replace("-", "").isalnum() and self._has(f"{name}.{candidate}.txt"):
                return candidate
        raise LookupError(f'there is no letter "{name}"')

    def _has(self, file: str) -> bool:
        try:
            self._environment.get_template(file)
        except TemplateNotFound:
            return False
        return True
