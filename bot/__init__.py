"""Who wants to hear of it, and how do we tell them? Decisions in ``core``, their order in ``app``, doors in ``cli``."""

__version__ = "0.1.0"
