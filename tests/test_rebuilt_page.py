"""A page that was rebuilt: its list is found again, its old news under new links floods nobody, and its owner is told."""

from datetime import timedelta
from pathlib import Path

from watcher.model import Reason, Sign

from fakes.world import SMALLEST, World

HTML = {"Content-Type": "text/html; charset=utf-8"}
CONFIG = SMALLEST.replace('"{site}/ann"', '{{ url = "{site}/ann", every = "1h" }}')
NEWS = [
    "Higehiro gets a third season",
    "Higehiro season 2 was delayed to May 2027",
    "Higehiro season 2 premieres in April 2027",
    "Higehiro gets a stage play in summer",
    "A day at the harbour, told by its keeper",
    "The bookshop in the rain is out in hardcover",
]


def first_design(titles: list[str]) -> str:
    rows = "".join(
        f'<li class="news-item"><span class="date">2026.11.{20 - n}</span><a href="/news/{hash_of(title)}">{title}</a></li>'
        for n, title in enumerate(titles)
    )
    return f"<html><head><title>News</title></head><body><h1>News</h1><ul class='news-list'>{rows}</ul></body></html>"


def second_design(titles: list[str]) -> str:
    cards = "".join(
        f"<article class='card'><h3><a href='/stories/{hash_of(title)}.html'>{title}</a></h3><p>Nov {20 - n}, 2026</p></article>"
        for n, title in enumerate(titles)
    )
    return (
        f"<html><head><title>Stories</title></head><body><main><h2>Stories</h2>{cards}</main></body></html>"
    )


def hash_of(title: str) -> str:
    return title.lower().replace(" ", "-").replace(",", "")


async def test_a_rebuilt_page_is_found_again_and_floods_nobody(tmp_path: Path) -> None:
    async with World(tmp_path, CONFIG) as world:
        world.site.answer("/ann", body=first_design(NEWS), headers=HTML)
        assert await world.round() == []
        [state] = world.app.store.sources.all()
        assert state.kind == "page"
        kept = state.found
        assert kept
        world.site.answer("/ann", body=second_design(NEWS), headers=HTML)
        [summary] = await world.round(timedelta(hours=2))
        assert summary.reason is Reason.RESET
        assert len([line for line in summary.lines if "Higehiro" in line]) >= 2
        [state] = world.app.store.sources.all()
        assert state.health.condition == "suspect"
        assert [mark.sign for mark in state.pulse.marks] == [Sign.RESHAPED]
        fresh = "Higehiro movie opens on March 5, 2027"
        world.site.answer("/ann", body=second_design([fresh, *NEWS]), headers=HTML)
        [alert] = await world.round(timedelta(hours=2))
        assert (alert.headline, alert.old) == (fresh, False)
        told = []
        for _ in range(30):
            told += [a.headline for a in await world.round(timedelta(hours=2)) if a.reason is Reason.HEALTH]
        assert len(told) == 1
        assert "another was found" in told[0]
