"""Tokens → the keywords and settings of a list."""

import re
from typing import NamedTuple

from bot.core.matching.field_values import SETTINGS, read_threshold, read_top, read_weight
from bot.core.matching.grammar import ExpressionParser
from bot.core.matching.keyword_syntax import print_keyword
from bot.core.matching.lexer import MAX_NESTING, Lexer
from bot.core.matching.misplaced import no_word, out_of_place
from bot.core.matching.tokens import OPERATORS, SEPARATORS, UNITS, Kind, Token
from bot.core.matching.types import Expression, Keyword, Not, Role
from bot.core.said import said

_IN_QUOTES = re.compile('"[^"]*"')


class Setting(NamedTuple):
    """``min:40`` or ``top:10``."""

    name: str
    number: float


class Item(NamedTuple):
    """A keyword or setting of a list, and where it begins."""

    start: int
    meant: Keyword | Setting


class ListParser:
    """Reads one list from left to right, no further than it is asked for."""

    def __init__(self, text: str, start: int = 0) -> None:
        """:param start: where the list begins. :raises ProfileSyntaxError: it begins with a mistake."""
        self.lexer = Lexer(text, start)
        self._expressions = ExpressionParser(self.lexer)
        self._weighted = False

    def next_item(self) -> Item | None:
        """The next keyword or setting; ``None`` at the end. Empty items are no mistake.

        :raises ProfileSyntaxError: it cannot be understood.
        """
        while self.lexer.token.kind in SEPARATORS:
            if self.lexer.signs:
                raise no_word(self.lexer, *self.lexer.signs)
            if self.lexer.token.kind is Kind.END:
                return None
            self.lexer.advance()
        start = self.lexer.token.start
        item = Item(start, self._setting() if self._expressions.at_setting() else self._keyword())
        token = self.lexer.token
        if token.kind in (Kind.COMMA, Kind.LINE_END):
            self.lexer.advance()
        elif isinstance(item.meant, Keyword) and not self._ends():
            raise out_of_place(self.lexer, token, weighted=self._weighted)
        return item

    def _ends(self) -> bool:
        """Whether a keyword may end here."""
        return self.lexer.token.kind in (Kind.SIGN, Kind.END) or self._expressions.at_setting()

    def _setting(self) -> Setting:
        token = self.lexer.token
        name = token.text.casefold()
        read = read_threshold if name == SETTINGS[0] else read_top
        return Setting(name, read(self.lexer, token.end))

    def _keyword(self) -> Keyword:
        start = self.lexer.token.start
        sign = self.lexer.advance() if self.lexer.token.kind is Kind.SIGN else None
        if sign and self.lexer.token.kind in SEPARATORS:
            what = (
                said("A minus alone excludes nothing.") if sign.text == "-" else said("A plus alone requires nothing.")
            )
            hint = said("Write the word right behind it: %(text)ssurvey.", text=sign.text)
            raise self.lexer.mistake(sign.start, what, hint)
        if sign and self.lexer.token.kind is Kind.SIGN:
            raise self.lexer.misplaced_sign(self.lexer.token.start)
        sought = self._excluded(sign) if sign and sign.text == "-" else self._expressions.read()
        role = Role.EXCLUDED if sign and sign.text == "-" else Role.REQUIRED if sign else Role.WANTED
        if isinstance(sought, Not):
            sought, role = sought.part, Role.EXCLUDED
        weight = 1.0
        self._weighted = self.lexer.token.kind is Kind.CARET
        if self._weighted:
            weight = self._weight(role)
        keyword = Keyword(sought, role, weight)
        self._refuse_deep(keyword, start)
        return keyword

    def _weight(self, role: Role) -> float:
        caret = self.lexer.token
        weight = read_weight(self.lexer, caret)
        if role is Role.EXCLUDED:
            hint = said("A paper that contains it is never told of; leave the weight out.")
            raise self.lexer.mistake(caret.start, said("What is excluded has no weight."), hint)
        self.lexer.advance()
        return weight

    def _refuse_deep(self, keyword: Keyword, start: int) -> None:
        """Fields and signs may add parentheses in normal form, which must be readable too."""
        if self.lexer.nested < MAX_NESTING - 2:
            return
        depth = deepest = 0
        for mark in _IN_QUOTES.sub("", print_keyword(keyword)):
            depth += (mark == "(") - (mark == ")")
            deepest = max(deepest, depth)
        if deepest > MAX_NESTING:
            what = said("Parentheses stand more than %(most)s deep within each other.", most=MAX_NESTING)
            raise self.lexer.mistake(start, what, said("Write it flatter, or as several keywords."))

    def _excluded(self, sign: Token) -> Expression:
        sought = self._expressions.read_unit()
        token = self.lexer.token
        if isinstance(sought, Not):
            hint = said(
                "Write %(keyword)s if it must occur.", keyword=print_keyword(Keyword(sought.part, Role.REQUIRED))
            )
            raise self.lexer.mistake(sign.start, said("A minus before NOT excludes what does not occur."), hint)
        if token.kind in OPERATORS or (token.kind in UNITS and not self._expressions.at_setting()):
            hint = said("Put all of it in parentheses, -(a OR b), or a comma behind what is excluded.")
            raise self.lexer.mistake(token.start, said("It is not clear how far the minus reaches."), hint)
        return sought
