"""The door through which time comes in: jobs that are done when they are due, by one process, again and again.

When a job is due stands in the store (:mod:`store.api.watch`), so it is known to every process and outlives them all.
APScheduler only ticks; nobody but :mod:`bot.timer.ticking` knows of it.
"""
