"""TOML to model: finds the configuration, reads it whole, and reports every problem at its place."""

from watcher.config.jsonschema import json_schema
from watcher.config.load import Judge, Loaded, load, loads
from watcher.config.paths import default_config, find_config, state_dir
from watcher.config.report import format_problem
from watcher.config.starter import STARTER
from watcher.config.urls import shown_source
from watcher.config.values import duration
from watcher.config.words import did_you_mean

__all__ = [
    "STARTER",
    "Judge",
    "Loaded",
    "default_config",
    "did_you_mean",
    "duration",
    "find_config",
    "format_problem",
    "json_schema",
    "load",
    "loads",
    "shown_source",
    "state_dir",
]
