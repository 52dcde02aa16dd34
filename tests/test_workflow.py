"""The example workflow of the documents does what it says: its steps are run as they stand there."""

import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]  # its answer is looked into here only

from tests.bot.channels.smtp_sink import SmtpSink
from tests.conftest import ROOT

WORKFLOW: dict[Any, Any] = yaml.safe_load((ROOT / "docs" / "actions.yml").read_text(encoding="utf-8"))
JOB = WORKFLOW["jobs"]["once"]
STEPS = {step["name"]: step["run"] for step in JOB["steps"] if "run" in step}
SOURCES = '[[sources]]\nname = "saved"\nkind = "dump"\naddress = "pages"\n'


def _run(step: str, folder: Path, smtp: str, then: str = "") -> subprocess.CompletedProcess[str]:
    """A step in its shell (``bash -e``, as the documentation of Actions has it), secrets put in.

    :param then: put behind its last command.
    """
    secrets = {
        "${{ secrets.SMTP_URL }}": smtp,
        "${{ secrets.MAIL_FROM }}": "Papers <papers@example.org>",
        "${{ secrets.READER }}": "ada@example.org",
    }
    given = {name: secrets.get(value, value) for name, value in JOB["env"].items()}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-e", "-c", STEPS[step].rstrip() + then],
        cwd=folder,
        env={"PATH": path, "HOME": str(folder), **given},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository as the workflow's comment wants it, with one day of pages."""
    (tmp_path / "paperround.toml").write_text(SOURCES, encoding="utf-8")
    shutil.copy(ROOT / "seeds" / "profiles.toml", tmp_path)
    (tmp_path / "pages").mkdir()
    return tmp_path


def test_the_workflow_begins_looks_and_mails_once(folder: Path) -> None:
    begin, once = "Begin, or take in changed profiles", "Look, match, mail"
    tomorrow = f" --now {datetime.now(UTC) + timedelta(days=1):%Y-%m-%dT23:00}"
    with SmtpSink() as sink:
        assert _run(begin, folder, sink.url).returncode == 0
        page = shutil.copy(ROOT / "seeds" / "001_d1ab88f426360a21.txt", folder / "pages")
        os.utime(page, (1, 1))  # long finished
        for step, then in ((once, ""), (begin, ""), (once, tomorrow), (once, tomorrow)):  # it looks, it mails, nothing
            ran = _run(step, folder, sink.url, then)
            assert ran.returncode == 0, ran.stderr
        [mail] = sink.messages
    assert mail.recipients == ("ada@example.org",)
