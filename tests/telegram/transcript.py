"""A conversation to look at: as text, and as a page that looks like a chat."""

import html
import re
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.telegram.cloud import Toast
from tests.telegram.rooms import Posted

PAGE_WIDTH = 470
"""Pixels across a picture."""
_LEAST = 600
_MEASURE = "<script>document.body.dataset.height = document.documentElement.scrollHeight</script>"
_STYLE = """
body { margin: 0; background: #d5e4d0; font: 15px/1.35 "Noto Sans", "DejaVu Sans", sans-serif; }
main { width: 430px; margin: 0 auto; padding: 14px 10px; }
.room, .time { text-align: center; color: #fff; margin: 10px 0; }
.room span, .time span { background: #5e8056aa; border-radius: 12px; padding: 3px 10px; font-size: 13px; }
.bubble { max-width: 84%; margin: 5px 0; padding: 7px 11px; border-radius: 13px; background: #fff;
          white-space: pre-wrap; overflow-wrap: anywhere; box-shadow: 0 1px 1px #0002; }
.mine { margin-left: auto; width: fit-content; background: #e3fdc9; }
.who { color: #3a8a5c; font-weight: 600; font-size: 13px; }
.note { color: #78909c; font-size: 12px; font-style: italic; }
.tap { text-align: right; color: #4a6a43; font-size: 13px; margin: 5px 0; }
.toast { margin: 5px auto; width: fit-content; max-width: 80%; background: #333c; color: #fff; padding: 5px 12px;
         border-radius: 9px; font-size: 13px; }
.row { display: flex; gap: 4px; max-width: 89%; margin: 3px 0; }
.row div { flex: 1; background: #6f9168cc; color: #fff; text-align: center; border-radius: 8px; padding: 6px 2px;
           font-size: 13px; }
blockquote { margin: 4px 0; padding: 2px 8px; border-left: 3px solid #3a8a5c; background: #3a8a5c14;
             border-radius: 4px; }
code, pre { font-family: "DejaVu Sans Mono", monospace; font-size: 13px; white-space: pre-wrap; }
a { color: #2a7ab0; text-decoration: none; }
"""


@dataclass(frozen=True)
class Line:
    """Something that happened.

    :ivar kind: ``says``, ``taps``, ``does``, ``time``; of the bot ``posts``, ``changes``, ``removes``, ``shows``.
    :ivar room: the chat's title. :ivar who: did it. :ivar markup: the HTML of a message of the bot's.
    """

    kind: str
    room: str
    who: str
    text: str
    markup: str = ""
    buttons: tuple[tuple[str, ...], ...] = ()


@dataclass
class Transcript:
    """What happened, in order."""

    lines: list[Line] = field(default_factory=list)

    def add(self, line: Line) -> None:
        """What happened next."""
        self.lines.append(line)

    def hear(
        self, new: Sequence[Posted], changed: Sequence[Posted], removed: Sequence[Posted], toast: Toast | None
    ) -> None:
        """What the bot did next."""
        self.lines += [_line("removes", each) for each in removed]
        self.lines += [_line("changes", each) for each in changed]
        self.lines += [_line("posts", each) for each in new]
        if toast is not None and toast.text:
            self.lines.append(Line("shows", "", "Paperround", toast.text))

    def text(self) -> str:
        """All of it as text, what the bot says indented."""
        return "\n".join(part for line in self.lines for part in _as_text(line)) + "\n"

    def page(self, title: str) -> str:
        """All of it as a page. :param title: of the page."""
        body = "\n".join(part for line in self.lines for part in _as_html(line))
        head = f'<meta charset="utf-8"><title>{html.escape(title)}</title><style>{_STYLE}</style>'
        return f'<!doctype html><html lang="en"><head>{head}</head><body><main>{body}</main></body></html>\n'


def _line(kind: str, posted: Posted) -> Line:
    buttons = tuple(tuple(button["text"] for button in row) for row in posted.keyboard)
    text = f"📎 {posted.document[0]}\n{posted.text}".strip() if posted.document else posted.text
    return Line(kind, posted.room.title, "Paperround", text, posted.markup or html.escape(text), buttons)


_TOLD = {
    "time": "— {0.text} —",
    "says": "{0.who}: {0.text}",
    "taps": "{0.who} taps [{0.text}]",
    "does": "({0.who} {0.text})",
    "shows": "    ( {0.text} )",
    "removes": "    (a message is taken away)",
}


def _as_text(line: Line) -> list[str]:
    if line.kind in _TOLD:
        return [_TOLD[line.kind].format(line), ""]
    first = "    Paperround:" if line.kind == "posts" else "    Paperround, the same message now:"
    rows = [" ".join(f"[{label}]" for label in row) for row in line.buttons]
    return [first, *(f"    {part}".rstrip() for part in (*line.text.split("\n"), *rows)), ""]


def _as_html(line: Line) -> list[str]:
    said = html.escape(line.text)
    if line.kind == "time":
        return [f'<div class="time"><span>{said}</span></div>']
    if line.kind == "says":
        return [f'<div class="bubble mine"><div class="who">{html.escape(line.who)}</div>{said}</div>']
    if line.kind == "taps":
        return [f'<div class="tap">{html.escape(line.who)} taps <b>{said}</b></div>']
    if line.kind in ("does", "removes"):
        told = f"{html.escape(line.who)} {said}" if line.kind == "does" else "a message is taken away"
        return [f'<div class="time"><span>{told}</span></div>']
    if line.kind == "shows":
        return [f'<div class="toast">{said}</div>']
    note = '<div class="note">the same message now</div>' if line.kind == "changes" else ""
    rows = ["".join(f"<div>{html.escape(label) or '&nbsp;'}</div>" for label in row) for row in line.buttons]
    keyboard = [f'<div class="row">{row}</div>' for row in rows]
    return [f'<div class="bubble">{note}{line.markup}</div>', *keyboard]


def picture(page: str, to: Path, browser: str = "chromium") -> None:
    """A page as a picture (PNG), all of it, as a browser shows it. Emoji need a font that has them.

    :param page: HTML. :param to: the picture's file. :param browser: the command of a Chromium.
    :raises subprocess.CalledProcessError: the browser could not.
    """
    with tempfile.TemporaryDirectory() as folder:
        shown = Path(folder) / "page.html"
        shown.write_text(page.replace("</body>", f"{_MEASURE}</body>"), encoding="utf-8")

        def run(height: int, *options: str) -> str:
            common = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars")
            where = (f"--user-data-dir={folder}/browser", f"--window-size={PAGE_WIDTH},{height}")
            done = subprocess.run(
                [browser, *common, *where, *options, shown.as_uri()],
                check=True,
                capture_output=True,
                encoding="utf-8",
                timeout=60,
            )
            return done.stdout

        measured = re.search(r'data-height="([0-9]+)"', run(_LEAST, "--dump-dom"))
        run(int(measured[1]) if measured else _LEAST, f"--screenshot={to.resolve()}")
