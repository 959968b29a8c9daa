"""Decides which words of an element are its own, and which only say how things stand this minute: "3 minutes ago", "NEW!", "12 comments".

What stands this minute is another text at every poll, and so would be another item. What might be part of a name stays: "(12)" may be a
volume, "New" the first word of a title. Only where the markup or a word beside it says what it is, it goes.
"""

import re
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from watcher.model import one_line
from watcher.parse import dates, landmarks, text

_UNIT = r"(?:sec(?:ond)?|min(?:ute)?|hour|hr|day|week|month|year)s?"
_SPANS = (
    rf"(?:about |over |almost )?(?:\d+|an?|one|few|a few) ?{_UNIT}(?: ?,? ?\d+ ?{_UNIT})? ago",
    r"\d+ ?[smhdw] ago|just now|moments? ago",
    r"\d+ ?(?:秒|分|分钟|時間|小时|日|天|週間|周|か月|ヶ月|ヵ月|カ月|个月|年) ?[前间]",
    r"(?:vor|hace|il y a|há|fa) (?:\d+|einer?|un[ae]?|uma?) [^\W\d]{1,12}|(?:\d+|un[ao']?) ?[^\W\d]{1,12} fa",
    r"\d+ [^\W\d]{1,10} (?:назад|temu|geleden|önce|siden|sedan)|\d+ ?(?:초|분|시간|일|주|개월|달|년) ?전",
)
_RELATIVE = re.compile("|".join(_SPANS), re.IGNORECASE)
_RELATIVE_AT_END = re.compile(
    r"\s+[|·•–—(-]?\s*(?:\d+|an?) ?(?:sec(?:ond)?|min(?:ute)?|hour|hr)s? ago\)?$"
    rf"|\s*[|·•–—(]\s*(?:{'|'.join(_SPANS)})\)?$"
    r"|\s\d+ ?(?:秒|分|時間)前$",
    re.IGNORECASE,
)
_BADGE = re.compile(
    r"\W*(?:new|hot|up|updated?|pinned|sticky|unread|sale|新着|更新|最新|新)\W*", re.IGNORECASE
)
_LOUD = re.compile(r"\W*(?:NEW|New!+|UP!*|HOT!*|新着)\W*")
_LOUD_AROUND = re.compile(
    r"^(?:[\[【(](?:NEW|New|新着)!*[\])】]|NEW!+)\s*|\s*(?:[\[【(](?:NEW|New|新着)!*[\])】]|\sNEW!+)$"
)
_BADGE_NAMES = frozenset(
    {"new", "badge", "icon", "label", "mark", "flag", "ribbon", "tag", "status", "prefix", "hot", "up"}
)
_COUNTED = (
    r"(?:comments?|repl(?:y|ies)|views?|likes?|points?|votes?|shares?|reads?|posts?|answers?|件|コメント"
    r"|kommentare?|commenti?|комментари\w*)"
)
_COUNT = re.compile(
    rf"\W*[\d.,]+ ?[kKmM]?\W*{_COUNTED}?\W*|\W*{_COUNTED}\W*[\d.,]+ ?[kKmM]?\W*", re.IGNORECASE
)
_SAID_COUNT = re.compile(rf"\s*[(\[|·•]\s*\d[\d.,]*[kKmM]? ?{_COUNTED}\s*[)\]]?$", re.IGNORECASE)
_COUNT_NAMES = frozenset(
    {
        "count",
        "counts",
        "counter",
        "comment",
        "comments",
        "commentcount",
        "views",
        "replies",
        "reply",
        "likes",
        "votes",
        "score",
    }
)
_TIME_NAMES = frozenset({"ago", "timeago", "relative", "relativetime"})
_BUTTONS = """
    (?:read|see|view|show|learn|find out|discover)? ?more|more (?:info(?:rmation)?|details)|read on|continue(?: reading)?
    (?:(?:see|view|read) )?(?:the )?(?:full )?(?:details|story|article|post)
    weiterlesen|weiter|mehr(?: lesen| erfahren)?|lire (?:la suite|plus)|en savoir plus|(?:leer|ver) más|seguir leyendo
    leggi(?: tutto| di più)?|continua(?: a leggere)?|(?:leia|ler|saiba) mais|(?:lees|meer) (?:meer|verder|lezen)
    czytaj (?:dalej|więcej)|więcej|читать (?:далее|дальше|полностью)|подробнее|далее
    続きを?(?:読む|見る|よむ)|続き|もっと(?:読む|見る|詳しく)|(?:記事|全文|詳細|詳しく)を?(?:読む|見る|はこちら)?
    阅读(?:更多|全文)|查看(?:更多|详情|全文)|更多|详情|閱讀更多|더 ?(?:보기|읽기)|자세히(?: 보기)?
"""
_ONE_BUTTON = "|".join(filter(None, map(str.strip, _BUTTONS.splitlines())))
_BUTTON = re.compile(rf"\W*(?:{_ONE_BUTTON})\W*", re.IGNORECASE)
_BUTTON_AT_END = re.compile(
    r"(?<=[.!?…。！？])\s*(?:read more|continue reading|続きを読む)[\s.…»→>]*$", re.IGNORECASE
)
_SIGNS = frozenset("#¶§🔗⚓∞")  # what links a heading to itself
_RELEASE = re.compile(
    r"\W*(?:[^\W\d][\w.-]* ){0,2}(?:v\.? ?)?\d{1,4}(?:\.\d+)+[\w.+-]*(?:\W+(?:.*\b)?\d{4}\b.*)?\W*",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\W*(?:(?:no|nr|post|beitrag|сообщение)\W*)?\d{1,7}\W*", re.IGNORECASE)
_NARROW = 20  # as wide as a name; what is wider and leads to a numbered place is a headline
_LEAD_IN = 12  # characters beside a date that say no more than "Posted on"
_SMALL = 60  # characters: what is longer is no badge


def words(node: LexborNode) -> str:
    """Give an element's text on one line, without what only stands this minute; all of it where nothing else is left."""
    if is_bare(node):
        return settled(one_line(node.text()))
    markup = node.html or ""
    kept = settled_markup(node, markup)
    found = settled(text.plain(kept, markup=True))
    return found if found or kept is markup else text.plain(markup, markup=True)


def settled_markup(node: LexborNode, markup: str) -> str:
    """Give an element's markup without the elements in it that only stand this minute."""
    for passing in _passing(node):
        markup = markup.replace(passing, " ", 1)
    return markup


def settled(words: str) -> str:
    """Take from a text's ends what only stands this minute."""
    for passing in (_LOUD_AROUND, _RELATIVE_AT_END, _SAID_COUNT):
        kept = passing.sub("", words).strip()
        if kept and not (passing is _LOUD_AROUND and kept.isupper()):
            words = kept
    return words


def is_relative(said: str) -> bool:
    """Whether a text is a relative time: "3 hours ago"."""
    return bool(_RELATIVE.fullmatch(said.strip(" \t\r\n()[]|·•-–—")))


def mere_place(title: str, address: str | None) -> str | None:
    """Give what a link says of where or when something stands, where it says no more: it is the link of a post without a headline.

    That is a number or a date ("#12", "24 Nov 2026"); or few words that lead to a numbered place ("Permalink": "#p981"). Else None.
    """
    if _NUMBER.fullmatch(title) or is_relative(title):
        return title
    if len(title) < _SMALL and dates.alone(title, beside=_LEAD_IN) is not None:
        return title
    place = urlsplit(address).fragment if address else ""
    narrow = text.width(title) <= _NARROW and not _RELEASE.fullmatch(title)
    return f"#{place}" if any(map(str.isdigit, place)) and narrow else None


def passes(said: str) -> bool:
    """Whether a short text says nothing but how things stand this minute: a relative time, a counter."""
    return is_relative(said) or bool(_COUNT.fullmatch(said))


def is_button(said: str) -> bool:
    """Whether a link's words only say that one can follow it: "Read more"."""
    return len(said) < _SMALL and bool(_BUTTON.fullmatch(said))


def without_button(said: str) -> str:
    """Take the words of a button from the end of an entry's."""
    return _BUTTON_AT_END.sub("", said)


def is_sign(said: str) -> bool:
    """Whether a link's words are the sign that links a heading to itself: "#", "¶"."""
    return said.strip() in _SIGNS


def is_release(said: str) -> bool:
    """Whether a heading names a version or a day: "Version 3.9.0", "1.2.0 (2026-11-24)", "24 Nov 2026"; not "1.2 How to begin"."""
    return bool(_RELEASE.fullmatch(said[:200])) or dates.alone(said, beside=_LEAD_IN) is not None


def is_bare(node: LexborNode) -> bool:
    """Whether an element holds words and no other element."""
    child = node.first_child
    return child is None or (child.is_text_node and child.next is None)


def _passing(node: LexborNode) -> list[str]:
    """Give the markup of the elements within that only stand this minute."""
    if is_bare(node):
        return []
    inside = node.css("time, span, em, small, i, b, strong, sup, sub, font, div, p, abbr, label, mark, a")
    return [part.html for part in inside if part.mem_id != node.mem_id and part.html and _is_passing(part)]


def _is_passing(part: LexborNode) -> bool:
    if part.tag == "time":
        return True
    said = " ".join(part.text()[: _SMALL + 1].split())
    if not said or len(said) > _SMALL or part.tag == "a":
        return part.tag == "a" and is_sign(said)
    if _RELATIVE.fullmatch(said.strip("()[]|·•-–— ")):
        return True
    named = landmarks.names(part)
    if _BADGE.fullmatch(said):
        return bool(_LOUD.fullmatch(said)) or part.tag == "sup" or not named.isdisjoint(_BADGE_NAMES)
    if _COUNT.fullmatch(said):
        return any(map(str.isalpha, said)) or not named.isdisjoint(_COUNT_NAMES)
    return not named.isdisjoint(_TIME_NAMES)
