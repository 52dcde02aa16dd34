"""A conversation can be read afterwards: as text, and as a page."""

from tests.telegram.transcript import Line


def test_a_transcript_tells_who_said_what_with_which_buttons(world) -> None:
    ada = world.person("Ada")
    ada.says("/start")
    ada.says("language model & <more>")
    text, page = world.transcript.text(), world.transcript.page("A newcomer")
    assert text.startswith("Ada: /start\n\n    Paperround:\n    👋")
    assert "    [diffusion model, -survey]\n" in text
    assert "language model &amp; &lt;more&gt;" in page
    assert page.count('<div class="bubble mine">') == 2
    assert "<more>" not in page


def test_what_is_tapped_changed_and_shown_stands_in_it_too(world) -> None:
    ada = world.person("Ada")
    ada.says("/start")
    ada.says("/add language model")
    ada.says("/settings")
    ada.taps("Sound")
    world.transcript.add(Line("time", "", "", "Thursday"))
    text = world.transcript.text()
    assert "Ada taps [Sound]" in text
    assert "Paperround, the same message now:" in text
    assert text.endswith("— Thursday —\n\n")
    assert "the same message now" in world.transcript.page("x")
