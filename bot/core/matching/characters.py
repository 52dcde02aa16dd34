"""Which characters have a meaning to the lexer, and what stands for them on other keyboards.

No expression here looks at a character more than a bounded number of times: repetitions are possessive.
"""

import re

# Control characters and lone surrogates cannot be stored or shown; line ends are left as they are.
LINE_ENDS = "\n\r\v\f\x85\u2028\u2029"
_CONTROLS = [n for n in (*range(32), *range(127, 160), *range(0xD800, 0xE000)) if chr(n) not in LINE_ENDS]
CLEAN = dict.fromkeys(_CONTROLS, " ")
STRUCTURE = str.maketrans(
    {
        **dict.fromkeys("，、；،؛;﹐﹑﹔､", ","),
        **dict.fromkeys("“”„‟＂", '"'),
        **dict.fromkeys("『』", "「"),
        **dict.fromkeys("−–—‐‑－﹣", "-"),
        **dict.fromkeys("《》»", "«"),
        "」": "「",
        "＋": "+",
        "：": ":",
        "（": "(",
        "）": ")",
        "＊": "*",
        "＾": "^",
        "｜": "|",
    }
)
FOREIGN = re.compile(f"[{''.join(map(chr, STRUCTURE))}]")
_QUOTE_SIGNS = '"“”„‟＂«»《》「」『』'
PLAIN = str.maketrans(dict.fromkeys(_QUOTE_SIGNS, " "))

_INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
BLANK = rf"\s{_INVISIBLE}"
SPECIAL = r'"«「(),:^*'
# Signs alone between blanks: not "C++", "#1" or "-x". An "&&" or "|" is kept for a message.
_SIGNS = rf"(?!&&)[^\w{BLANK}{SPECIAL}|]++(?=[{BLANK},)]|\Z)"
_FIRST_SIGNS = rf"(?:(?<![^{BLANK}(,:]){_SIGNS})?+"
_BLANK_IN_LINE = rf"(?:(?![{LINE_ENDS}])[{BLANK}])"
SKIPPED_INSIDE = re.compile(rf"{_FIRST_SIGNS}(?:[{BLANK}]++(?:{_SIGNS})?+)*+")
SKIPPED = re.compile(rf"{_FIRST_SIGNS}(?:{_BLANK_IN_LINE}++(?:{_SIGNS})?+)*+")
SKIPPED_BLANKS = re.compile(rf"{_BLANK_IN_LINE}*+")
LETTER = re.compile(r"[^\W_]")
CONTROL = re.compile("[\x00-\x09\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
OPENING = re.compile(rf"[{BLANK}]*+\(")
FULL_STOPS = re.compile(rf"[.!?'’…。！？]++(?=[{BLANK},)]|\Z)")
LONE_SIGN = re.compile(rf"[-+](?=[{BLANK},]|\Z)")
COMMAS = re.compile(rf",(?:[{BLANK}]*+,)*+")
LINE_BREAK = re.compile(rf"[{BLANK}]++")
WORD = re.compile(rf"([^{SPECIAL}\s]++)(?:((?:(?![{LINE_ENDS}])\s)*+:)|)")
WEIGHT = re.compile(rf"\^[ \t]*+((?:(?![{LINE_ENDS}])[^\s,()\"«「^])*+)")
VALUE = re.compile(
    rf"{_BLANK_IN_LINE}*+"
    rf"(?:\"([^\"{LINE_ENDS}]*+)\"|([0-9]{{4}}[ ]+-[ ]+[0-9]{{4}}(?![\w-])|[^\s,()\"^]*+))"
)
PHRASE_ENDS = {quote: re.compile(f"[{quote}{LINE_ENDS}]") for quote in '"«「'}
EXTRA_COMMA = re.compile(r",[0-9]{1,2}(?![\w.])")
TRAILING = "".join(chr(n) for n in range(0x2100) if re.match(f"[{_INVISIBLE}]", chr(n))) + "\ufeff"
FIRST_CJK = "\u2e80"
