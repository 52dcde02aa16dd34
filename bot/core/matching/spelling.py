"""One spelling, then one stem for each word: British and American forms, inflection and near derivations made equal.

The rules work on folded words (lower case, without accents) and are applied to keywords and to papers alike, so a rule
need not produce a dictionary word: it only must not make two different words equal. Words of other alphabets pass
unchanged.
"""

import re
import threading
from typing import NamedTuple

import Stemmer


class _OfThread(threading.local):
    """A stemmer may not be used by two threads at once, so each has its own. It keeps nothing: callers do."""

    def __init__(self) -> None:
        self.stemmer = Stemmer.Stemmer("english", 0)


class _Rule(NamedTuple):
    """A rewriting of words.

    :ivar clue: a word without it is not looked at: most words are done with quickly.
    """

    clue: str
    pattern: re.Pattern[str]
    replacement: str


def _rule(clue: str, pattern: str, replacement: str) -> _Rule:
    return _Rule(clue, re.compile(pattern), replacement)


# Each rule with the reason for its guard. All are anchored at an end or literal, and hence linear.
_SPELLINGS = (
    # -ise, -isation → -ize, -ization. Four letters before keep "noise", "wise" and "rise" as they are; the letter
    # before keeps "supervise" (supervision), "precise" (precision), "appraise", "denoise" and "disguise".
    _rule(
        "is",
        r"(?<=[a-z]{3}[bd-np-tw-z])(?<!advert)(?<!pract)is"
        r"(?=(?:e|ed|es|er|ers|ing|ings|able|ations?|ational)$)"
        r"|(?<=[a-z]{2}ic)is(?=(?:e|ed|es|er|ers|ing|ings|able|ations?)$)",
        "iz",
    ),
    # practise, the British verb
    _rule("practis", r"^practis(?=(?:e|ed|es|ing)$)", "practic"),
    # -yze → -yse, beside "analysis" and "catalysis" below.
    _rule("lyz", r"(?<=l)yz(?=(?:e|ed|es|er|ers|ing)$)", "ys"),
    # "hypothesis", "analysis", "diagnosis", "emphasis" are declined like "hypotheses".
    _rule("sis", r"(?<=[a-z]{3}[aeoy]s)is$", "es"),
    # -our → -or. Three letters before keep "hour", "four", "your", "flour".
    _rule(
        "our",
        r"(?<=[a-z]{3})our"
        r"(?=(?:s|ed|ing|er|ers|al|ally|able|ably|ful|less|hood|hoods|ite|ites|ism|ist|ists|y)?$)",
        "or",
    ),
    # -re → -er, in the words where it occurs: a general rule would take "genre" and "timbre".
    _rule("re", r"(?:(?<=cent)|(?<=met)|(?<=lit)|(?<=fib)|(?<=theat)|(?<=calib)|(?<=spect))re(?=s?$)", "er"),
    _rule("centr", r"(?<=cent)r(?=(?:ed|ing)$)", "er"),
    # catalogue, dialogue, analogue
    _rule("logue", r"(?<=log)ue(?=s?$)", ""),
    # defence, offence, licence, pretence
    _rule("ence", r"(?<=(?:defen|offen|licen|reten))c(?=e[sd]?$)", "s"),
    # haemoglobin, anaemia, paediatric, oedema, oestrogen, foetal, anaesthesia, aesthetic, archaeology
    _rule("aem", r"(?:(?<=h)|(?<=an)|(?<=uk)|(?<=isch))aem", "em"),
    _rule("paed", r"(?<=p)aed(?=i)", "ed"),
    _rule("archaeo", r"^archaeo", "archeo"),
    _rule("aesthe", r"aesthe", "esthe"),
    _rule("oe", r"^o(?=e(?:dem|stro|soph))|(?<=^f)o(?=et)", ""),
    # judgement, acknowledgement
    _rule("dge", r"(?<=dg)e(?=ments?$)", ""),
    _rule("sulph", r"^sulph", "sulf"),
)
_SINGLE = {
    "ageing": "aging",
    "artefact": "artifact",
    "artefacts": "artifacts",
    "greyscale": "grayscale",
    "grey": "gray",
    "learnt": "learned",
    "programme": "program",
    "programmes": "programs",
    "sceptic": "skeptic",
    "sceptical": "skeptical",
    "skilful": "skillful",
    # The stemmer takes the first two for participles, the last for a plural.
    "embed": "embedding",
    "embeds": "embedding",
    "alias": "aliases",
    # Plurals of Latin, Greek and Old English that it does not know. "Media", "data", "axes" and "bases" are left out:
    # they are more, or other, than the plurals of "medium", "datum", "axis" and "basis".
    "appendices": "appendix",
    "automata": "automaton",
    "children": "child",
    "corpora": "corpus",
    "crises": "crisis",
    "criteria": "criterion",
    "foci": "focus",
    "indices": "index",
    "loci": "locus",
    "matrices": "matrix",
    "maxima": "maximum",
    "mice": "mouse",
    "minima": "minimum",
    "nuclei": "nucleus",
    "optima": "optimum",
    "phenomena": "phenomenon",
    "quanta": "quantum",
    "schemata": "schema",
    "spectra": "spectrum",
    "stimuli": "stimulus",
    "theses": "thesis",
    "vertices": "vertex",
    "women": "woman",
}
# Nouns that the stemmer parts from their adjective or verb.
_DERIVATIONS = (
    # -ification → -ify: "verification" and "verifier". Two letters before "if" and no word goes wrong.
    _rule("ification", r"(?<=[a-z]{2}if)ications?$", "y"),
    # What follows is about nouns in -y: here are their plurals.
    _rule("ies", r"(?<=[a-z]{3})ies$", "y"),
    # -acy → -ate: "accuracy" and "accurate". Four letters before keep "legacy"; "primacy" has to do with no primate.
    _rule("acy", r"(?<=[a-z]{4})(?<!^prim)acy$", "ate"),
    # -sity → -se: "sparsity" and "sparse", too short for the stemmer, which does it to "diversity".
    _rule("ity", r"(?:(?<=[nr]s)|(?<=rc))(?<!univers)ity$", "e"),
    # -ability → -able, which the stemmer does to longer words. Two letters before keep "ability" from "able".
    _rule("abili", r"(?<=[a-z]{2})abili(?:ty|z(?:e|ed|es|er|ers|ing|ations?))$", "able"),
    # Greek nouns in -y with an adjective in -ic: economy, cryptography, geometry, hierarchy, microscopy, philosophy,
    # pedagogy, strategy. Not -ory: "categorical" and "historical" have grown away from "category" and "history".
    _rule(
        "y",
        r"(?:(?<=onom)|(?<=ograph)|(?<=metr)|(?<=[a-z]{3}arch)|(?<=oscop)|(?<=osoph)|(?<=agog)|(?<=strateg))y$",
        "",
    ),
    # -y and -ty make a noun of few adjectives: a general rule would take "party", "novelty" and "certainty", whose
    # "part", "novel" and "certain" are in every text.
    _rule("ty", r"(?:(?<=honest)|(?<=modest)|(?<=difficult))y$", ""),
    _rule("ty", r"(?:(?<=safe)|(?<=ncertain)|(?<=loyal)|(?<=cruel)|(?<=entire)|(?<=subtle))ty$", ""),
    # deception, perception; explanation
    _rule("ceiv", r"(?:(?<=^de)|(?<=^per))ceiv(?=(?:e|ed|er|ers|es|ing|able)$)", "cept"),
    _rule("explanat", r"^explan(?=at)", "explain"),
)
# Where the stemmer takes off so much that other words have the same stem: "general", "person", "experiment", "import",
# "inform". What stands here is the stem of all words that begin so.
_OWN_STEM = re.compile(r"generaliz|personal(?=$|ly$|iz)|personalit|experienc|importan|informal")

