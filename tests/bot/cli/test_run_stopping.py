"""How what runs for long is stopped: once it ends well, twice it ends at once."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

DEAF = """
import time
from bot.cli.stopping import told_to_stop
with told_to_stop() as stop:
    print("there", flush=True)
    stop.wait()
    print("told", flush=True)
    time.sleep({seconds})
print("ended", flush=True)
"""


def started(seconds: float) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", DEAF.format(seconds=seconds)],
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": str(Path.cwd())},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "there\n"
    return process


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_once_it_brings_what_it_began_to_an_end(number: signal.Signals) -> None:
    process = started(0.1)
    process.send_signal(number)
    out, _ = process.communicate(timeout=20)
    assert (process.returncode, out) == (0, "told\nended\n")


BREAKS = """
import signal
import click
from bot.cli.broken_off import broken_off
from bot.cli.main import root
@root.command("wait")
def wait():
    {block}signal.raise_signal(signal.SIGINT)
root.get_command = lambda ctx, name: wait
root(["wait"])
"""


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ("", "Broken off. What was done until then stays."),
        ("with broken_off('Broken off. Go on with: x'): ", "Broken off. Go on with: x"),
    ],
)
def test_a_command_that_is_broken_off_says_what_was_kept(block: str, said: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", BREAKS.format(block=block)],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(Path.cwd())},
    )
    assert (done.returncode, done.stdout, done.stderr.strip()) == (130, "", said)


def test_ctrl_c_that_comes_twice_at_once_is_one() -> None:
    process = started(0.1)
    process.send_signal(signal.SIGINT)
    time.sleep(0.05)  # else the second is lost in the first
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=20)
    assert (process.returncode, out) == (0, "told\nended\n")


def test_ctrl_c_a_second_time_ends_it_at_once() -> None:
    process = started(60)
    process.send_signal(signal.SIGTERM)
    assert process.stdout is not None
    assert process.stdout.readline() == "told\n"
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=20)
    assert (process.returncode, out) == (130, "")
