"""An index outlives its process, or is refused with advice: never half read, never half written."""

import pickle
import zipfile
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.matching.index import FORMAT, ProfileIndex
from bot.core.matching.statistics import Statistics
from bot.index_file import IndexFileError, load_index, save_index
from tests.bot.matching.dump_profiles import dumps, random_profiles, statistics_of
from tests.bot.matching.index_scores import indexed, scores_of
from tests.bot.matching.papers import NOTHING_COUNTED, analysed, profile

PROFILES = tuple(islice(random_profiles(3), 40))
PAPERS = dumps()[:30]
KNOWN = statistics_of(dumps())
ADVICE = "Make the index anew from the profiles."


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "profiles.npz"


def everything(index: ProfileIndex, statistics: Statistics = KNOWN) -> list[tuple[tuple[int, int], int]]:
    """All scores, in the order in which they are given."""
    return list(scores_of(index.match(PAPERS, statistics, minimum=0)).items())


@pytest.mark.parametrize("asked", [False, True], ids=["never asked", "asked before"])
def test_a_loaded_index_gives_the_same_matches(path: Path, asked: bool) -> None:
    index = indexed(PROFILES)
    if asked:
        index.match(PAPERS, KNOWN)
    save_index(index, path)
    loaded = load_index(path)
    assert everything(loaded) == everything(index)
    assert len(loaded) == len(index)
    assert everything(loaded, NOTHING_COUNTED) == everything(index, NOTHING_COUNTED)
    assert scores_of(loaded.match(PAPERS, KNOWN)) == scores_of(index.match(PAPERS, KNOWN))


def test_so_it_does_after_further_edits_and_saved_again(path: Path) -> None:
    index = indexed(PROFILES[:25])
    index.remove(4)
    index.match(PAPERS, KNOWN)
    save_index(index, path)
    loaded = load_index(path)
    for each in (index, loaded):
        each.remove(7)
        each.add(9, PROFILES[30])
        each.add(100, PROFILES[31])
        each.add_lines(101, ["large language model", "+zebra OR pigeon*"], 20.0, None)
    assert everything(loaded) == everything(index)
    assert [number in loaded for number in (4, 7, 9, 100, 102)] == [False, False, True, True, False]
    with pytest.raises(KeyError):
        loaded.remove(4)
    save_index(loaded, path)
    assert everything(load_index(path)) == everything(index)


def test_an_index_without_profiles_can_be_kept_and_filled_later(path: Path) -> None:
    save_index(ProfileIndex(), path)
    loaded = load_index(path)
    assert len(loaded) == 0
    for number, each in enumerate(PROFILES[:5]):
        loaded.add(number, each)
    assert everything(loaded) == everything(indexed(PROFILES[:5]))


def test_words_of_every_script_come_back(path: Path) -> None:
    words = ("強化学習", "تعلم الآلة", "naïve*", "C++", '"a\u200bb"')
    papers = [analysed("強化学習 تعلم الآلة naïveté C++ ab")]
    index = indexed([profile(word) for word in words])
    save_index(index, path)
    found = load_index(path).match(papers, NOTHING_COUNTED, minimum=0)
    assert scores_of(found) == scores_of(index.match(papers, NOTHING_COUNTED, minimum=0))
    assert {0, 1, 2, 3} <= set(found.numbers.tolist())


def test_no_pickle_is_written(path: Path) -> None:
    save_index(indexed(PROFILES), path)
    with np.load(path, allow_pickle=False) as archive:
        assert all(archive[name].dtype != object for name in archive.files)
        assert "allow_pickle" not in archive.files


class Trap:
    """Would run when it is unpickled."""

    def __reduce__(self):
        return pytest.fail, ("a pickle was loaded",)


class Breaks:
    """Ends the writing in its middle."""

    def __reduce__(self):
        raise KeyboardInterrupt


def npz(path: Path, **columns: object) -> None:
    np.savez(path, **{name: np.asarray(column) for name, column in columns.items()})  # type: ignore[arg-type]


