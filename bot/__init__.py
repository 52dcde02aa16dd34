"""Who wants to hear of it, and how do we tell them? Decisions in ``core``, their order in ``app``, doors in ``cli``."""
