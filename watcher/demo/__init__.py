"""Two weeks of invented news, played through the real program: real HTTP, real SQLite, the real turns, only the clock is quick.

fortnight.toml holds the news · site.py serves it on loopback · play.py steps the clock and shows what rings.
"""
