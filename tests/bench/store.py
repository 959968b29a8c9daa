"""What the memory costs: python tests/bench/store.py [ITEMS] prints figures; nothing is asserted.

A document of so many items is read for the first time, again unchanged, and once more with one new item; then a year of other
documents is stored, and all that runs beside the polls is timed on it.
"""

import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from watcher.model import Item
from watcher.store import Store
from watcher.store.database import check
from watcher.welcome import meet

from build import a_watch, an_item
from fakes.byhand import ByHand

DOCUMENTS = 5


@contextmanager
def timed(what: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    say(f"{what:48} {time.perf_counter() - start:8.3f} s   peak {peak:5.0f} MB")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def document(count: int, prefix: str) -> list[Item]:
    titles = (f"Headline {n} of {prefix}: a show, a date" for n in range(count))
    return [
        an_item(guid=f"{prefix}-{n}", title=title, link=f"https://e.org/{prefix}/{n}", summary="word " * 60)
        for n, title in enumerate(titles)
    ]


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        hand = ByHand(Path(folder, "watcher.db"))
        items = document(count, "first")
        with timed(f"{count} items, for the first time"):
            hand.poll(*items)
        with timed("the same again"):
            assert hand.poll(*items) == []
        with timed("and with one that is new"):
            assert len(hand.poll(*items[1:], an_item(guid="new"))) == 1
        with timed("100 documents of 30 items, 29 of them known"):
            for n in range(100):
                hand.poll(*items[n : n + 30], an_item(guid=f"n{n}", title=f"headline {n}", link=None))
        with timed(f"{DOCUMENTS} more documents of {count} items"):
            for n in range(DOCUMENTS):
                hand.poll(*document(count, f"year {n}"))
        size = hand.path.stat().st_size + hand.path.with_name("watcher.db-wal").stat().st_size
        stored = hand.store._db.rows("SELECT count(*) FROM item")[0][0]
        say(f"{stored} items take {size / 1e6:.1f} MB: {size / stored:.0f} bytes each")
        with timed("100 commits of a poll that found nothing new"):
            for _ in range(100):
                hand.unchanged()
        with timed("reading all of it for a new watch"):
            meet(hand.store, [a_watch(name="new", titles=("Bocchi",))])
        with timed("housekeeping"):
            hand.store.housekeep(hand.later(days=500), timedelta(days=400))
        with timed("a backup"):
            hand.store.backup(Path(folder, "copy.db"))
        with timed("checking the backup"):
            check(Path(folder, "copy.db"))
        hand.store.close()
        with timed("opening it"):
            store = Store(hand.path)
        store.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
