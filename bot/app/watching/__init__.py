"""Watching sources: what is asked of them, what is recorded of it, and what is thought of them afterwards."""
