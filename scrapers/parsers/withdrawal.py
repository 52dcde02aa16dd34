"""Recognising that a version withdraws its paper. Pure."""

import re

# "Withdrawn from ICLR" is a paper that lives on; "This paper has been withdrawn by the author" is not.
_WITHDRAWN = re.compile(r"\b(?:withdrawn|retracted)\b(?! from\b)", re.IGNORECASE)
_NOT_WITHDRAWN = re.compile(r"\b(?:not|previously|earlier|first) (?:been )?(?:withdrawn|retracted)\b", re.IGNORECASE)
_ABSTRACT = re.compile(
    r"(?:this|the) (?:paper|article|manuscript|submission|work|preprint|version) (?:has been|is|was) withdrawn\b",
    re.IGNORECASE,
)


def says_withdrawn(note: str, abstract: str) -> bool:
    """Whether the authors' comment, or the beginning of the abstract, says that the paper is withdrawn."""
    if _ABSTRACT.match(abstract):
        return True
    return bool(_WITHDRAWN.search(note)) and not _NOT_WITHDRAWN.search(note)
