"""Reads the times that people type: a span such as "30d", or a date in their zone."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import click

from watcher.config import duration


def past(text: str, now: datetime, option: str) -> datetime:
    """Give the moment a span ago. option: whom an error names."""
    try:
        return now - duration(text)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint=option) from None
    except OverflowError:
        raise click.BadParameter(f"{text} is too long", param_hint=option) from None


def future(text: str, now: datetime, zone: str, option: str) -> datetime:
    """Give the moment a span from now, or a date's (without an offset it is meant in that zone). It must lie ahead."""
    try:
        at = _ahead(text, now) or _date(text, zone)
    except ValueError:
        message = f'{text} is neither a span such as "30d" nor a date such as "2027-01-31"'
        raise click.BadParameter(message, param_hint=option) from None
    except OverflowError:
        raise click.BadParameter(f"{text} is too far away", param_hint=option) from None
    if at <= now:
        raise click.BadParameter(f"{text} has passed", param_hint=option)
    return at


def _ahead(text: str, now: datetime) -> datetime | None:
    try:
        span = duration(text)
    except ValueError:
        return None
    return now + span


def _date(text: str, zone: str) -> datetime:
    at = datetime.fromisoformat(text)
    return (at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)
