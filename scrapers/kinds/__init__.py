"""Kinds of sources: which pages are asked for, and what is asked next. One small file for each; pure."""
