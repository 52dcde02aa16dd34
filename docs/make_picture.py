"""Makes ``docs/digest.png``, the picture in the README, from the page of a digest.

``python docs/make_picture.py DIGEST.html`` needs Chromium or Chrome on the PATH.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

WIDTH, HEIGHT = 1000, 900
"""Pixels: one column of text with a margin, and about three papers."""
MAX_BYTES = 300_000
PICTURE = Path(__file__).with_name("digest.png")
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_SECONDS = 60


def main(arguments: list[str]) -> None:
    """:raises SystemExit: the page or the browser is missing, or the picture could not be made or is too large."""
    if len(arguments) != 1:
        sys.exit("Usage: python docs/make_picture.py DIGEST.html")
    page = Path(arguments[0])
    if not page.is_file():
        sys.exit(f"{page}: there is no such file. Make one first: paperround replay seeds --out digests")
    found = (shutil.which(name) for name in _BROWSERS)
    browser = next((path for path in found if path), None)
    if browser is None:
        sys.exit(f"No browser to take the picture with. Install one of: {', '.join(_BROWSERS)}.")
    with tempfile.TemporaryDirectory() as folder:
        taken = Path(folder, "digest.png")
        take(browser, page, taken, Path(folder, "profile"))
        size = taken.stat().st_size
        if size > MAX_BYTES:
            sys.exit(f"The picture has {size:,} bytes, more than {MAX_BYTES:,}. Lower HEIGHT.")
        shutil.copyfile(taken, PICTURE)
    print(f"{PICTURE}: {WIDTH} × {HEIGHT} pixels, {size:,} bytes")


def take(browser: str, page: Path, picture: Path, profile: Path) -> None:
    """Take a picture of the top of a page, in the light scheme.

    :raises SystemExit: the browser made none.
    """
    command = [
        browser,
        "--headless",
        "--no-sandbox",  # the page is our own and has no script; as root the sandbox would refuse to start
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
        "--blink-settings=preferredColorScheme=1",
        f"--user-data-dir={profile}",
        f"--window-size={WIDTH},{HEIGHT}",
        f"--screenshot={picture}",
        page.resolve().as_uri(),
    ]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        sys.exit(f"{browser} took no picture within {_SECONDS} seconds.")
    if not picture.is_file():
        sys.exit(f"{browser} took no picture (exit status {done.returncode}). It said:\n{done.stderr[-2000:]}")


if __name__ == "__main__":
    main(sys.argv[1:])
