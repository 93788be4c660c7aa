"""The senses of words with their parts of speech, from EDICT.

One line is: written form [reading] /(tags) (1) gloss/gloss/(tags) (2) gloss/.../. Words of the lists are found there
by form and reading. A form in kana stands for several words: the one whose glosses say most of what the list says is
taken, and none where no gloss agrees.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

from subgraphs.shared.japanese.fold import english_words
from subgraphs.shared.japanese.romanize import to_hiragana

MOST_SENSES = 8

_LINE = re.compile(r"(?P<form>\S+) (?:\[(?P<reading>[^\]]+)\] )?/(?P<body>.*)/$")
_TAGS = re.compile(r"\(([a-zA-Z0-9,\-]+:?)\)\s*")
_DIALECT = re.compile(r"[a-z]{2,4}:")
_ORIGIN = re.compile(r"\s*\([a-z]{3}: [^)]*\)")
_NUMBER = re.compile(r"\(\d+\)\s*")
_LEFT_OUT = frozenset(["arch", "obs", "obsc", "vulg", "X", "derog", "sl", "rare", "joc"])

_SAY_NOTHING = frozenset(["P", "vi", "vt", "ok", "ik", "oK", "iK", "io", "gikun", "ateji", "adj-no", "unc"])

PARTS_OF_SPEECH = {
    "n": "NOUN", "n-adv": "NOUN", "n-t": "NOUN", "vs": "NOUN", "n-suf": "SUFFIX", "n-pref": "PREFIX",
    "pn": "PRONOUN", "num": "NUMERAL", "ctr": "COUNTER", "adj-i": "ADJECTIVE", "adj-ix": "ADJECTIVE",
    "adj-na": "ADJECTIVE", "adj-t": "ADJECTIVE", "adj-pn": "DETERMINER", "adj-f": "DETERMINER", "adv": "ADVERB",
    "adv-to": "ADVERB", "prt": "PARTICLE", "conj": "CONJUNCTION", "int": "INTERJECTION", "pref": "PREFIX",
    "suf": "SUFFIX", "exp": "EXPRESSION", "aux": "AUXILIARY", "aux-v": "AUXILIARY", "aux-adj": "AUXILIARY",
}  # fmt: skip
INFLECTIONS = {
    "v1": "ichidan", "v1-s": "ichidan", "adj-i": "i-adjective", "adj-ix": "i-adjective", "adj-na": "na-adjective",
    "vs": "suru", "vs-i": "suru", "vs-s": "suru", "vk": "kuru", "vz": "ichidan", "v5u-s": "godan-u", "v5k-s": "godan-k",
    "v5r-i": "godan-r", "v5aru": "godan-r",
} | {f"v5{end}": f"godan-{end}" for end in "ukgstnbmr"}  # fmt: skip
NOTES = {
    "uk": "usually written in kana", "hon": "honorific", "hum": "humble", "pol": "polite", "col": "colloquial",
    "fam": "familiar", "abbr": "abbreviation", "chn": "children's language", "fem": "used mostly by women",
    "male": "used mostly by men", "id": "idiom", "on-mim": "imitates a sound or a feeling", "sens": "sensitive",
    "poet": "poetic", "yoji": "four-character expression", "proverb": "proverb",
}  # fmt: skip
FIELDS = {
    "comp": "computing", "Buddh": "Buddhism", "math": "mathematics", "sports": "sports", "food": "food", "sumo": "sumo",
    "baseb": "baseball", "med": "medicine", "ling": "linguistics", "physics": "physics", "music": "music",
    "astron": "astronomy", "mahj": "mahjong", "hanaf": "hanafuda", "biol": "biology", "chem": "chemistry", "law": "law",
    "anat": "anatomy", "MA": "martial arts", "shogi": "shogi", "Shinto": "Shinto", "bot": "botany", "zool": "zoology",
    "archit": "architecture", "Christn": "Christianity", "finc": "finance", "geol": "geology", "mil": "military",
    "engr": "engineering", "bus": "business", "econ": "economics",
}  # fmt: skip
NOTES |= {"dated": "dated", "litf": "literary", "hist": "historical"}
NOTES |= {tag: f"in {field}" for tag, field in FIELDS.items()}
GRAMMAR = PARTS_OF_SPEECH.keys() | INFLECTIONS.keys()


@dataclass(frozen=True, slots=True)
class Sense:
    meanings: tuple[str, ...]
    parts_of_speech: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DictionaryWord:
    senses: tuple[Sense, ...]
    inflection: str | None
    is_common: bool
    is_usually_kana: bool

    @property
    def english(self) -> frozenset[str]:
        return frozenset(word for sense in self.senses for gloss in sense.meanings for word in english_words(gloss))


class Edict:
    def __init__(self, path: Path) -> None:
        self._by_form: dict[tuple[str, str], list[DictionaryWord]] = defaultdict(list)
        self._by_reading: dict[str, list[DictionaryWord]] = defaultdict(list)
        for line in path.read_text(encoding="euc_jp").splitlines()[1:]:
            match = _LINE.match(line)
            if match is None or not (word := to_word(match["body"])).senses:
                continue
            form, reading = match["form"], to_hiragana(match["reading"] or match["form"])
            self._by_form[form, reading].append(word)
            self._by_reading[reading].append(word)
            if word.is_usually_kana and match["reading"]:
                self._by_form[match["reading"], reading].append(word)

    def find(self, forms: list[str], reading: str, meanings: list[str]) -> DictionaryWord | None:
        wanted = {word for meaning in meanings for word in english_words(meaning)}
        sound = to_hiragana(reading)
        for form in forms:
            found = self._by_form.get((form, sound), [])
            if (best := most_agreeing(found, wanted)) or (len(found) == 1 and form != reading):
                return best or found[0]
        return most_agreeing(self._by_reading.get(sound, []), wanted) if reading in forms else None


def most_agreeing(words: list[DictionaryWord], wanted: set[str]) -> DictionaryWord | None:
    agreeing = [word for word in words if word.english & wanted]
    return max(
        agreeing,
        key=lambda word: (len(word.english & wanted) / len(word.english | wanted), word.is_common),
        default=None,
    )


def to_word(body: str) -> DictionaryWord:
    senses: list[Sense] = []
    tags: frozenset[str] = frozenset()
    all_tags: list[str] = []
    is_common = False
    for piece in body.split("/"):
        new_tags, begins_sense, gloss = split_piece(piece)
        if new_tags == {"P"} and not gloss:
            is_common = True
            continue
        if begins_sense or not senses:
            tags = new_tags if new_tags & GRAMMAR else tags | new_tags
            all_tags += sorted(tags)
            senses.append(Sense((), parts_of(tags), notes_of(tags)))
        if gloss and not is_left_out(tags | new_tags, is_first=len(senses) == 1):
            senses[-1] = replace(senses[-1], meanings=(*senses[-1].meanings, gloss))
    return DictionaryWord(
        senses=tuple(sense for sense in senses if sense.meanings)[:MOST_SENSES],
        inflection=next((INFLECTIONS[tag] for tag in all_tags if tag in INFLECTIONS), None),
        is_common=is_common,
        is_usually_kana=bool(senses) and NOTES["uk"] in senses[0].notes,
    )


def is_left_out(tags: frozenset[str], is_first: bool) -> bool:
    unwanted = _LEFT_OUT if is_first else _LEFT_OUT | {"col"}
    return bool(tags & unwanted) or any(_DIALECT.fullmatch(tag) for tag in tags)


def split_piece(piece: str) -> tuple[frozenset[str], bool, str]:
    """The tags that a gloss begins with, whether it begins a sense, and the gloss itself."""
    tags: set[str] = set()
    has_number = False
    rest = _ORIGIN.sub("", piece).strip()
    while True:
        if match := _NUMBER.match(rest):
            has_number = True
        elif (match := _TAGS.match(rest)) and is_tags(match[1]):
            tags.update(match[1].split(","))
        else:
            return frozenset(tags), has_number or bool(tags & GRAMMAR), rest
        rest = rest[match.end() :]


def is_tags(text: str) -> bool:
    known = GRAMMAR | NOTES.keys() | _LEFT_OUT | _SAY_NOTHING
    tags = text.split(",")
    return any(tag in known or tag.startswith(("v2", "v4", "adj-")) or _DIALECT.fullmatch(tag) for tag in tags)


def parts_of(tags: frozenset[str]) -> tuple[str, ...]:
    verbs = {"VERB"} if any(tag.startswith("v") and tag not in ("vs", "vi", "vt") for tag in tags) else set()
    return tuple(sorted(verbs | {PARTS_OF_SPEECH[tag] for tag in tags if tag in PARTS_OF_SPEECH}))


def notes_of(tags: frozenset[str]) -> tuple[str, ...]:
    return tuple(NOTES[tag] for tag in NOTES if tag in tags)
