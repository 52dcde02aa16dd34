"""How a digest looks: on a terminal (``terminal``), as plain text and as a page (``pages``).

``presentation`` and ``sentences`` turn papers and digests into words once for all of them. ``rich`` and ``jinja2`` are
imported by ``terminal`` and ``pages`` alone, so whoever prints JSON pays for neither.
"""
