"""The mail's templates as they are made: up to date, loading nothing, readable in both colour schemes."""

import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bot.render.mail import mail_letter
from bot.render.mail.letters import TEMPLATES
from docs.make_mail import SOURCES, Unsafe, inlined, make
from tests.bot.render.editions import EVERY_KIND, HOST, LINKS

SENTINEL = "#135790"


class Canary(ThreadingHTTPServer):
    """A server that must never be asked for anything."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[str] = []


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, Canary)
        self.server.asked.append(self.path)
        body = f"p {{ color: {SENTINEL}; }}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def canary() -> Iterator[Canary]:
    with Canary() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_the_templates_are_made_from_their_sources() -> None:
    for name, text in make().items():
        made = (TEMPLATES / name).read_text(encoding="utf-8")
        assert made == text, f"{name} is not up to date. Make it again: python docs/make_mail.py"


WAYS_TO_LOAD = (
    '<link rel="stylesheet" href="{}">',
    "<link rel='stylesheet' type='text/css' href='{}' media='all'>",
    "<style>@import '{}';</style>",
    "<style>@import url({}); p {{ margin: 0 }}</style>",
    "<style>p {{ background: url({}) }}</style>",
    "<style>@font-face {{ font-family: x; src: url({}) }} p {{ font-family: x }}</style>",
)


@pytest.mark.parametrize("way", WAYS_TO_LOAD)
@pytest.mark.parametrize("kind", ["server", "file", "path"])
def test_nothing_is_loaded_whatever_a_source_names(way: str, kind: str, canary: Canary, tmp_path: Path) -> None:
    sentinel = tmp_path / "sentinel.css"
    sentinel.write_text(f"p {{ color: {SENTINEL}; }}", encoding="utf-8")
    named = {
        "server": f"http://127.0.0.1:{canary.server_port}/canary.css",
        "file": sentinel.as_uri(),
        "path": str(sentinel),
    }[kind]
    source = f"<!doctype html><html><head>{way.format(named)}</head><body><p>{{{{ text }}}}</p></body></html>"
    try:
        made = inlined(source, "p { margin: 0; }", "")
    except Unsafe:
        made = ""
    assert SENTINEL not in made
    assert named not in made
    assert canary.asked == []


def test_the_canary_and_the_sentinel_would_be_found(canary: Canary, tmp_path: Path) -> None:
    sentinel = tmp_path / "sentinel.css"
    sentinel.write_text(f"p {{ color: {SENTINEL}; }}", encoding="utf-8")
    # In a process of its own: the library lets no other thread run while it loads.
    careless = "import css_inline, sys; print(css_inline.inline(sys.argv[1], load_remote_stylesheets=True))"
    for named in (f"http://127.0.0.1:{canary.server_port}/canary.css", sentinel.as_uri()):
        page = f'<html><head><link rel="stylesheet" href="{named}"></head><body><p>x</p></body></html>'
        done = subprocess.run(
            [sys.executable, "-c", careless, page], capture_output=True, text=True, check=True, env={}
        )
        assert SENTINEL in done.stdout
    assert canary.asked == ["/canary.css"]


def test_a_source_that_loads_is_refused() -> None:
    for loading in ('<img src="x.png">', '<p style="background: URL (x)">', "<script>x</script>"):
        with pytest.raises(Unsafe, match="would load something"):
            inlined(f"<div>{loading}</div>", "", "")


def test_a_statement_that_cannot_be_protected_is_refused() -> None:
    with pytest.raises(Unsafe, match="within a tag"):
        inlined('<p {% if alarm %}class="alarm"{% endif %}>x</p>', "", "")
    with pytest.raises(Unsafe, match="was lost"):
        inlined("<html><head><title>{% if x %}y{% endif %}</title></head><body></body></html>", "", "")


def test_tags_that_html_would_move_are_refused() -> None:
    for moved in (
        "{% if x %}<p>{% else %}<p class='b'>{% endif %}</p>",
        "<table><p>{{ x }}</p></table>",
        "<p><p></p></p>",
    ):
        with pytest.raises(Unsafe, match="not in an order that HTML keeps"):
            inlined(moved, "", "")


def test_expressions_and_statements_come_through_unchanged() -> None:
    source = (
        '<div class="a">{% for x in "<&>" %}<a class="b" href="{{ x["y"] }}">{{ x if x < "z" }}</a>{% endfor %}</div>'
    )
    made = inlined(source, ".a { color: red } .b { margin: 0 }", "")
    assert re.sub(r' style="[^"]*"', "", made).strip() == source
    assert made.count("style=") == 2


def test_no_mail_names_anything_to_load() -> None:
    for shown in EVERY_KIND:
        html = mail_letter(shown, LINKS, HOST).html
        assert not re.search(
            r"<(?:link|img|script|iframe|object|video|audio|source|form|input)\b|url\(|@import|src=", html
        )


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _colours(*names: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    css = "".join((SOURCES / name).read_text(encoding="utf-8") for name in names)
    for selectors, body in re.findall(r"^(\..*?) \{(.*?)\}$", css, re.MULTILINE):
        colours = dict(re.findall(r"(?<![\w-])(color|background-color): (#[0-9a-f]{6})", body))
        for selector in selectors.split(", "):
            found.setdefault(selector, {}).update(colours)
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_of_a_mail_has_the_contrast_of_wcag_aa(scheme: str) -> None:
    light = _colours("mail.css", "decor.css")
    modes = _colours("modes.css") if scheme == "dark" else {}
    colours = {name: {**rules, **modes.get(name, {})} for name, rules in light.items()}
    for name, rules in colours.items():
        if "color" in rules and name != ".preheader":
            assert scheme == "light" or name in modes, f"{name} has no colour in the dark"
            grounds = (
                [rules["background-color"]] if "background-color" in rules else [colours[".sheet"]["background-color"]]
            )
            for ground in grounds:
                lighter, darker = sorted((_luminance(rules["color"]), _luminance(ground)), reverse=True)
                assert (lighter + 0.05) / (darker + 0.05) >= 4.5, name


def test_no_colour_is_black_or_white() -> None:
    for name in ("mail.css", "decor.css", "modes.css"):
        css = (SOURCES / name).read_text(encoding="utf-8").split("*/")[-1]
        assert not re.search(r"#fff\b|#ffffff|#000\b|#000000|: *(?:white|black)\b", css)
