"""One spelling for each word: British and American forms, irregular plurals and inflection made equal.

The rules work on folded words (lower case, without accents) and are applied to keywords and to papers alike, so a rule
need not produce a dictionary word: it only must not make two different words equal. Words of other alphabets pass
unchanged.
"""

import re

import Stemmer

# Suffix rules, each with the reason for its guard. All are anchored at the end and bounded, hence linear.
_RULES = (
    # -ise, -isation → -ize, -ization. Four letters before keep "noise", "wise" and "rise" as they are; the letter
    # before keeps "supervise" (supervision), "precise" (precision), "appraise", "denoise" and "disguise".
    (
        re.compile(
            r"(?<=[a-z]{3}[bd-np-tw-z])(?<!advert)is(?=(?:e|ed|es|er|ers|ing|ings|able|ations?|ational)$)"
            r"|(?<=[a-z]{2}ic)is(?=(?:e|ed|es|er|ers|ing|ings|able|ations?)$)"
        ),
        "iz",
    ),
    # -yze → -yse, beside "analysis" and "catalysis" below.
    (re.compile(r"(?<=l)yz(?=(?:e|ed|es|er|ers|ing)$)"), "ys"),
    # "hypothesis", "analysis", "diagnosis", "emphasis" are declined like "hypotheses".
    (re.compile(r"(?<=[a-z]{3}[aeoy]s)is$"), "es"),
    # -our → -or. Three letters before keep "hour", "four", "your", "flour".
    (
        re.compile(
            r"(?<=[a-z]{3})our"
            r"(?=(?:s|ed|ing|er|ers|al|ally|able|ably|ful|less|hood|hoods|ite|ites|ism|ist|ists|y)?$)"
        ),
        "or",
    ),
    # -re → -er, in the words where it occurs: a general rule would take "genre" and "timbre".
    (re.compile(r"(?:(?<=cent)|(?<=met)|(?<=lit)|(?<=fib)|(?<=theat)|(?<=calib)|(?<=spect))re(?=s?$)"), "er"),
    (re.compile(r"(?<=cent)r(?=(?:ed|ing)$)"), "er"),
    # catalogue, dialogue, analogue
    (re.compile(r"(?<=log)ue(?=s?$)"), ""),
    # defence, offence, licence, pretence
    (re.compile(r"(?<=(?:defen|offen|licen|reten))c(?=e[sd]?$)"), "s"),
    # haemoglobin, anaemia, paediatric, oedema, oestrogen, foetal, anaesthesia, aesthetic
    (re.compile(r"(?:(?<=h)|(?<=an)|(?<=uk)|(?<=isch))aem"), "em"),
    (re.compile(r"(?<=p)aed(?=i)"), "ed"),
    (re.compile(r"aesthe"), "esthe"),
    (re.compile(r"^o(?=e(?:dem|stro|soph))|(?<=^f)o(?=et)"), ""),
    # judgement, acknowledgement
    (re.compile(r"(?<=dg)e(?=ments?$)"), ""),
    (re.compile(r"^sulph"), "sulf"),
)
_SINGLE = {
    "ageing": "aging",
    "artefact": "artifact",
    "artefacts": "artifacts",
    "greyscale": "grayscale",
    "grey": "gray",
    "programme": "program",
    "programmes": "programs",
    "sceptic": "skeptic",
    "sceptical": "skeptical",
    "skilful": "skillful",
}
_VOWELS = frozenset("aeiouy")
_SHORTEST_PLURAL = 3
_SHORTEST_REWRITTEN = 4


def has_vowel(word: str) -> bool:
    """Whether a lower-case word could be spoken in English: ``rag`` could, ``gpt`` cannot."""
    return not _VOWELS.isdisjoint(word)


def respell(word: str) -> str:
    """A folded word in its one spelling: ``optimisation`` and ``optimization`` are equal after it. Idempotent."""
    if len(word) < _SHORTEST_REWRITTEN or not word.isascii():
        return word
    for pattern, replacement in _RULES:
        word = pattern.sub(replacement, word)
    return _SINGLE.get(word, word)


def stem(word: str) -> str:
    """What the inflected forms of a folded word have in common, for instance ``tune`` for ``tuning``.

    British spelling first, then the Snowball English stemmer (https://snowballstem.org/algorithms/english/stemmer.html).
    That one takes no plural off a word without a vowel: ``llms`` becomes ``llm`` here.
    """
    if len(word) >= _SHORTEST_PLURAL and word[-1] == "s" and word[-2] != "s" and word.isascii() and not has_vowel(word):
        return word[:-1]
    # A stemmer is made for each word because one may not be used by two threads at once; callers keep what it says.
    return str(Stemmer.Stemmer("english", 0).stemWord(respell(word)))