FOREIGN = {
    "empty": lambda path: path.write_bytes(b""),
    "a text": lambda path: path.write_text("reward models, text-to-image\n"),
    "a pickle": lambda path: path.write_bytes(pickle.dumps(Trap())),
    "a pickle in an array": lambda path: npz(path, format=np.array([Trap()], object)),
    "another zip": lambda path: zipfile.ZipFile(path, "w").close(),
    "a single array": lambda path: path.write_bytes(array_bytes(path)),
    "an archive of something else": lambda path: npz(path, weights=np.arange(3)),
    "names that clash": lambda path: npz(path, **{"format": np.arange(3), "format/of": np.arange(3)}),
    "no JSON": lambda path: npz(path, **{"format:json": np.frombuffer(b"{", np.uint8)}),
    "a folder": lambda path: path.mkdir(),
}


def array_bytes(path: Path) -> bytes:
    file = path.with_suffix(".npy")
    np.save(file, np.arange(3))
    return file.read_bytes()


@pytest.mark.parametrize("write", FOREIGN.values(), ids=FOREIGN.keys())
def test_what_is_no_index_is_refused_with_advice(path: Path, write) -> None:
    write(path)
    with pytest.raises(IndexFileError, match=ADVICE) as refused:
        load_index(path)
    assert refused.value.path == path
    assert str(path) in str(refused.value)
    assert "allow_pickle" not in str(refused.value)


def test_a_file_that_is_not_there_is_said_to_be_missing(path: Path) -> None:
    with pytest.raises(IndexFileError, match="there is no such file"):
        load_index(path)


def resaved(path: Path, **changed: object) -> None:
    """The same archive with some columns changed, or left out for ``None``."""
    with np.load(path, allow_pickle=False) as archive:
        columns = {name: archive[name] for name in archive.files} | changed
    npz(path, **{name: column for name, column in columns.items() if column is not None})


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"format:json": np.frombuffer(str(FORMAT + 1).encode(), np.uint8)}, f"format {FORMAT + 1}"),
        ({"format:json": None}, "'format' is missing"),
        ({"wishes/owner": None}, "'owner' is missing"),
        ({"profiles/number": np.arange(3)}, "differ in length"),
        ({"profiles/least": np.zeros(40, np.float64)}, "another type"),
        ({"features/texts:json": np.frombuffer(b'["zebra"]', np.uint8)}, "not one text for each feature"),
        ({"features/strings:json": np.frombuffer(b"\xff", np.uint8)}, "damaged|does not fit together"),
        ({"weights/features:json": None}, "does not fit together"),
    ],
    ids=str,
)
def test_an_archive_of_other_columns_is_refused_with_what_is_wrong(path: Path, changed, said: str) -> None:
    index = indexed(PROFILES)
    index.prepare(KNOWN)
    save_index(index, path)
    resaved(path, **changed)
    with pytest.raises(IndexFileError, match=said):
        load_index(path)


SMALL = indexed([profile("reward model", "zebra*", "-survey"), profile("DPO^2", "title:large language model")])
SMALL.prepare(KNOWN)


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("index") / "profiles.npz"
    save_index(SMALL, path)
    return path.read_bytes()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(share=st.floats(0, 1, exclude_max=True))
def test_a_truncated_file_is_refused(saved: bytes, path: Path, share: float) -> None:
    path.write_bytes(saved[: int(share * len(saved))])
    with pytest.raises(IndexFileError, match=ADVICE):
        load_index(path)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(share=st.floats(0, 1, exclude_max=True), flipped=st.integers(1, 255))
def test_a_damaged_byte_is_noticed_or_changes_nothing(saved: bytes, path: Path, share: float, flipped: int) -> None:
    damaged = bytearray(saved)
    damaged[int(share * len(saved))] ^= flipped
    path.write_bytes(damaged)
    try:
        loaded = load_index(path)
    except IndexFileError as refused:
        assert str(refused).endswith(ADVICE)  # noqa: PT017 - either may happen
    else:
        assert everything(loaded) == everything(SMALL)


def test_what_cannot_be_written_leaves_the_old_file_and_nothing_else(path: Path) -> None:
    save_index(indexed(PROFILES[:5]), path)
    before = path.read_bytes()

    class Interrupted(ProfileIndex):
        def state(self):
            return {**super().state(), "half": np.array([Breaks()], object)}

    with pytest.raises(KeyboardInterrupt):
        save_index(Interrupted(), path)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_a_place_that_cannot_be_written_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        save_index(ProfileIndex(), tmp_path / "nowhere" / "profiles.npz")
    (tmp_path / "folder").mkdir()
    with pytest.raises(IsADirectoryError):
        save_index(ProfileIndex(), tmp_path / "folder")
    assert [found.name for found in tmp_path.iterdir()] == ["folder"]
