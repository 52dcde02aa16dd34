"""Data that is shipped with the program; read through :mod:`importlib.resources`."""
