"""Tokens → what a keyword seeks, by recursive descent. The grammar stands in ``docs/language.md``.

OR binds loosest, then AND, written or implied between neighbours, then NOT. One token of look-ahead, no way back; how
deep it nests is bounded by the lexer.
"""

from bot.core.matching.combining import all_of, any_of, contradiction, is_abbreviated, negated
from bot.core.matching.field_values import VALUE_FIELDS, field_named, is_setting, read_value
from bot.core.matching.folding import fold
from bot.core.matching.keyword_syntax import print_expression
from bot.core.matching.lexer import MAX_NESTING, Lexer, has_letter
from bot.core.matching.misplaced import OPERATOR_WORDS, lone_operator, no_word, nothing_to_look_for, out_of_place
from bot.core.matching.syntax import ProfileSyntaxError, quoted
from bot.core.matching.tokens import OPERATORS, UNITS, Kind, Token
from bot.core.matching.types import Expression, Field, Not, Term
from bot.core.said import said

MAX_KEYWORD = 100
"""A word or phrase has at most so many characters."""

MAX_TERMS = 50
"""A keyword combines at most so many words and phrases."""


class ExpressionParser:
    """Reads what keywords seek, one after the other."""

    def __init__(self, lexer: Lexer) -> None:
        self.lexer = lexer
        self._field: Field | None = None
        self._terms = 0
        self._opened: list[int] = []

    def at_setting(self) -> bool:
        """Whether ``min:`` or ``top:`` comes next."""
        return self.lexer.token.kind is Kind.FIELD and is_setting(self.lexer.token)

    def read(self) -> Expression:
        """``a OR b``, up to something that cannot belong to it; a :class:`Not` if only that was written.

        :raises ProfileSyntaxError: nothing to look for begins here, or there is a mistake in it.
        """
        self._terms = self.lexer.nested = 0
        return self._any()

    def read_unit(self) -> Expression:
        """One word, phrase or parenthesis with what stands before it, up to its end; perhaps a :class:`Not`.

        :raises ProfileSyntaxError: as :meth:`read`.
        """
        self._terms = self.lexer.nested = 0
        return self._negation(None)

    def _any(self) -> Expression:
        """``a OR b``, up to something that cannot belong to it."""
        start = self.lexer.token.start
        parts = [self._all(None)]
        while self.lexer.token.kind is Kind.OR:
            if isinstance(parts[-1], Not):
                raise self._excluded_alternative(start)
            operator = self.lexer.advance()
            start = self.lexer.token.start
            parts.append(self._all(operator))
        if len(parts) > 1 and isinstance(parts[-1], Not):
            raise self._excluded_alternative(start)
        return any_of(parts) if len(parts) > 1 else parts[0]

    def _excluded_alternative(self, start: int) -> ProfileSyntaxError:
        hint = said("Say what to find as well, as in a OR (b AND NOT c); or exclude in a keyword of its own: -c.")
        return self.lexer.mistake(start, said("OR cannot stand beside NOT: nearly every paper lacks it."), hint)

    def _all(self, operator: Token | None) -> Expression:
        """``a AND b`` or neighbours. :param operator: what stands before."""
        start = self.lexer.token.start
        parts = [self._negation(operator)]
        while self._goes_on():
            operator = self.lexer.advance() if self.lexer.token.kind is Kind.AND else None
            first = self.lexer.token
            in_brackets = not operator and first.kind is Kind.OPEN
            part = self._negation(operator)
            if not operator:
                self._refuse_lone_operator(first, part)
            if in_brackets and is_abbreviated(parts[-1], part):
                parts[-1] = any_of([parts[-1], part])  # as papers write it: direct preference optimization (DPO)
            else:
                parts.append(part)
        sought = all_of(parts)
        opposed = contradiction(sought)
        if opposed:
            what = said(
                "%(written)s is both wanted and excluded, so nothing can be found.",
                written=quoted(print_expression(opposed)),
            )
            raise self.lexer.mistake(start, what, said("Remove one of them."))
        return sought

    def _refuse_lone_operator(self, first: Token, part: Expression) -> None:
        """Refuse ``"a" or "b"``. Words beside it would have made it one of them: ``mixture or blend``."""
        alone = first.kind is Kind.WORD and isinstance(part, Term) and part.text == first.text
        if alone and first.text in OPERATOR_WORDS and self.lexer.token.kind not in (Kind.AND, Kind.OR):
            raise lone_operator(self.lexer, first)

    def _goes_on(self) -> bool:
        kind = self.lexer.token.kind
        if kind is Kind.SIGN:
            return self.lexer.depth > 0
        return kind in (Kind.AND, Kind.NOT) or (kind in UNITS and (self.lexer.depth > 0 or not self.at_setting()))

    def _negation(self, operator: Token | None) -> Expression:
        """``NOT a``, also ``-a`` within parentheses or behind an operator; ``+a`` is ``a`` there."""
        excluded = False
        count = 0
        while self.lexer.token.kind in (Kind.NOT, Kind.SIGN) and not self._at_value():
            before = operator
            operator = self.lexer.advance()
            if before and Kind.SIGN is before.kind is operator.kind:
                raise self.lexer.misplaced_sign(operator.start)
            count += 1
            if count > MAX_NESTING:
                hint = said("Two cancel each other out: leave them out.")
                raise self.lexer.mistake(
                    operator.start, said("More than %(most)s NOTs stand in a row.", most=MAX_NESTING), hint
                )
            excluded ^= operator.kind is Kind.NOT or operator.text == "-"
        sought = self._unit(operator)
        return negated(sought) if excluded else sought

    def _at_value(self) -> bool:
        """Whether years or a category come next, as in ``year:(-2020 OR 2024-)``."""
        token = self.lexer.token
        if self._field not in VALUE_FIELDS:
            return False
        return token.kind in (Kind.WORD, Kind.PHRASE) or (
            token.kind is Kind.SIGN and self.lexer.text[token.end : token.end + 1].isdigit()
        )

    def _unit(self, operator: Token | None) -> Expression:
        token = self.lexer.token
        if self._at_value():
            return self._term(
                Term(read_value(self.lexer, self._field or Field.YEAR, token.start), False, self._field), token.start
            )
        if token.kind is Kind.WORD:
            return self._words()
        if token.kind is Kind.PHRASE:
            return self._phrase()
        if token.kind is Kind.OPEN:
            return self._group()
        if token.kind is Kind.FIELD:
            return self._fielded()
        raise nothing_to_look_for(self.lexer, token, operator, self._opened)

    def _group(self) -> Expression:
        self._opened.append(self.lexer.token.start)
        self.lexer.advance()
        sought = self._any()
        if self.lexer.token.kind is not Kind.CLOSE:
            raise out_of_place(self.lexer, self.lexer.token, opened=self._opened[-1])
        self.lexer.advance()
        self._opened.pop()
        return sought

    def _fielded(self) -> Expression:
        token = self.lexer.token
        if is_setting(token):
            hint = said("Write it as an item of its own, behind a comma: %(text)s:40.", text=token.text)
            what = said("%(text)s: concerns the whole list and cannot be combined.", text=token.text)
            raise self.lexer.mistake(token.start, what, hint)
        field = field_named(self.lexer, token)
        outer = self._field
        if outer not in (None, field):
            hint = said("Write one of them, or %(outer)s: before each word it is meant for.", outer=outer)
            raise self.lexer.mistake(
                token.start,
                said("%(field)s: stands within %(outer)s:, and nothing is in both.", field=field, outer=outer),
                hint,
            )
        self._field = field
        sought = self._in_field(token, field)
        self._field = outer
        return sought

    def _in_field(self, token: Token, field: Field) -> Expression:
        if field in VALUE_FIELDS and not self.lexer.opens_at(token.end):
            return self._term(Term(read_value(self.lexer, field, token.end), False, field), token.start)
        self.lexer.advance()
        follower = self.lexer.token
        if follower.kind is Kind.SIGN:
            raise self.lexer.misplaced_sign(follower.start)
        if follower.kind in OPERATORS:
            name = follower.kind.value
            hint = (
                said("Write NOT %(field)s:word.", field=field)
                if follower.kind is Kind.NOT
                else said('In quotes it is a word: %(field)s:"%(name)s".', field=field, name=name)
            )
            raise self.lexer.mistake(
                follower.start, said("%(name)s cannot stand right behind %(field)s:.", name=name, field=field), hint
            )
        if follower.kind not in UNITS:
            hint = said("Write what to look for: %(field)s:word.", field=field)
            raise self.lexer.mistake(follower.start, said("Nothing stands after %(field)s:.", field=field), hint)
        if follower.kind is Kind.FIELD and field_named(self.lexer, follower) is field:
            hint = said("Leave one of them out: %(field)s:word.", field=field)
            raise self.lexer.mistake(follower.start, said("%(field)s: stands there twice.", field=field), hint)
        return self._unit(None)

    def _term(self, term: Term, start: int) -> Term:
        self._terms += 1
        if self._terms > MAX_TERMS:
            what = said("A keyword combines at most %(most)s words and phrases.", most=MAX_TERMS)
            raise self.lexer.mistake(start, what, said("Make several keywords of it, parted by commas."))
        return term

    def _words(self) -> Term:
        first = end = self.lexer.token.start
        words: list[str] = []
        length = -1
        while self.lexer.token.kind is Kind.WORD:
            token = self.lexer.advance()
            end = token.end
            if has_letter(token.text):
                words.append(token.text)
                length += 1 + len(token.text)
                self._refuse_long(token.end, length)
        text = " ".join(words)
        if not fold(text):
            raise no_word(self.lexer, first, end)
        return self._term(Term(text, False, self._field), first)

    def _phrase(self) -> Term:
        token = self.lexer.advance()
        self._refuse_long(token.end - 1, len(token.text))
        if not fold(token.text):
            raise no_word(self.lexer, token.start + 1, token.end - 1)
        return self._term(Term(token.text, True, self._field), token.start)

    def _refuse_long(self, end: int, length: int) -> None:
        if length > MAX_KEYWORD:
            hint = said("Shorten it, or part it by commas.")
            what = said("A keyword's words have at most %(most)s characters.", most=MAX_KEYWORD)
            raise self.lexer.mistake(end - (length - MAX_KEYWORD), what, hint)
