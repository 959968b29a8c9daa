"""Real parts that stand in for the world: a site on loopback, a clock that only moves when told."""
