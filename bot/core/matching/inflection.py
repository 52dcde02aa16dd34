"""Which forms of a word differ in number, tense or person alone.

A stemmer joins "adapters" with "adaptation" and "annotators" with "annotated": useful for finding, but not the same
thing. Who typed "adapters" means adapters and adapter. So a second, lighter form of each word takes off the endings of
inflection alone; where that form differs but the stem is the same, the word found is a *derived* one and counts less.

Plurals as in Harman's S-stemmer (1991, "How effective is suffixing?", Journal of the American Society for Information
Science 42), -ed and -ing as in step 1b of Porter (1980, "An algorithm for suffix stripping", Program 14).
"""

from functools import lru_cache

from bot.core.matching.spelling import respell

_VOWELS = frozenset("aeiouy")
_SHORTEST = 3
_SHORTEST_INFLECTED = 4
_SHORTEST_STEM = 3
_NO_PLURAL = ("ss", "us", "is", "bias")
_PLURAL_ES = ("sses", "shes", "ches", "xes", "zes")
_STAY_DOUBLE = "eflsz"


@lru_cache(maxsize=1 << 16)
def uninflected(word: str) -> str:
    """A folded word without endings of number, tense and person. Need not be a word of the dictionary."""
    if len(word) < _SHORTEST or not word.isascii():
        return word
    if len(word) >= _SHORTEST_INFLECTED:
        word = _without_tense(_singular(respell(word)))
    return _without_last_letter(word)


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > len("ties"):
        return f"{word[:-3]}y"
    if word.endswith(_PLURAL_ES):
        return word[:-2]
    return word[:-1] if word[-1] == "s" and not word.endswith(_NO_PLURAL) else word


def _without_tense(word: str) -> str:
    if len(word) == len("lying") and word.endswith("ying"):
        return f"{word[0]}ie"  # dying, lying, tying
    if len(word) == len("lied") and word.endswith("ied"):
        return word[:-1]
    if word.endswith("ing") and _may_be_verb(word[:-3]):
        word = _undoubled(word[:-3])
    elif word.endswith("ed") and not word.endswith("eed") and _may_be_verb(word[:-2]):
        word = _undoubled(word[:-2])
    if word.endswith("eed") and not _VOWELS.isdisjoint(word[:-3]):
        return word[:-1]  # agreed; "exceed" too, in all its forms, but neither "need" nor "speed"
    return word


def _may_be_verb(stem: str) -> bool:
    """Whether what stands before -ing or -ed can be a verb: not that of "string" and "red", "being" and "bed"."""
    if len(stem) < _SHORTEST_STEM:
        return len(stem) == _SHORTEST_STEM - 1 and stem[0] in _VOWELS  # using, aged
    return not _VOWELS.isdisjoint(stem)


def _undoubled(stem: str) -> str:
    doubled = len(stem) > _SHORTEST_STEM and stem[-1] == stem[-2]
    return stem[:-1] if doubled and stem[-1] not in _STAY_DOUBLE else stem


def _without_last_letter(word: str) -> str:
    """Without the letter that is not in all forms (tune, tuning; apply, applies; spell, spelling)."""
    long = len(word) >= _SHORTEST_INFLECTED
    if word[-1] == "e":
        return word[:-1] if long or word[0] in _VOWELS else word
    if word[-1] == "y":
        return f"{word[:-1]}i" if long or word[-2] not in _VOWELS else word
    return word[:-1] if word.endswith("ll") and len(word) > _SHORTEST_INFLECTED else word
