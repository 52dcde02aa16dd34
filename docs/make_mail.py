"""Makes the mail's templates, ``bot/templates/mail/*.html``, from their sources in ``bot/templates/mail/source``.

``python docs/make_mail.py`` writes the rules of ``mail.css`` into the elements, because some mail programs throw style
sheets away, and puts ``decor.css`` (finer points) and ``modes.css`` (dark mode, narrow screens) into the head for those
that do not. It is done here and not when a mail is sent: css-inline is needed for making alone. Nothing is loaded from
anywhere, whatever a source names.

Jinja's statements become comments for that time and its expressions words, so a source has to keep to this: statements
stand where a comment may, never inside of a tag or in ``<title>``.
"""

import re
import sys
from pathlib import Path

import css_inline

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "bot" / "templates" / "mail"
SOURCES = TEMPLATES / "source"
_MADE = "{# Made by docs/make_mail.py from source/{name}: change it there. #}\n"
_JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_TAG = re.compile(r"<(?!!--)[^<>]*>")
_NAME = re.compile(r"</?[a-z][a-z0-9]*")
_COMMENT = re.compile(r"<!--.*?-->|<style\b.*?</style>", re.DOTALL)
_ADDED = frozenset(("<tbody", "</tbody", "<link"))
_LOADING = re.compile(r"<link\b|<img\b|@import|url\s*\(|\ssrc\s*=|<script\b", re.IGNORECASE)


class Unsafe(ValueError):
    """A source that would load something, or whose statements cannot be protected."""


def main() -> None:
    """:raises SystemExit: a source is not as it has to be."""
    for name, text in make().items():
        path = TEMPLATES / name
        path.write_text(text, encoding="utf-8", newline="\n")
        print(f"{path.relative_to(ROOT)}: {len(text.encode()):,} bytes")


def make() -> dict[str, str]:
    """The templates, by name.

    :raises SystemExit: a source is not as it has to be.
    """
    css, *sheets = ((SOURCES / name).read_text(encoding="utf-8") for name in ("mail.css", "decor.css", "modes.css"))
    made = {}
    for path in sorted(SOURCES.glob("*.html")):
        try:
            text = inlined(path.read_text(encoding="utf-8"), css, "".join(sheets))
        except Unsafe as error:
            sys.exit(f"{path}: {error}")
        made[path.name] = _MADE.replace("{name}", path.name) + text
    return made


def inlined(source: str, css: str, sheet: str) -> str:
    """A template with the rules of ``css`` in its elements, and with ``sheet`` in its head if it has one.

    :raises Unsafe: it names something to load, or has a statement within a tag.
    """
    protected, kept = _protected(source)
    inliner = css_inline.CSSInliner(load_remote_stylesheets=False, minify_css=True, extra_css=css)
    is_page = "<html" in source
    text = inliner.inline(protected) if is_page else inliner.inline_fragment(protected, css).strip()
    loading = _LOADING.search(text)
    if loading:
        raise Unsafe(f"{loading.group().strip()!r} would load something.")
    if _tags(text) != _tags(protected):
        raise Unsafe("Its tags are not in an order that HTML keeps: each statement has to leave them closed.")
    if is_page:
        text = text.replace("</head>", f"<style>\n{sheet}</style>\n</head>")
    text += "\n"
    for mark, statement in kept.items():
        if mark not in text:
            raise Unsafe(f"{statement} was lost: it stands where no comment may.")
        text = text.replace(mark, statement)
    return text


def _protected(source: str) -> tuple[str, dict[str, str]]:
    """The source without Jinja, and what stands for what in it."""
    inside_tags = {found.start() for tag in _TAG.finditer(_without_arrows(source)) for found in _in(tag)}
    kept: dict[str, str] = {}

    def stand_in(found: re.Match[str]) -> str:
        is_expression = found.group().startswith("{{")
        if not is_expression and found.start() in inside_tags:
            raise Unsafe(f"{found.group()} stands within a tag.")
        mark = f"jinja{len(kept)}x" if is_expression else f"<!--jinja{len(kept)}x-->"
        kept[mark] = found.group()
        return mark

    return _JINJA.sub(stand_in, source), kept


def _tags(html: str) -> list[str]:
    """The tags in order, but for what a parser adds to tables and what is loaded and left out."""
    return [tag for tag in _NAME.findall(_COMMENT.sub("", html)) if tag not in _ADDED]


def _without_arrows(source: str) -> str:
    """The source with what Jinja says blanked of ``<`` and ``>``, at its length."""
    return _JINJA.sub(lambda found: found.group().replace("<", " ").replace(">", " "), source)


def _in(tag: re.Match[str]) -> list[re.Match[str]]:
    return list(_JINJA.finditer(tag.string, tag.start(), tag.end()))


if __name__ == "__main__":
    main()
