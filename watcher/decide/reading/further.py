"""Whether a headline calls a thing without a number a further one: "2nd Game", "another OVA", "new movie", 新作映画.

Owns: which words say so, and that they stand right beside the thing. Does not own: what follows from it (decide/moves.py).
"""

import re
from functools import cache

from watcher.decide.reading.counting import KANJI, NEXT, any_of, kanji_number
from watcher.decide.reading.fold import BORDER_AFTER, BORDER_BEFORE, fold_text, is_cjk
from watcher.decide.reading.lexicon import lexicon
from watcher.decide.reading.subjects import scanner
from watcher.model import Claim, Item

MORE = "another"
_BETWEEN = r"(?: [^ ]+){0,2} ?$"  # "second original anime"
_RIGHT = 12  # characters: 映画第2弾
_COUNTED = re.compile(rf"第?([2-9]|[{KANJI}])(?:弾|作目?|本目)")


def further(claim: Claim, item: Item) -> str:
    """Say which one it is called: "2", "3" … by its number, "another", "next" (new, upcoming), "" where it is not called a further one."""
    name = fold_text(claim.mention.form)
    for text in map(fold_text, (item.title, item.summary)):
        things = scanner().scan(text)
        ours = [one for one in things if one.atom.unit == claim.subject]
        for one in ours:
            walls = [t.end for t in things if t.end <= one.start and t.atom.unit != claim.subject]
            before = text[max(walls, default=0) : one.start].rstrip().removesuffix(name)
            sequel = any(t.atom.unit == "sequel" and t.start < one.start <= t.end + 1 for t in things)
            within = text[one.start : one.end].rpartition(" ")[0]  # "another movie" may be one find
            called = (
                _called(before, text[one.end : one.end + _RIGHT]) or _called(within, "") or _key(one.atom.key)
            )
            if word := called or (MORE if sequel else ""):
                return word
        if ours:
            return ""
    return ""


def _key(key: str) -> str:
    """Give the number or word that the thing itself carries: a year is none ("2027 film"), nor is the first one."""
    return key if key == NEXT or (key.isdecimal() and 1 < int(key) < 100) else ""


def _called(before: str, behind: str) -> str:
    if counted := _COUNTED.search(before[-_RIGHT:]) or _COUNTED.match(behind.lstrip()):
        number = counted[1] if counted[1].isdecimal() else kanji_number(counted[1])
        return _key(number)
    if figure := _figures().search(before):
        return _key(figure[1])
    for word, pattern in _words().items():
        if pattern.search(before):
            return word
    return ""


@cache
def _figures() -> re.Pattern[str]:
    """Find "2nd" right before."""
    ends = {fold_text("1" + end)[1:] for row in lexicon().numbers for end in row["suffixes"]}
    return re.compile(
        rf"{BORDER_BEFORE}(\d{{1,2}})(?:{'|'.join(map(re.escape, sorted(ends - {''})))}){_BETWEEN}"
    )


@cache
def _words() -> dict[str, re.Pattern[str]]:
    """Find the words for each, the surest first."""
    rows = lexicon().numbers
    by_word = {
        str(n): [row["ordinals"][n - 1] for row in rows if len(row["ordinals"]) >= n] for n in range(2, 11)
    }
    by_word |= {
        MORE: [w for row in rows for w in row["further"]],
        NEXT: [w for row in rows for w in row[NEXT]],
    }
    return {word: _beside(forms) for word, forms in by_word.items()}


def _beside(forms: list[str]) -> re.Pattern[str]:
    spaced = any_of(form for form in forms if not is_cjk(form[:1]))
    joined = any_of(form for form in forms if is_cjk(form[:1]))
    return re.compile(rf"{BORDER_BEFORE}{spaced}{BORDER_AFTER}{_BETWEEN}|{joined}(?:作|しい|の)?$")
