"""Reading: an item's words → which watches it meets, and what it claims of each. Values in, values out."""

from watcher.decide.reading.claims import strength
from watcher.decide.reading.keywords import KeywordMatch
from watcher.decide.reading.reader import Near, Reader, headline_words

__all__ = ["KeywordMatch", "Near", "Reader", "headline_words", "strength"]
