"""What reading costs as a watchlist grows: python tests/bench/reading.py prints figures; nothing is asserted.

The same 1,000 items are read for 500, 5,000 and 10,000 watches, then 10,000 items for 10,000. A third of the items names a watch.
"""

import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from watcher.decide.reading import Reader
from watcher.model import Item, Watch

from build import an_item

HEADS = (
    "Silver",
    "Crimson",
    "Quiet",
    "Northern",
    "Last",
    "Hollow",
    "Paper",
    "Glass",
    "Winter",
    "Seventh",
    "Iron",
    "Amber",
)
TAILS = (
    "Orchard",
    "Academy",
    "Lighthouse",
    "Alchemist",
    "Harbor",
    "Detective",
    "Kingdom",
    "Cartographer",
    "Sonata",
    "Garden",
)
ENDS = (
    "of Dawn",
    "in Autumn",
    "and the Sea",
    "Chronicle",
    "Zero",
    "Reborn",
    "Diary",
    "After School",
    "no Uta",
    "Project",
)
NEWS = (
    "{} Anime Gets 2nd Season in April 2027", "{} Season 2: release date, cast and everything we know so far",
    "Will there be a season 2 of {}? The director answers", "{}第2期の制作が決定", "{} season 2 delayed to 2028, studio says",
    "Review: {} season 1 is a quiet triumph", "{} Movie Reveals New Trailer, Opens This Fall",
)  # fmt: skip
NOISE = (
    "The week in {}: ten shows that deserve another look",
    "How {} became a festival of its own",
    "New café opens in {}",
)
BODY = "The staff announced on Friday that more details will follow at an event next month. " * 3


def names(count: int) -> list[str]:
    return [
        f"{HEADS[n % 12]} {TAILS[n // 12 % 10]} {ENDS[n // 120 % 10]} {n // 1200 or ''}".strip()
        for n in range(count)
    ]


def items(count: int, named: Sequence[str]) -> list[Item]:
    chance = random.Random(7)
    made = []
    for n in range(count):
        told = n % 3 == 0
        title = chance.choice(NEWS if told else NOISE).format(chance.choice(named) if told else f"Town {n}")
        made.append(an_item(guid=str(n), title=title, summary=BODY))
    return made


def seconds(reader: Reader, read: Sequence[Item]) -> float:
    start = time.process_time()
    for item in read:
        reader.read(item)
    return time.process_time() - start


def main() -> None:
    every = names(10_000)
    some = items(1_000, every[:500])
    base = 0.0
    for count in (500, 5_000, 10_000):
        start = time.process_time()
        reader = Reader(
            [Watch(name=f"w{n}", titles=(name,), about=("season 2",)) for n, name in enumerate(every[:count])]
        )
        seconds(reader, some[:20])
        built = time.process_time() - start
        took = seconds(reader, some)
        base = base or took
        sys.stdout.write(
            f"1,000 items x {count:6,} watches: built {built:5.2f} s, read {took:5.2f} s, {took / base:4.1f} times the first\n"
        )
    sys.stdout.write(f"10,000 items x 10,000 watches: read {seconds(reader, items(10_000, every)):5.2f} s\n")


if __name__ == "__main__":
    main()
