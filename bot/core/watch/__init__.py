"""Watching sources, decided: when to look, which days, what to think of what was found. Pure."""
