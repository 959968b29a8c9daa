"""Decides what an owner does next about a source that is not well: a table from what is wrong to one line of advice.

A test holds it to every sign and to the reasons that fetch gives. Advice never repeats the reason; "" where waiting is all there is.
"""

from watcher.decide.health import Health
from watcher.decide.rhythm import Pulse
from watcher.model import Condition, Sign

_BROWSER = "open the address in a browser"
_OTHER_ADDRESS = "the address may have changed: look for the new one in a browser"
_WAIT = "nothing to do but wait"
_LESS = 'ask less often (every = "2h")'

_OF_SIGN = {
    Sign.CHALLENGE: f"look for a feed of this site, or {_LESS}; we do not solve tests for browsers",
    Sign.DENIED: f"{_BROWSER}; if it works there, set user_agent or {_LESS}",
    Sign.LOGIN: "log in with a browser and set cookie, or set auth",
    Sign.CONSENT: "agree in a browser and set cookie to what it has got then",
    Sign.PARKED: "the domain has lost its owner: look for the site's new address",
    Sign.PAGE: f"{_BROWSER}: the feed may have another address now, or need a login",
    Sign.EMPTY: f"{_BROWSER}: is the list empty there, too?",
    Sign.FEWER: f"{_BROWSER}: is the rest gone there, too?",
    Sign.MISSED: "the page has changed: give a new select, or take it out so that the list is looked for",
    Sign.RESHAPED: "see with watcher test-source what is found now; if it is the wrong list, give a select",
    Sign.UNTITLED: "see with watcher test-source what is found now; on a page, give title and link selectors",
    Sign.FOREIGN: "if the site has moved, write its new address into the config; if not, do not trust it",
    Sign.FROZEN: f"{_BROWSER}: is there anything newer?",
    Sign.BRIDGE: "mend the feed generator: its own page shows the error",
    Sign.CUT: f"{_BROWSER}: does the document end there, too?",
}
_OF_STATUS = {
    401: "set auth or cookie, as the site wants",
    402: f"{_BROWSER}: it wants to be paid",
    403: f"{_BROWSER}; if it works there, set user_agent or {_LESS}",
    404: _OTHER_ADDRESS,
    406: "set headers to what the site wants",
    407: "set the login of the proxy",
    410: f"{_OTHER_ADDRESS}, or take the source out",
    414: "shorten the address",
    429: _LESS,
    451: "take the source out, or set a proxy",
}
_OF_REASON = (  # how a reason begins or what it holds
    ("no such host", "look for a slip in the address; the domain may be gone"),
    ("is the network up?", "look after this machine's network"),
    ("allow_private", ""),  # the reason says it all
    ("certificate", "the site must renew its certificate; see in a browser whether it has another address"),
    ("no secure connection", f"{_BROWSER}; the site may speak http only"),
    ("firewall", "let the firewall of this machine pass us"),
    ("file handles", "raise this machine's limit of open files"),
    ("an error of ours", "please report it, with what the log says"),
    ("robots", ""),
    ("redirect", _OTHER_ADDRESS),
    ("larger than", "look for a smaller feed of this site"),
)


def advice(health: Health, pulse: Pulse | None = None, *, name: str = "NAME") -> str:
    """Say what to do next about a source, in one line without a full stop; "" for one that is well."""
    pulse = pulse or Pulse()
    match health.condition:
        case Condition.OK | Condition.WAITING:
            return ""
        case Condition.QUIET:
            return f"{_BROWSER}: is there anything newer? If it has ended, take the source out"
        case Condition.STOPPED:
            return f"{_of_failure(health, pulse)}; when mended: watcher resume {name}"
        case Condition.SUSPECT if not health.failures:
            return _OF_SIGN[_worst(pulse)]
        case _:
            return _of_failure(health, pulse)


def _of_failure(health: Health, pulse: Pulse) -> str:
    if pulse.sign is not None and (pulse.sign is not Sign.DENIED or pulse.status is None):
        return _OF_SIGN[pulse.sign]
    if pulse.status is not None:
        return _OF_STATUS.get(pulse.status, _WAIT if pulse.status >= 500 else _BROWSER)
    return next(
        (said for part, said in _OF_REASON if part in health.reason), f"{_BROWSER}; if it works there, wait"
    )


def sign_of(health: Health, pulse: Pulse) -> Sign | None:
    """Give the sign that a suspect source shows: that of its failure, else the gravest of its last document."""
    if health.condition in (Condition.FAILING, Condition.STOPPED) or health.failures:
        return pulse.sign
    return _worst(pulse) if health.condition is Condition.SUSPECT else None


_GRAVEST = (Sign.FOREIGN, Sign.BRIDGE, Sign.EMPTY, Sign.UNTITLED, Sign.RESHAPED, Sign.CUT, Sign.FEWER)


def _worst(pulse: Pulse) -> Sign:
    """Give the gravest mark; a suspect source without any is frozen."""
    found = {mark.sign for mark in pulse.marks}
    return next((sign for sign in _GRAVEST if sign in found), next(iter(found), Sign.FROZEN))
