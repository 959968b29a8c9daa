"""Text as names and cues are compared in it, with the way back to the words as they stand.

Owns: what counts as the same letter (width, case, accents, kana), where a word ends, and offsets from
folded to raw text. Does not own: what a name or a cue is. Folding forgets punctuation; sentences are cut
from the raw text (sentences.py).
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

# Written without spaces: no word borders. Kana and kanji, and Bopomofo among them: one run, because a regex
# that holds more than two takes a millisecond to compile, and there are a thousand.
CJK = "\u3005-\u9fff\U00020000-\U0003ffff"
BORDER_BEFORE = rf"(?<![^\W{CJK}])"  # no letter or digit of a spaced script before
BORDER_AFTER = rf"(?![^\W{CJK}])"

_TAIL = "\u0300-\u036f\u3099\u309a\uff9e\uff9f"  # marks that belong to the character before them
_PIECE = re.compile(rf"([A-Za-z0-9]+)(?![{_TAIL}])|[\s\S][{_TAIL}]*")  # a plain run, or one character
_CJK = re.compile(f"[{CJK}]")
_BESIDE_CJK = re.compile(f"(?<=[{CJK}]) | (?=[{CJK}])")
_MARKS = re.compile(r"[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670]")
_ROMAN_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "ð": "d", "þ": "th"}
)
_KANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
_SILENT = frozenset("™®©\u00ad\u200b\u200c\u200d\u2060\ufeff\u0640")
_APOSTROPHES = frozenset("'’‘ʼ`´＇")
_ELIDED = frozenset(  # articles and the like that lose their vowel: what follows is a word of its own
    ["l", "d", "n", "s", "c", "j", "m", "t", "qu", "jusqu", "lorsqu", "puisqu", "quelqu", "un", "all", "dall",
     "dell", "nell", "sull", "quest", "quell"]
)  # fmt: skip


_Piece = tuple[str, int, int]  # folded, and the raw offsets that it stands for


@dataclass(frozen=True)
class Folded:
    """A text and its folded form. The way back is made when it is asked for: most texts name no watch."""

    raw: str
    text: str
    _pieces: tuple[_Piece, ...] = field(repr=False, compare=False)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """The raw offsets where what `text[i]` stands for begins."""
        return tuple(start for start, _ in self._offsets)

    @cached_property
    def ends(self) -> tuple[int, ...]:
        """The raw offsets where what `text[i]` stands for ends."""
        return tuple(end for _, end in self._offsets)

    @cached_property
    def _offsets(self) -> list[tuple[int, int]]:
        return _offsets(self.raw, self._pieces)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Give the raw offsets of folded characters start … end (end excluded, at least one character)."""
        return self.starts[start], self.ends[end - 1]

    def words(self, start: int, end: int) -> str:
        """Give the words as they stand in the raw text."""
        first, last = self.span(start, end)
        return self.raw[first:last]


def fold(raw: str) -> Folded:
    """Fold a text: one case, width, kana and accent; punctuation is one space, none beside kana and kanji.
    Idempotent.
    """
    pieces: list[_Piece] = []
    for found in _PIECE.finditer(raw):
        word = found[1]
        out = word.lower() if word else _fold_cluster(found[0])
        if out:
            pieces.append((out, *found.span()))
    pieces = _settle(pieces)
    text = " ".join("".join(out for out, _, _ in pieces).split())
    return Folded(raw, _BESIDE_CJK.sub("", text), tuple(pieces))


@lru_cache(maxsize=4096)
def fold_text(raw: str) -> str:
    """Give only the folded text."""
    return fold(raw).text


def is_cjk(char: str) -> bool:
    """Tell whether a character is kana or kanji: such names are found anywhere, not only at word borders."""
    return _CJK.match(char) is not None


@lru_cache(maxsize=16384)
def _fold_cluster(cluster: str) -> str:
    """Fold one character with its marks: letters and digits, a space, or one of ' . , that its neighbours
    settle.
    """
    if cluster in _SILENT:
        return ""
    if cluster in _APOSTROPHES:
        return "'"
    before, after = "", cluster
    while before != after:
        before = after
        after = unicodedata.normalize("NFKD", before.casefold())
        after = unicodedata.normalize("NFC", _MARKS.sub("", after)).translate(_ROMAN_LETTERS)
        after = after.translate(_KANA)
    return "".join(map(_fold_char, after))


def _fold_char(char: str) -> str:
    if char in ".,":
        return char
    if char == "&":
        return " and "
    category = unicodedata.category(char)
    if category == "Nd":
        return str(unicodedata.decimal(char))
    return char if category[0] in "LNM" else " "


def _settle(pieces: list[_Piece]) -> list[_Piece]:
    """Decide by their neighbours what apostrophes, points and commas are: hasn't, Ann's, 2.7, 1,000."""
    settled: list[_Piece] = []
    for i, (out, start, end) in enumerate(pieces):
        if out not in ("'", ".", ","):
            settled.append((out.replace(".", " ").replace(",", " "), start, end))
            continue
        left = settled[-1][0][-1:] if settled else ""
        right = pieces[i + 1][0][:1] if i + 1 < len(pieces) else ""
        kept = " "
        if out == "'" and left.isalnum() and right.isalnum():
            beyond = pieces[i + 2][0][:1] if i + 2 < len(pieces) else ""
            own = pieces[i + 1][0] == "s" and not beyond.isalnum()
            kept = " " if own or _word_before(pieces, i) in _ELIDED else ""
        elif out != "'" and left.isdigit() and right.isdigit():
            kept = "." if out == "." else ""
        if kept:
            settled.append((kept, start, end))
    return settled


def _word_before(pieces: list[_Piece], at: int) -> str:
    first = at
    while first and pieces[first - 1][0].isalnum():
        first -= 1
    return "".join(out for out, _, _ in pieces[first:at])


def _offsets(raw: str, pieces: Sequence[_Piece]) -> list[tuple[int, int]]:
    """Give (start, end) in the raw text for each folded character, by the rules that made the text."""
    offsets: list[tuple[int, int]] = []
    last = ""
    gap: tuple[int, int] | None = None
    for out, start, end in pieces:
        whole = len(out) == end - start and raw[start:end].isascii()
        for i, char in enumerate(out):
            at = (start + i, start + i + 1) if whole else (start, end)
            if char == " ":
                gap = gap or at
                continue
            if gap and last and not is_cjk(char) and not is_cjk(last):
                offsets.append(gap)
            gap, last = None, char
            offsets.append(at)
    return offsets
