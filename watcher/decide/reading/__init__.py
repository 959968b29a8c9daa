"""Reading: an item's words → which watches it meets, and what it claims of each. Values in, values out."""

from watcher.decide.reading.further import further
from watcher.decide.reading.keywords import KeywordMatch
from watcher.decide.reading.near import Near
from watcher.decide.reading.reader import Reader, headline_words
from watcher.decide.reading.verdict import strength

__all__ = ["KeywordMatch", "Near", "Reader", "further", "headline_words", "strength"]
