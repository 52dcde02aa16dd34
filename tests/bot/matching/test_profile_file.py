"""Profiles from files: what is there is understood, what is wrong is named."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.matching.language import MAX_KEYWORDS, MAX_NAME
from bot.core.matching.types import DEFAULT_THRESHOLD, AnyOf, Keyword, Profile, Role, Term
from bot.profile_file import MAX_BYTES, ProfileFileError, load_profiles

SEEDS = Path(__file__).parents[3] / "seeds"


def written(folder: Path, text: str | bytes, name: str = "profiles.toml") -> Path:
    """A file that holds this."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_toml_file_holds_profiles_with_threshold_and_top(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        """
        [[profiles]]
        name = "reward  models"
        keywords = ['"reward model"^2', "-survey"]
        threshold = 55
        top = 3
        [[profiles]]
        name = "zebras"
        keywords = ["zebr*"]
        """,
    )
    reward = (Keyword(Term("reward model", exact=True), weight=2.0), Keyword(Term("survey"), Role.EXCLUDED))
    assert load_profiles(path) == (
        Profile("reward models", reward, 55.0, 3),
        Profile("zebras", (Keyword(Term("zebr*")),), DEFAULT_THRESHOLD, None),
    )


def test_a_json_file_is_a_list_of_objects_with_id_need_and_keywords(tmp_path: Path) -> None:
    entries = [{"id": "p1", "need": "anything", "keywords": ["zebra"], "threshold": 30.5, "top": 2}]
    path = written(tmp_path, json.dumps(entries), "profiles.json")
    assert load_profiles(path) == (Profile("p1", (Keyword(Term("zebra")),), 30.5, 2),)


@pytest.mark.parametrize(
    "text", ['\ufeff[[profiles]]\nname="a"\nkeywords=["b"]', '[[profiles]]\r\nname="a"\r\nkeywords=["b"]']
)
def test_a_byte_order_mark_and_foreign_line_ends_are_no_mistake(text: str, tmp_path: Path) -> None:
    assert load_profiles(written(tmp_path, text)) == (Profile("a", (Keyword(Term("b")),)),)


def one(keys: str) -> str:
    return f'[[profiles]]\nname = "mine"\nkeywords = ["a"]\n{keys}\n'


def asking(keywords: object) -> str:
    return f'[[profiles]]\nname = "mine"\nkeywords = {json.dumps(keywords)}\n'


MISTAKES = [
    ("", ["no profiles"]),
    ("profiles = []", ["no profiles"]),
    ("profiles = 3", ["[[profiles]]"]),
    ("[profiles]\nname = 'a'", ["double brackets"]),
    ("profiles = [3]", ["profile 1", "'3'"]),
    ('name = "a"', ["'name'", "[[profiles]]"]),
    ("[[profiles]\n", ["not TOML", "line 1"]),
    ("a = " + "[" * 100_000, ["no TOML", "nested"]),
    (b"[[profiles]]\nname = '\xff'", ["line 2", "UTF-8"]),
    ("#" * (MAX_BYTES + 1), ["larger than"]),
    (one("threshhold = 3"), ["'mine'", "threshhold", "did you mean threshold?"]),
    (one("qqq = 3"), ["'qqq'", "name, keywords, threshold, top"]),
    (one("threshold = 101"), ["'mine'", "threshold", "'101'", "0 to 100"]),
    (one("threshold = -0.1"), ["threshold", "'-0.1'"]),
    (one("threshold = nan"), ["threshold", "'nan'"]),
    (one("threshold = true"), ["threshold", "'True'"]),
    (one('threshold = "40"'), ["threshold", "'40'"]),
    (one("top = 0"), ["top", "'0'"]),
    (one("top = 1.5"), ["top", "'1.5'"]),
    (one("top = true"), ["top", "'True'"]),
    (one("top = [1]"), ["top", "a list"]),
    (one("") + one(""), ["profile 2", "another is called 'mine'"]),
    ('[[profiles]]\nkeywords = ["a"]', ["profile 1", "name", "nothing"]),
    ('[[profiles]]\nname = " "\nkeywords = ["a"]', ["profile 1", "name"]),
    (f'[[profiles]]\nname = "{"n" * (MAX_NAME + 1)}"\nkeywords = ["a"]', ["name", "more than", str(MAX_NAME)]),
    ('[[profiles]]\nname = "mine"', ["keywords", "nothing"]),
    (asking("a, b"), ["'mine'", "keywords", "'a, b'"]),
    (asking([]), ["keywords", "the list is empty"]),
    (asking([3]), ["keyword 1", "'3'"]),
    (asking(["-a"]), ["keywords", "exclusions alone"]),
    (asking(["a"] * (MAX_KEYWORDS + 1)), ["keywords", str(MAX_KEYWORDS)]),
    (asking(["a", "titel:b"]), ["'mine'", "keyword 2", "column 1", "Did you mean title:?", "\n  titel:b\n  ^"]),
    (asking(["a", "b^x"]), ["keyword 2", "column 3", "\n  b^x\n    ^"]),
    (asking(["a", "b, min:40"]), ["keyword 2", "column 4", "threshold = 40"]),
    (asking(["top:3"]), ["keyword 1", "top = 3"]),
    (asking(["a", "-a"]), ["keyword 2", "'a' is both wanted and excluded"]),
    (asking(["a", "b", "a^2"]), ["keyword 3", "twice"]),
    (asking([", ".join(f"a{n}" for n in range(150)), ", ".join(f"b{n}" for n in range(150))]), [str(MAX_KEYWORDS)]),
    (one("top = 1_000_001"), ["top", "1,000,000"]),
    (asking([""]), ["keyword 1", "no keyword"]),
]


@pytest.mark.parametrize(("text", "says"), MISTAKES, ids=range(len(MISTAKES)))
def test_a_mistake_is_named_with_file_profile_and_place(text: str | bytes, says: list[str], tmp_path: Path) -> None:
    path = written(tmp_path, text)
    with pytest.raises(ProfileFileError) as caught:
        load_profiles(path)
    assert caught.value.path == path
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    for part in says:
        assert part in message
    assert len(message) - len(str(path)) < 500


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{}", "a list of profiles"),
        ('[{"id": "a",]', "not JSON"),
        ('[{"id": "a", "keyword": ["b"]}]', "did you mean keywords?"),
        ('[{"name": "a", "keywords": ["b"]}]', "'name' is no key"),
        ('[{"id": "a", "keywords": ["b"], "threshold": NaN}]', "threshold"),
        ('[{"id": null, "keywords": ["b"]}]', "nothing"),
        ("[[]]", "a list stands where a profile is expected"),
        ("[" * 200_000, "nested"),
        ("[" + "9" * 5000 + "]", "not JSON"),
    ],
)
def test_a_mistake_in_json_is_named_too(text: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(ProfileFileError, match=says.replace("?", r"\?")):
        load_profiles(written(tmp_path, text, "profiles.json"))


def test_an_entry_may_hold_several_keywords_and_each_counts_once(tmp_path: Path) -> None:
    [profile] = load_profiles(written(tmp_path, asking(["a -b", "c, a", "-b", "c OR d"])))
    either = AnyOf((Term("c"), Term("d")))
    assert profile.keywords == (
        Keyword(Term("a")),
        Keyword(Term("b"), Role.EXCLUDED),
        Keyword(Term("c")),
        Keyword(either),
    )


@pytest.mark.parametrize(
    "text", ['[{"id": "mine", "keywords": ["a b"]}]', '# a note\n[[profiles]]\nname = "mine"\nkeywords = ["a b"]\n']
)
def test_where_the_name_does_not_tell_the_format_the_text_does(text: str, tmp_path: Path) -> None:
    [profile] = load_profiles(written(tmp_path, text, "profiles"))
    assert profile.name == "mine"


def test_a_file_that_is_not_there_or_no_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "folder.toml").mkdir()
    for name, says in [("none.toml", "no such file"), ("folder.toml", "cannot be read")]:
        with pytest.raises(ProfileFileError, match=f"{name}.*{says}"):
            load_profiles(tmp_path / name)


@given(st.binary(max_size=200) | st.text(alphabet='[]{}"=,\n abprofiles', max_size=80).map(str.encode))
def test_any_bytes_are_profiles_or_a_named_mistake(tmp_path_factory: pytest.TempPathFactory, body: bytes) -> None:
    for name in ("any.toml", "any.json"):
        path = written(tmp_path_factory.getbasetemp(), body, name)
        try:
            profiles = load_profiles(path)
        except ProfileFileError as mistake:
            named = str(mistake)
        else:
            named = f"{path}" * bool(profiles)
        assert named.startswith(str(path))


def test_the_example_profiles_are_three_and_show_every_form() -> None:
    profiles = load_profiles(SEEDS / "profiles.toml")
    assert len({profile.name for profile in profiles}) == 3
    keywords = [keyword for profile in profiles for keyword in profile.keywords]
    terms = [keyword.sought for keyword in keywords if isinstance(keyword.sought, Term)]
    assert {term.exact for term in terms} == {True, False}
    assert any(term.text.endswith("*") for term in terms)
    assert any(keyword.excluded for keyword in keywords)
    assert any(term.field for term in terms)
    assert any(keyword.weight != 1 for keyword in keywords)
    assert any(profile.top for profile in profiles)
    assert any(profile.threshold != DEFAULT_THRESHOLD for profile in profiles)
