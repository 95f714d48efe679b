"""The sample that ``demo`` makes: accounts, work and one release, all marked so."""
