"""Messages for what stands where it cannot: each says what was found there and how to mend it."""

from collections.abc import Sequence

from bot.core.matching.lexer import Lexer, has_letter
from bot.core.matching.syntax import ProfileSyntaxError, quoted
from bot.core.matching.tokens import SEPARATORS, Kind, Token
from bot.core.said import said


def no_word(lexer: Lexer, start: int, end: int) -> ProfileSyntaxError:
    """What stands there has no word to look for."""
    text = lexer.text[start:end].strip()
    if not text:
        return lexer.mistake(
            start, said("There is no word between these quotation marks."), said("Write one, or remove them.")
        )
    hint = (
        said("Web addresses are not looked for.") if has_letter(text) else said("A keyword needs a letter or a digit.")
    )
    return lexer.mistake(start, said("There is no word to look for in %(written)s.", written=quoted(text)), hint)


def nothing_to_look_for(
    lexer: Lexer, token: Token, operator: Token | None, opened: Sequence[int]
) -> ProfileSyntaxError:
    """Something to look for should begin here, but does not.

    :param operator: what stands before, if it is AND, OR, NOT or a sign.
    :param opened: where the parentheses begin that are open.
    """
    if token.kind in (Kind.STAR, Kind.COLON, Kind.CARET):
        return _lone_mark(lexer, token)
    if operator:
        name = operator.text or operator.kind.value
        if token.kind in (Kind.AND, Kind.OR):
            hint = said("Leave one of them out; in quotes they are words.")
            return lexer.mistake(
                token.start, said("%(word)s stands right behind %(name)s.", word=token.kind.value, name=name), hint
            )
        hint = (
            said('Write what to look for behind it; in quotes it is a word: "%(name)s".', name=name)
            if name.isalpha()
            else said("Leave it out.")
        )
        if token.kind is Kind.LINE_END:
            hint = said("Go on in the same line, or put all in parentheses.")
        return lexer.mistake(operator.start, said("Nothing stands after %(name)s.", name=name), hint)
    if token.kind in (Kind.AND, Kind.OR):
        hint = said('Write what to look for before it; in quotes it is a word: "%(word)s".', word=token.kind.value)
        return lexer.mistake(token.start, said("Nothing stands before %(word)s.", word=token.kind.value), hint)
    if opened and token.kind is Kind.CLOSE:
        hint = said("Write what to look for, or remove them.")
        return lexer.mistake(opened[-1], said("There is nothing between these parentheses."), hint)
    return out_of_place(lexer, token, opened=opened[-1] if opened else None)


def out_of_place(
    lexer: Lexer, token: Token, *, weighted: bool = False, opened: int | None = None
) -> ProfileSyntaxError:
    """Something stands where it cannot.

    :param weighted: a weight stands before it.
    :param opened: where the innermost parenthesis begins that is open.
    """
    if token.kind in (Kind.STAR, Kind.COLON):
        return _lone_mark(lexer, token, alone=False)
    if opened is not None and token.kind in SEPARATORS:
        hint = said("Close it behind what belongs together.")
        return lexer.mistake(opened, said("This parenthesis is never closed."), hint)
    what, hint = said("This does not belong to the keyword before it."), said("Put a comma between them.")
    if opened is not None and token.kind is Kind.CARET:
        what = said("A weight cannot stand inside parentheses.")
        hint = said("Write it behind the closing one, (a OR b)^2, or make keywords of the parts: a^2, b.")
    elif token.kind is Kind.CLOSE:
        what = said("This parenthesis closes nothing.")
        hint = said("Remove it, or open one before; in quotes it is a plain sign.")
    elif token.kind is Kind.CARET:
        what, hint = said("There is one weight too many."), said("In quotes ^ is a plain sign.")
    elif weighted:
        what = said("A weight ends a keyword, and this stands behind it.")
        hint = said("Put a comma behind the weight; or parentheses around all it is meant for: (a OR b)^2.")
    return lexer.mistake(token.start, what, hint)


OPERATOR_WORDS = {
    "and": said("Write AND in capitals for both; in quotes it is a word."),
    "or": said("Write OR in capitals for either; in quotes it is a word."),
    "not": said("Write NOT in capitals for what must not occur; in quotes it is a word."),
}
"""Words that are operators in capitals, and how they are written to be that."""


def lone_operator(lexer: Lexer, token: Token) -> ProfileSyntaxError:
    """One of :data:`OPERATOR_WORDS` stands between two parts of a keyword, as only the operator would."""
    word = token.text
    return lexer.mistake(
        token.start, said("%(written)s stands alone here.", written=quoted(word)), OPERATOR_WORDS[word]
    )


def _lone_mark(lexer: Lexer, token: Token, *, alone: bool = True) -> ProfileSyntaxError:
    before, after = lexer.text[: token.start][-1:], lexer.text[token.end : token.end + 1]
    if token.kind is Kind.COLON:
        hint = said("A colon belongs right behind a field, as in title:survey; in quotes it is a plain sign.")
        return lexer.mistake(token.start, said("This colon follows no field."), hint)
    if token.kind is Kind.CARET:
        return lexer.mistake(
            token.start, said("No keyword stands before this weight."), said("Write it behind the word: survey^2.")
        )
    if after.isalnum():
        hint = said("In quotes it is a plain sign.")
        return lexer.mistake(token.start, said("A star can only stand at the end of a word."), hint)
    if not alone and before in '"“”„‟＂«»《》「」『』':
        return lexer.mistake(
            token.start, said("An exact phrase takes no star."), said("Leave out the quotes or the star.")
        )
    if not alone:
        hint = said("Write it right behind the beginning of a word: neur*.")
        return lexer.mistake(token.start, said("The star does not follow a word."), hint)
    hint = said("Write the beginning of a word before it: neur*.")
    return lexer.mistake(token.start, said("A star alone matches nothing."), hint)
