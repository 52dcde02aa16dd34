"""Messages for what stands where it cannot: each says what was found there and how to mend it."""

from collections.abc import Sequence

from bot.core.matching.lexer import Lexer, has_letter
from bot.core.matching.syntax import ProfileSyntaxError, quoted
from bot.core.matching.tokens import SEPARATORS, Kind, Token


def no_word(lexer: Lexer, start: int, end: int) -> ProfileSyntaxError:
    """What stands there has no word to look for."""
    text = lexer.text[start:end].strip()
    if not text:
        return lexer.mistake(start, "There is no word between these quotation marks.", "Write one, or remove them.")
    hint = "Web addresses are not looked for." if has_letter(text) else "A keyword needs a letter or a digit."
    return lexer.mistake(start, f"There is no word to look for in {quoted(text)}.", hint)


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
            hint = "Leave one of them out; in quotes they are words."
            return lexer.mistake(token.start, f"{token.kind.value} stands right behind {name}.", hint)
        hint = (
            f'Write what to look for behind it; in quotes it is a word: "{name}".'
            if name.isalpha()
            else "Leave it out."
        )
        if token.kind is Kind.LINE_END:
            hint = "Go on in the same line, or put all in parentheses."
        return lexer.mistake(operator.start, f"Nothing stands after {name}.", hint)
    if token.kind in (Kind.AND, Kind.OR):
        hint = f'Write what to look for before it; in quotes it is a word: "{token.kind.value}".'
        return lexer.mistake(token.start, f"Nothing stands before {token.kind.value}.", hint)
    if opened and token.kind is Kind.CLOSE:
        hint = "Write what to look for, or remove them."
        return lexer.mistake(opened[-1], "There is nothing between these parentheses.", hint)
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
        hint = "Close it behind what belongs together."
        return lexer.mistake(opened, "This parenthesis is never closed.", hint)
    what, hint = "This does not belong to the keyword before it.", "Put a comma between them."
    if opened is not None and token.kind is Kind.CARET:
        what = "A weight cannot stand inside parentheses."
        hint = "Write it behind the closing one, (a OR b)^2, or make keywords of the parts: a^2, b."
    elif token.kind is Kind.CLOSE:
        what = "This parenthesis closes nothing."
        hint = "Remove it, or open one before; in quotes it is a plain sign."
    elif token.kind is Kind.CARET:
        what, hint = "There is one weight too many.", "In quotes ^ is a plain sign."
    elif weighted:
        what = "A weight ends a keyword, and this stands behind it."
        hint = "Put a comma behind the weight; or parentheses around all it is meant for: (a OR b)^2."
    return lexer.mistake(token.start, what, hint)


OPERATOR_WORDS = {"and": "both", "or": "either", "not": "what must not occur"}
"""Words that are operators in capitals, and what these are for."""


def lone_operator(lexer: Lexer, token: Token) -> ProfileSyntaxError:
    """One of :data:`OPERATOR_WORDS` stands between two parts of a keyword, as only the operator would."""
    word = token.text
    hint = f"Write {word.upper()} in capitals for {OPERATOR_WORDS[word]}; in quotes it is a word."
    return lexer.mistake(token.start, f"{quoted(word)} stands alone here.", hint)


def _lone_mark(lexer: Lexer, token: Token, *, alone: bool = True) -> ProfileSyntaxError:
    before, after = lexer.text[: token.start][-1:], lexer.text[token.end : token.end + 1]
    if token.kind is Kind.COLON:
        hint = "A colon belongs right behind a field, as in title:survey; in quotes it is a plain sign."
        return lexer.mistake(token.start, "This colon follows no field.", hint)
    if token.kind is Kind.CARET:
        return lexer.mistake(
            token.start, "No keyword stands before this weight.", "Write it behind the word: survey^2."
        )
    if after.isalnum():
        hint = "In quotes it is a plain sign."
        return lexer.mistake(token.start, "A star can only stand at the end of a word.", hint)
    if not alone and before in '"“”„‟＂«»《》「」『』':
        return lexer.mistake(token.start, "An exact phrase takes no star.", "Leave out the quotes or the star.")
    if not alone:
        hint = "Write it right behind the beginning of a word: neur*."
        return lexer.mistake(token.start, "The star does not follow a word.", hint)
    hint = "Write the beginning of a word before it: neur*."
    return lexer.mistake(token.start, "A star alone matches nothing.", hint)
