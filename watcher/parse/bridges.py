"""Knows the items with which feed generators report that they are broken. They look like news and are none."""

import re
from collections.abc import Sequence

from watcher.model import Item

# What no publisher would call an article: RSS-Bridge's report, a Nitter's gate.
_REPORT = re.compile(
    r"(?:\(?\w{1,60}\)? ?)?bridge returned (?:an )?error:? ?-?\d{0,9}!?(?: \(\d{1,12}\))?"
    r"|\w{1,60}bridge (?:failed with error|was unable to).{0,80}"
    r"|rss reader not yet whitelisted!?"
    r"|(?:rsshub|rss-bridge|fetchrss|politepol|feed43|morss)(?: error)?: .{0,120}(?:error|failed|disabled|not found|expired).{0,80}"
)
# What stands in a feed of one item instead of its news.
_PLACEHOLDER = re.compile(
    r"(?:this |your |the )?(?:rss )?feed (?:is |has been |was )?(?:currently |temporarily |no longer )?"
    r"(?:unavailable|not available|available|disabled|deactivated|discontinued|deleted|removed|expired|suspended|inactive|not found"
    r"|active|supported|updated|maintained|valid|error)(?: .{0,80})?"
    r"|(?:an )?(?:error|failure) (?:while |when |occurred while )?(?:fetching|loading|retrieving|parsing|generating|creating|reading)\b"
    r".{0,80}"
    r"|(?:unable|failed|could not|cannot) (?:to )?(?:retrieve|fetch|load|generate|parse|create|read)\b"
    r".{0,80}\b(?:feed|page|url|content|site)\b.{0,40}"
    r"|(?:no|0) (?:items|content|articles|entries|posts) (?:were )?(?:found|available|extracted).{0,60}"
    r"|(?:(?:http )?error:? ?)?[45]\d\d:? ?\(?(?:not found|forbidden|service unavailable|bad gateway|(?:internal )?server error"
    r"|client error).{0,60}|(?:http )?error:? ?[45]\d\d"
    r"|(?:your )?(?:free )?(?:trial|subscription|plan|account) (?:has |is )?(?:expired|ended|suspended).{0,60}"
)


def without_reports(items: Sequence[Item]) -> tuple[tuple[Item, ...], str | None]:
    """Give the items that are news, and what the others report; None where all are."""
    told = _PLACEHOLDER if len(items) == 1 else None
    reports = [item for item in items if _matches(_REPORT, item) or (told and _matches(told, item))]
    if not reports:
        return tuple(items), None
    count = "an error report" if len(reports) == 1 else f"{len(reports)} error reports"
    gone = set(map(id, reports))
    said = reports[0].title[:80]
    quoted = "" if "challenge" in said.lower() else f" (“{said}”)"
    return tuple(
        item for item in items if id(item) not in gone
    ), f"its feed generator sends {count} as news{quoted}"


def _matches(pattern: re.Pattern[str], item: Item) -> bool:
    return pattern.fullmatch(" ".join(item.title[:300].lower().split()).rstrip(" .!")) is not None
