"""Finds sources: looks at an address once, and takes what is best watched for it. Stores nothing, tells nobody, writes no config.

sight.py says what is to be seen at one address · search.py goes from there to a feed, or stays with the page · naming.py names what
was found.
"""

from watcher.finding.naming import source_name, watch_name
from watcher.finding.search import COMMON, Found, find
from watcher.finding.sight import Eye, Sight

__all__ = ["COMMON", "Eye", "Found", "Sight", "find", "source_name", "watch_name"]
