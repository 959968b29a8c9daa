"""Decides whether it is this machine that has no network, rather than its sources: one condition of the machine, not of fifty sources.

Its memory, `Network`, is one fact in the store. An offline failure is one where nothing beyond this machine was reached
(`FetchError.offline`); an answer of any kind, a refused connection too, shows that there is a network.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from watcher.decide.health import lasted

AGAIN = timedelta(minutes=1)  # how soon a source is tried again while there is no network: nobody is bothered
WORTH_TELLING = timedelta(minutes=30)
_JUST = timedelta(minutes=2)  # whoever was reached so lately shows that there is a network
_ALONE = timedelta(hours=6)  # one host alone is excused no longer: it may be its name that is broken
_LONG = timedelta(days=1)
_HOSTS_KEPT = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """What is known of this machine's network. Of no outage: `since` is None."""

    reached_at: datetime | None = None
    since: datetime | None = None  # of the first offline failure after that
    hosts: tuple[str, ...] = ()  # some of those that failed so since then
    told: bool = False


def reached(before: Network, host: str, *, now: datetime, zone: str) -> tuple[Network, str | None]:
    """Take in that something beyond this machine answered. Returns the sentence to tell when that ends an outage worth telling.

    zone: IANA name, for people's eyes.
    """
    after = Network(reached_at=now)
    if before.since is None or now - before.since < WORTH_TELLING:
        return after, None
    if len(before.hosts) < 2 and host not in before.hosts:
        return after, None  # only one host could not be reached
    began, ended = (at.astimezone(ZoneInfo(zone)) for at in (before.since, now))
    form = "%H:%M" if began.date() == ended.date() else "%Y-%m-%d %H:%M"
    span = f"from {began.strftime(form)} to {ended.strftime(form)}"
    return (
        after,
        f"this machine had no network {span}, {lasted(now - before.since)}. Every source is read again now; none is to blame",
    )


def offline(before: Network, host: str, *, now: datetime) -> tuple[Network, bool, str | None]:
    """Take in an offline failure. Returns whether the source is excused: its failure does not count; and a sentence to tell.

    One that fails alone while others are reached is not excused.
    """
    hosts = before.hosts if host in before.hosts else (*before.hosts, host)[:_HOSTS_KEPT]
    after = replace(before, since=before.since or now, hosts=hosts)
    lately = before.reached_at is not None and timedelta() <= now - before.reached_at < _JUST
    span = now - (after.since or now)
    if len(hosts) < 2:
        return after, not lately and span < _ALONE, None
    if span < _LONG or before.told:
        return after, True, None
    said = f"this machine has reached none of its sources for {lasted(span)}: is its network up?"
    return replace(after, told=True), True, said
