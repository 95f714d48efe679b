"""Releases of kind figures: from accepted tallies to tables that are proven safe."""
