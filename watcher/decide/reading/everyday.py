"""Is a name that was found the title, or only words of the sentence: "Control", and "out of control".

Owns: what a title made of everyday words must have: quotes, capital letters where capitals tell something, or a number, a kind
or a verb of the coming beside it. Does not own: which words are everyday (`everyday` in cues/*.toml).
"""

import re
from functools import lru_cache

from watcher.decide.reading.fold import Folded, fold_text, is_cjk
from watcher.decide.reading.lexicon import ROLES, lexicon
from watcher.decide.reading.spelling import less_its_article
from watcher.decide.reading.subjects import Found, scanner

_QUOTES = "\"'“”‘’«»„「」『』《》‹›*_"
_HYPHENS = ("-", "‐", "‑")
_SHORT = 8  # letters: a longer single word is hardly an everyday one
_INITIALS = 3  # letters
_NO_SEASON = frozenset(["game", "movie", "book", "album", "song"])
_BEFORE, _AFTER = 30, 60  # characters around a name that are looked at
_PAUSE = re.compile(r"\s*(?:[:：,;|(（!?]|[-–—]+\s|$)")
_BEGINS = re.compile(r"(?:^|[.!?:：;|(（–—]|\s-)\s*$")
_HELPS = frozenset(
    ["is", "was", "has", "will", "to", "gets", "got", "may", "could", "might", "wont", "isnt", "s", "are"]
)
_LOOSE = frozenset(
    ["gets", "get", "takes", "becomes", "become", "sets", "set"]
)  # before a name they announce nothing
_BETWEEN = ("", "s", "the", "of", "of the")  # between a name and what it is: "season 2 of Control"
_CAPITAL_BEFORE = re.compile(r"\b([A-ZÀ-Þ][^\W\d_]+)\s$")
_CAPITAL_AFTER = re.compile(r"\s([A-ZÀ-Þ][^\W\d_]+)")
_FACTS = frozenset(ROLES[: ROLES.index("carrier")])  # the tables that state a fact
_SAYS = _FACTS | {"person"}
_KATAKANA = re.compile(r"[ァ-ヺー・＝\sｦ-ﾟ]+")
_ENOUGH_KANA = 6
_WORD = re.compile(r"[^\W\d_]+")


def only_words(text: Folded, name: str, start: int, end: int) -> bool:
    """Tell whether folded characters start … end, where a name was found, are but words of the sentence."""
    form = text.text[start:end]
    if _quoted(text, start, end):
        return False
    if any(map(is_cjk, form)):
        return _read_aloud(name, form) and not _stands_out(text, start, end)
    return _latin(text, name, start, end)


def _latin(text: Folded, name: str, start: int, end: int) -> bool:
    form, raw, style = text.text[start:end], text.words(start, end), _style(text.raw)
    words = form.split(" ")
    bare = len(words) == 1 and less_its_article(name, form)
    common = bare or _common(form)
    if style == "sentence" and raw.islower():
        proper = not name.islower() and (common or (len(words) == 1 and len(form) <= _SHORT))
        return proper or (common and not _beside(text, start, end))
    if not common or len(_content(words)) > 1:
        return False
    initials = (
        raw.isupper() and len(form) <= _INITIALS and not name.isupper() and not _beside(text, start, end)
    )
    if style != "upper" and (initials or (len(words) == 1 and _of_a_longer_name(text, start, end))):
        return True
    first, last = text.span(start, end)
    tied = text.raw[first - 1 : first] in _HYPHENS or text.raw[last : last + 1] in _HYPHENS
    if tied or (bare and style == "sentence" and _CAPITAL_BEFORE.search(text.raw[:first])):
        return True  # "A-League", "Beach Boys" for The Boys
    if style == "sentence" and not _BEGINS.search(text.raw[:first]) and form not in _days():
        return _goes_on(text.raw[:first], text.raw[last:]) and not _beside(text, start, end)
    return not (_beside(text, start, end) or _spoken_of(text, start, end) or _announced(text, start, form))


def _read_aloud(name: str, form: str) -> bool:
    """Tell whether a few kana are only how a Latin name sounds: ただいま is also said without "Tadaima"."""
    return len(form) < _ENOUGH_KANA and not any(map(is_cjk, fold_text(name)))


def _stands_out(text: Folded, start: int, end: int) -> bool:
    """Tell whether kana are written as a name: in katakana, or apart from other words."""
    first, last = text.span(start, end)
    beside = text.raw[max(0, first - 1) : first] + text.raw[last : last + 1]
    return bool(_KATAKANA.fullmatch(text.raw[first:last])) or not any(char.isalnum() for char in beside)


def _quoted(text: Folded, start: int, end: int) -> bool:
    first, last = text.span(start, end)
    return text.raw[first - 1 : first] in tuple(_QUOTES) and text.raw[last : last + 1].strip(".,!?")[
        :1
    ] in tuple(_QUOTES)


