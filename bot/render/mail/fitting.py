"""How much of a message fits into a mail. Pure.

Gmail shows no more than 102 KB of a mail; what comes after, the link to unsubscribe among it, is behind another click.
First abstracts are shortened, step by step; then what did not match is left out, so that abstracts have room again;
then papers are left to the page.
"""

from collections.abc import Callable
from typing import NamedTuple

MAX_HTML = 100_000
"""The HTML is shorter than this, in bytes as UTF-8."""
MAX_PARTS = 97_000
"""Both parts together, encoded for the way, are no longer than this: it leaves room for headers and a signature."""
MAX_PAPERS = 60
"""More papers fit into no mail, however short their abstracts."""
ABSTRACTS = (3_000, 1_800, 1_200, 800, 500, 300, 150)
"""The steps by which abstracts are shortened, in characters. The longest one at arXiv has 1,920."""
_ASCII = bytes(range(0x80))
_WIDTH = 76
"""Characters a line of an encoded part has (RFC 2045, section 6)."""


class Shape(NamedTuple):
    """How much is shown.

    :ivar papers: so many. :ivar abstract: so many characters of each one's abstract.
    :ivar rising: with the papers that rise, if there are any.
    """

    papers: int
    abstract: int
    rising: bool = False


class Body(NamedTuple):
    """Both parts of a mail."""

    text: str
    html: str

    @property
    def fits(self) -> bool:
        """Is it short enough?"""
        size = len(self.html.encode())
        return size < MAX_HTML and encoded_size(self.html) + encoded_size(self.text) <= MAX_PARTS


def encoded_size(text: str) -> int:
    """Bytes it takes in a mail at most, in the shorter of both encodings (RFC 2045, sections 6.7 and 6.8)."""
    plain = text.encode()
    size = len(plain) + text.count("\n")  # a line ends with two characters
    base64 = -(-size // 3) * 4
    # Three characters for what is not ASCII, and for the equals sign; white space at an end of a line we make none.
    quoted = size + 2 * (len(plain.translate(None, _ASCII)) + text.count("="))
    # A line may be broken up to two characters early, not to break within three that belong together.
    return min(quoted + 3 * (quoted // (_WIDTH - 3) + 1), base64 + 2 * -(-base64 // _WIDTH))


def fitted(render: Callable[[Shape], Body], papers: int, *, rising: bool = False) -> Body:
    """The largest of a message's shapes that fits.

    :param render: makes it in a shape.
    :param papers: how many papers it has.
    :param rising: whether it has papers that rise.
    """
    most = min(papers, MAX_PAPERS)
    shapes = [Shape(most, abstract) for abstract in ABSTRACTS]
    if rising:
        shapes = [shape._replace(rising=True) for shape in shapes] + shapes
    for shape in shapes:
        body = render(shape)
        if body.fits:
            return body
    while not body.fits and shape.papers:
        shape = shape._replace(papers=max(0, shape.papers - max(1, shape.papers // 10)))
        body = render(shape)
    return body
