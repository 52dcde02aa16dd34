"""What readers write → tokens: words, phrases, operators and marks, each with its place.

Signs of other keyboards stand for the ASCII ones: full-width punctuation, ``、``, ``،`` and ``;`` for a comma,
typographic quotes and dashes. Words made of signs alone are white space; so are invisible characters before a word.
One pass, each character looked at a bounded number of times.
"""

import re
import unicodedata

from bot.core.matching import characters
from bot.core.matching.syntax import ProfileSyntaxError, quoted
from bot.core.matching.tokens import OPERATORS, SEPARATORS, Kind, Token, Value
from bot.core.said import said

MAX_NESTING = 20
"""Parentheses stand at most so deep within each other."""

MIN_PREFIX = 2
"""A word that ends in a star has at least so many letters and digits."""

_OPERATORS = {kind.value: kind for kind in OPERATORS}
_MARKS = {"(": Kind.OPEN, ")": Kind.CLOSE, "*": Kind.STAR, ":": Kind.COLON, ",": Kind.COMMA}


class Lexer:
    """Tokens one by one, no further than they are asked for.

    :ivar token: the next one.
    :ivar depth: how many parentheses are open; between them line ends are white space.
    :ivar nested: how many have been open at once since it was last set.
    :ivar signs: where signs alone were passed over at the beginning of a keyword, ``None`` if there were none.
    """

    def __init__(self, text: str, start: int = 0) -> None:
        """:param start: where to begin. :raises ProfileSyntaxError: the first token is a mistake."""
        self.text = text
        clean = text.translate(characters.CLEAN) if characters.CONTROL.search(text) else text
        self._clean = clean
        self._marks = clean.translate(characters.STRUCTURE) if characters.FOREIGN.search(clean) else clean
        self.depth = self.nested = 0
        self.token = Token(Kind.COMMA, start, start)
        self.signs: tuple[int, int] | None = None
        self._lex(start)

    def mistake(self, position: int, what: str, hint: str = "") -> ProfileSyntaxError:
        """What is wrong at that place."""
        return ProfileSyntaxError(self.text, position, what, hint)

    def advance(self) -> Token:
        """The next token, which is left behind.

        :raises ProfileSyntaxError: the one after it is a mistake.
        """
        token = self.token
        if token.kind is Kind.OPEN:
            self.depth += 1
            self.nested = max(self.nested, self.depth)
            if self.depth > MAX_NESTING:
                hint = said("Write it flatter, or as several keywords.")
                what = said("Parentheses stand more than %(most)s deep within each other.", most=MAX_NESTING)
                raise self.mistake(token.start, what, hint)
        elif token.kind is Kind.CLOSE and self.depth:
            self.depth -= 1
        self._lex(token.end)
        return token

    def value(self, start: int) -> Value:
        """What stands there for a field that takes no words; the token behind it is the next one."""
        found = characters.VALUE.match(self._marks, start)
        assert found  # noqa: S101 - every part of the expression may be empty
        group = 1 if found[1] is not None else 2
        self.token = Token(Kind.PHRASE, found.start(), found.end())
        self._lex(found.end())
        return Value(" ".join(found[group].split()), found.start(group), found.end())

    def opens_at(self, start: int) -> bool:
        """Whether a parenthesis opens there, perhaps behind white space."""
        return characters.OPENING.match(self._marks, start) is not None

    def _lex(self, begin: int) -> None:
        before = self.token
        fresh = before.kind in SEPARATORS
        if before.kind in (Kind.CLOSE, Kind.PHRASE):
            stops = characters.FULL_STOPS.match(self._marks, begin)
            begin = stops.end() if stops else begin
        start = self._skip(begin, fresh=fresh)
        token = self._token(start)
        if start == before.end and not fresh:
            self._refuse_glued(before, token)
        self.token = token

    def _skip(self, begin: int, *, fresh: bool) -> int:
        """Where the next token begins. At the beginning of a keyword a sign may stand apart: ``- survey``."""
        self.signs = None
        if fresh:
            begin = _end(characters.SKIPPED_BLANKS, self._marks, begin)
            if self._marks.startswith(("--", "++", "+-", "-+"), begin):
                raise self.misplaced_sign(begin + 1)
            if characters.LONE_SIGN.match(self._marks, begin):
                return begin
        start = _end(characters.SKIPPED_INSIDE if self.depth else characters.SKIPPED, self._marks, begin)
        if fresh and start > begin:
            self.signs = begin, start
        return start

    def misplaced_sign(self, position: int) -> ProfileSyntaxError:
        """A plus or minus is out of place."""
        if self._marks[position] == "+":
            hint = said("Write one plus, before the field if there is one: +title:survey.")
            return self.mistake(position, said("A plus is out of place here."), hint)
        hint = said("Write one minus, before the field if there is one: -title:survey.")
        return self.mistake(position, said("A minus is out of place here."), hint)

    def _token(self, start: int) -> Token:
        marks = self._marks
        if start == len(marks):
            return Token(Kind.END, start, start)
        mark = marks[start]
        kind = _MARKS.get(mark)
        if kind:
            if kind is Kind.COMMA and self.depth:
                hint = said("Write OR between alternatives; or close the parenthesis that is open.")
                raise self.mistake(start, said("A comma cannot stand inside parentheses."), hint)
            return Token(kind, start, _end(characters.COMMAS, marks, start) if kind is Kind.COMMA else start + 1)
        if mark in characters.LINE_ENDS:
            return Token(Kind.LINE_END, start, _end(characters.LINE_BREAK, marks, start))
        if mark in "-+":
            return Token(Kind.SIGN, start, start + 1, mark)
        if mark == "^":
            return self._caret(start)
        return self._phrase(start) if mark in characters.PHRASE_ENDS else self._word(start)

    def _caret(self, start: int) -> Token:
        found = characters.WEIGHT.match(self._marks, start)
        assert found  # noqa: S101 - it begins with a caret
        if found[1].isdigit() and characters.EXTRA_COMMA.match(self._marks, found.end()):
            hint = said(
                "Write a point: ^%(whole)s.%(part)s. If it parts keywords, put a space behind.",
                whole=found[1],
                part=self._marks[found.end() + 1],
            )
            raise self.mistake(found.end(), said("It is not clear what this comma parts."), hint)
        return Token(Kind.CARET, start, found.end(), found[1])

    def _phrase(self, start: int) -> Token:
        found = characters.PHRASE_ENDS[self._marks[start]].search(self._marks, start + 1)
        if not found or found[0] in characters.LINE_ENDS:
            raise self.mistake(start, said("This quotation mark is never closed."), said("Close it behind the phrase."))
        text = " ".join(self._clean[start + 1 : found.start()].translate(characters.PLAIN).split())
        return Token(Kind.PHRASE, start, found.end(), text)

    def _word(self, start: int) -> Token:
        found = characters.WORD.match(self._marks, start)
        assert found  # noqa: S101 - no other token begins like this
        end = found.end(1)
        text = self._clean[start:end].rstrip(characters.TRAILING)
        if found[2] is not None:
            return Token(Kind.FIELD, start, found.end(), text)
        if text in _OPERATORS and not self._marks.startswith("*", end):
            return Token(_OPERATORS[text], start, end)
        self._refuse_foreign(start, text)
        if self._marks.startswith("*", end):
            self._check_star(start, end)
            return Token(Kind.WORD, start, end + 1, f"{text}*")
        return Token(Kind.WORD, start, end, text)

    def _refuse_foreign(self, start: int, text: str) -> None:
        """Refuse the operators of other languages, which would quietly be taken for words."""
        bar = self._marks.find("|", start, start + len(text))
        if bar >= 0:
            raise self.mistake(bar, said("A bar means nothing here."), said("Write OR between alternatives."))
        if text == "&&":
            raise self.mistake(
                start, said("'&&' means nothing here."), said("Write AND between what must occur together.")
            )
        if text[0] == "!" and text[1:2].isalnum():
            hint = said("To exclude write a minus: -%(word)s.", word=text[1:40])
            raise self.mistake(start, said("An exclamation mark before a word means nothing here."), hint)

    def _check_star(self, start: int, star: int) -> None:
        before = self._marks[star - 1]
        if not before.isalnum() and not unicodedata.category(before).startswith("M"):
            hint = said("Write it right behind the beginning: neur*.")
            raise self.mistake(star, said("The star does not follow a word."), hint)
        if self._marks.startswith("*", star + 1):
            raise self.mistake(star + 1, said("One star is enough."), said("Leave this one out."))
        following = self._marks[star + 1 : star + 2]
        if following and not re.match(rf"[{characters.BLANK}{characters.SPECIAL}]", following):
            raise self.mistake(
                star, said("A star can only stand at the end of a word."), said("In quotes it is a plain sign.")
            )
        if sum(map(str.isalnum, self._marks[start:star])) < MIN_PREFIX:
            hint = said("Write at least %(least)s letters before the star.", least=MIN_PREFIX)
            raise self.mistake(star, said("So many words begin like this."), hint)

    def _refuse_glued(self, before: Token, token: Token) -> None:
        """Refuse ``f(x)``, ``(re)ranking`` and ``12"``. Chinese and Japanese put no spaces between words."""
        left, right = self._marks[token.start - 1], self._marks[token.start : token.start + 1]
        if token.kind in (Kind.OPEN, Kind.PHRASE) and before.kind is Kind.WORD and _needs_space(left):
            what = (
                said("A parenthesis stands right behind a word.")
                if token.kind is Kind.OPEN
                else said("A quotation mark stands right behind a word.")
            )
            hint = said("Put a space before it; or, if it belongs to the word, the whole in quotes.")
            raise self.mistake(token.start, what, hint)
        if before.kind not in (Kind.CLOSE, Kind.PHRASE):
            return
        if token.kind is Kind.SIGN or (token.kind in (Kind.WORD, Kind.FIELD) and _is_near(right)):
            hint = said("Put a space between, or the whole in quotes if it is one word.")
            what = (
                said("%(written)s stands right behind a closing parenthesis.", written=quoted(right))
                if before.kind is Kind.CLOSE
                else said("%(written)s stands right behind a closing quotation mark.", written=quoted(right))
            )
            raise self.mistake(token.start, what, hint)


def _needs_space(character: str) -> bool:
    return character.isalnum() and character < characters.FIRST_CJK


def _is_near(character: str) -> bool:
    return character < characters.FIRST_CJK


def _end(pattern: re.Pattern[str], text: str, start: int) -> int:
    found = pattern.match(text, start)
    return found.end() if found else start


def is_bare(text: str) -> bool:
    """Whether this can be written without quotes and is read as these words, each parted by one space."""
    try:
        lexer = Lexer(text)
        words = []
        while lexer.token.kind is Kind.WORD:
            words.append(lexer.advance().text)
    except ProfileSyntaxError:
        return False
    return lexer.token.kind is Kind.END and " ".join(words) == text and all(map(has_letter, words))


def has_letter(text: str) -> bool:
    """Whether there is a letter or digit in it."""
    return characters.LETTER.search(text) is not None
