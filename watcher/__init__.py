"""watcher: rings once, when it is real."""
