"""Alerts to messages: what a person reads, on each kind of channel. Values in, values out."""
