"""Which blocks of a dump are a title and which its abstract, where one of them was lost. Pure, linear.

The blocks between two certain landmarks are aligned with the pattern "title, abstract, title, abstract …" at the least
cost: a block may be left out, and a block in a place it does not look made for costs something. So one lost block
costs one paper, and no abstract ever slides to the next title.
"""

from collections.abc import Sequence

_LEFT_OUT = 6
_UNLIKELY = 18
_BEFORE_META = -4
# Dearer than leaving both blocks out, even before the lines that end a paper.
_NONE_AT_ALL = 2 * _LEFT_OUT - _BEFORE_META + 1

_LONG_TITLE = 250
_LONGEST_TITLE = 400
_SHORT_ABSTRACT = 100
FULL_ABSTRACT = 250
"""Characters from which a text is as long as abstracts are."""
_FINAL = tuple('.!?)]}"”')


def ends_like_a_sentence(text: str) -> bool:
    """Whether a text ends in a final mark, or in an address, as some abstracts do."""
    return text.endswith(_FINAL) or "://" in text[-200:].rpartition(" ")[2]


def title_cost(text: str) -> int:
    """How little the text looks like a title: 0 like one. Titles of up to 180 characters are common."""
    length = len(text)
    cost = _UNLIKELY if length > _LONGEST_TITLE else 6 if length > _LONG_TITLE else 0
    return cost + (6 if text.count(". ") > 1 else 0)


def abstract_cost(text: str, *, among_long: bool) -> int:
    """How little the text looks like an abstract: 0 like one. Most have more than a thousand characters.

    :param among_long: the page has texts as long as that, so a few words without a full stop are no abstract at all.
    """
    if len(text) >= FULL_ABSTRACT:
        return 0
    short = len(text) < _SHORT_ABSTRACT
    if ends_like_a_sentence(text):
        return 2 if short else 0
    if not short:
        return 2
    return _NONE_AT_ALL if among_long else 8


def pair(texts: Sequence[str], *, before_meta: bool, among_long: bool) -> list[int]:
    """The positions of the titles whose abstract is the text right behind them, in order.

    :param before_meta: the lines that end a paper follow, so the last text is most likely an abstract.
    :param among_long: as for :func:`abstract_cost`.
    """
    count = len(texts)
    # cheapest[i]: the least cost of the texts from i on; paired[i]: whether it begins with i as a title.
    cheapest = [0] * (count + 2)
    paired = [False] * (count + 1)
    for position in range(count - 1, -1, -1):
        cheapest[position] = cheapest[position + 1] + _LEFT_OUT
        if position + 1 < count:
            cost = (
                title_cost(texts[position])
                + abstract_cost(texts[position + 1], among_long=among_long)
                + cheapest[position + 2]
            )
            if before_meta and position + 2 == count:
                cost += _BEFORE_META
            if cost <= cheapest[position]:
                cheapest[position] = cost
                paired[position] = True
    titles: list[int] = []
    position = 0
    while position < count:
        if paired[position]:
            titles.append(position)
        position += 2 if paired[position] else 1
    return titles
