"""The decisions: items and memory in, what to remember and whom to tell out. Pure: no network, disk, clock or log."""