@lru_cache(maxsize=4096)
def _common(form: str) -> bool:
    """Tell whether a name is made of everyday words alone; a number tells it apart."""
    known = lexicon().everyday | lexicon().stop
    return all(word in known or word.removesuffix("s") in known for word in form.split(" "))


def _content(words: list[str]) -> list[str]:
    return [word for word in words if word not in lexicon().stop and word not in _determiners()]


@lru_cache(maxsize=256)
def _style(raw: str) -> str:
    """Say how a text is written: in a sentence capitals tell a name, in the other styles they tell nothing."""
    if raw.islower():
        return "lower"
    if raw.isupper():
        return "upper"
    stop = lexicon().stop
    words = [word for word in _WORD.findall(raw) if len(word) > 3 and word.lower() not in stop]
    capital = sum(word[0].isupper() for word in words)
    return "title" if len(words) > 2 and capital * 10 >= len(words) * 8 else "sentence"


@lru_cache(maxsize=1)
def _days() -> frozenset[str]:
    """Give the words that have their capital in any sentence: weekdays and months."""
    rows = (row for dates in lexicon().dates for name in ("months", "weekdays") for row in dates[name])
    return frozenset(fold_text(word) for row in rows for word in row)


@lru_cache(maxsize=1)
def _determiners() -> frozenset[str]:
    tables = (numbers[name] for numbers in lexicon().numbers for name in ("next", "final", "ordinals"))
    return frozenset(fold_text(form) for table in tables for word in table for form in word.split("/"))


def _goes_on(before: str, after: str) -> bool:
    """Tell whether a capitalised name goes on to the left or right: "Cookie Monster"."""
    left, right = _CAPITAL_BEFORE.search(before), _CAPITAL_AFTER.match(after)
    return any(word and fold_text(word[1]) not in lexicon().stop for word in (left, right))


def _of_a_longer_name(text: Folded, start: int, end: int) -> bool:
    """Tell whether a capitalised word that says nothing of it stands directly beside: "Cash Flow Season 2", "Wicked Game Season 2"."""
    first, last = text.span(start, end)
    before = _CAPITAL_BEFORE.search(text.raw[:first])
    if before:
        window = text.text[max(0, start - _BEFORE) : start - 1]
        word = window.rpartition(" ")[2]
        said = any(hit.end == len(window) for hit in lexicon().hits(window))
        said = said or any(found.end == len(window) for found in scanner().scan(window))
        if not (said or word in lexicon().stop or word in _determiners() or word in _days() or word == "s"):
            return True
    after = text.text[end : end + _AFTER].lstrip(" ")
    things = scanner().scan(after)
    kind = next((t for t in things if t.start == 0 and t.atom.unit in _NO_SEASON and not t.atom.key), None)
    counted = any(t.atom.unit == "season" and t.atom.key and kind and t.start == kind.end + 1 for t in things)
    return counted and bool(_CAPITAL_AFTER.match(text.raw[last:]))


def _beside(text: Folded, start: int, end: int) -> bool:
    """Tell whether a number or a kind stands right beside: "Control 2", "the game Control", "You season 5"."""
    if scanner().bare_number(text.text, end):
        return True
    begin = max(0, start - _BEFORE)
    window = text.text[begin : end + _AFTER]
    kinds, word = lexicon().kinds, text.text[start:end]

    def tells(found: Found) -> bool:
        if found.atom.key:
            return True
        title = kinds[found.atom.unit].title
        return not title and word not in _determiners()

    for found in scanner().scan(window):
        a, b = found.start + begin, found.end + begin
        gap = text.text[end:a] if a >= end else text.text[b:start] if b <= start else "\0"
        if gap.strip() in _BETWEEN and tells(found):
            return True
    return False


def _spoken_of(text: Folded, start: int, end: int) -> bool:
    """Tell whether what follows says something of the name ("Studio's Control arrives"), or it begins a clause of its own."""
    first, last = text.span(start, end)
    begins = bool(_BEGINS.search(text.raw[:first]))
    if begins and _PAUSE.match(text.raw, last):
        return True
    after = text.text[end:].lstrip(" ")[:_AFTER]
    word = text.text[start:end]
    helped = begins and after.split(" ")[0] in _HELPS and word not in lexicon().stop
    said = word not in _days() and any(hit.start == 0 and hit.role in _SAYS for hit in lexicon().hits(after))
    return helped or said


def _announced(text: Folded, start: int, form: str) -> bool:
    """Tell whether a verb of the coming stands right before: "announces Control"."""
    if form in lexicon().stop or form in _determiners() or form in _days():
        return False
    begin = text.text.rfind(" ", 0, max(0, start - _BEFORE)) + 1
    window = text.text[begin : max(0, start - 1)]
    head, _, last = window.rpartition(" ")
    window = head if last in lexicon().stop else window  # "confirms that Control …"
    facts = (hit for hit in lexicon().hits(window) if hit.role in _FACTS and hit.end == len(window))
    return any(window[hit.start : hit.end] not in _LOOSE for hit in facts)
