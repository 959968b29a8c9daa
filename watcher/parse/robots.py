"""Decides whether a robots.txt lets a page be read (RFC 9309). What follows where there is none, or none can be had, is the caller's."""

import re

from protego import Protego

_AGENT = re.compile(r"(?i)\s*user[- ]?agent\b[\s:]*([^#]*)")
_MOST_OF_A_GROUP = 20  # agents that are told apart: each rule counts once for each


def allowed(text: str, url: str, agent: str) -> bool:
    """Say whether the rules for this agent, or else those for all, allow the address.

    text: the whole file, "" where there is none. agent: a product token ("release-watcher"), or the whole User-Agent.
    """
    rules = Protego.parse("\n".join(_fewer_agents(text, agent.lower())))
    return bool(rules.can_fetch(url, agent))


def _fewer_agents(text: str, agent: str) -> list[str]:
    """Leave out most of a group's many agents, but none that could be us: thousands of them before thousands of rules take minutes."""
    lines: list[str] = []
    named: set[str] = set()
    within = False  # the last line that said anything named an agent
    for line in text.splitlines():
        found = _AGENT.match(line)
        if found is None:
            within = within and not line.partition("#")[0].strip()
            lines.append(line)
            continue
        if not within:
            named.clear()
        within = True
        name = found[1].strip().lower()
        if name not in named and (name == "*" or name in agent or len(named) < _MOST_OF_A_GROUP):
            named.add(name)
            lines.append(line)
    return lines