# How a syllable of English begins; words with another beginning are spelled out: "gpu", "rna", "vqa".
_ONSETS = """
bl br ch chl chr cl cr dr dw fl fr gh gl gn gr kl kn kr ph phl phr pl pn pr ps pt rh sc sch scl scr sh shr sk sl sm sn
sp sph spl spr sq st str sv sw th thr thw tr ts tw wh wr
"""
_SPOKEN_ONSETS = frozenset(_ONSETS.split())
_ONSET = re.compile(r"[^aeiouy]*")
_VOWELS = frozenset("aeiouy")
_SHORTEST_PLURAL = 3
_LONGEST_PLURAL = 6
_SHORTEST_REWRITTEN = 4


_OF_THREAD = _OfThread()


def _has_vowel(word: str) -> bool:
    """Whether there is a vowel, or a y, in a lower-case word."""
    return not _VOWELS.isdisjoint(word)


def is_pronounceable(word: str) -> bool:
    """Whether a lower-case word could be spoken in English: ``rag`` could, ``gpt`` and ``gpu`` cannot."""
    onset = _ONSET.match(word)
    consonants = onset.end() if onset else 0
    return consonants < len(word) and (consonants <= 1 or word[:consonants] in _SPOKEN_ONSETS)


def respell(word: str) -> str:
    """A folded word in its one spelling: ``optimisation`` and ``optimization`` are equal after it. Idempotent."""
    if len(word) < _SHORTEST_REWRITTEN or not word.isascii():
        return word
    word = _rewritten(word, _SPELLINGS)
    return _SINGLE.get(word, word)


def stem(word: str) -> str:
    """What the inflected forms of a folded word have in common, for instance ``tune`` for ``tuning``.

    One spelling first, then the Snowball English stemmer (https://snowballstem.org/algorithms/english/stemmer.html),
    helped where it parts or joins words wrongly. It leaves plurals without a vowel, or with none but right before the
    s: ``llms`` becomes ``llm`` here, ``gpus`` ``gpu``.
    """
    if _is_spelled_out_plural(word):
        return word[:-1]
    respelled = _rewritten(respell(word), _DERIVATIONS) if word.isascii() else word
    own = _OWN_STEM.match(respelled)
    return own[0] if own else str(_OF_THREAD.stemmer.stemWord(respelled))


def _is_spelled_out_plural(word: str) -> bool:
    if len(word) < _SHORTEST_PLURAL or word[-1] != "s" or word[-2] == "s" or not word.isascii():
        return False
    if not _has_vowel(word):
        return True
    return len(word) <= _LONGEST_PLURAL and not _has_vowel(word[:-2]) and not is_pronounceable(word)


def _rewritten(word: str, rules: tuple[_Rule, ...]) -> str:
    for clue, pattern, replacement in rules:
        if clue in word:
            word = pattern.sub(replacement, word)
    return word
