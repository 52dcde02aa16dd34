"""How common words are taken to be before anything was counted: the parsed table and the one that is shipped."""

import math
from collections import Counter
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.matching.background import COLUMNS, Background, parse_background
from bot.core.matching.folding import stem_of
from bot.core.matching.statistics import Statistics
from docs.make_background import English, Papers, count_english, count_papers, make, write

HEAD = "papers\t200\n" + "\t".join(COLUMNS) + "\n"
SHIPPED = resources.files("bot.data").joinpath("background.tsv").read_text(encoding="utf-8")
RESTORE = "Make it again: python docs/make_background.py WORDS"


def rows() -> list[list[str]]:
    return [line.split("\t") for line in SHIPPED.splitlines() if not line.startswith("#")][2:]


def test_a_share_is_the_mean_of_papers_and_general_texts() -> None:
    background = parse_background(f"# a remark\n\n{HEAD}model\tmodels\t100\t0.1\n")
    assert background.share("model") == pytest.approx((0.5 + 0.1) / 2)


def test_an_unknown_word_is_as_rare_as_one_paper_and_none_is_rarer() -> None:
    background = parse_background(f"{HEAD}zebra\tzebras\t1\t0.0001\n")
    assert background.share("zebra") == background.share("unseen") == background.unknown == 1 / 200


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("zebra", 1),
        ("papers\tmany", 1),
        ("papers\t0", 1),
        ("papers\t200", 1),
        ("papers\t200\nstem\tshare", 2),
        (f"# remark\n{HEAD}zebra\tzebra\t1", 4),
        (f"{HEAD}zebra\tzebra\tone\t0.1", 3),
        (f"{HEAD}zebra\tzebra\t201\t0.1", 3),
        (f"{HEAD}zebra\tzebra\t1\t1.0", 3),
        (f"{HEAD}zebra\tzebra\t1\tnan", 3),
        (f"{HEAD}zebra\tzebra\t-1\t0.1", 3),
    ],
)
def test_what_is_no_table_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(ValueError, match=rf"in line {line}: "):
        parse_background(text)


@given(st.dictionaries(st.text(max_size=5), st.floats(0.001, 0.999), max_size=5), st.randoms(use_true_random=False))
def test_the_version_depends_on_the_beliefs_alone(shares, random) -> None:
    shuffled = list(shares.items())
    random.shuffle(shuffled)
    version = Background(0.01, shares).version
    assert Background(0.01, dict(shuffled)).version == version
    assert Background(0.02, shares).version != version
    assert Background(0.01, {**shares, "another": 0.5}).version != version


def test_a_remark_in_the_table_changes_no_version() -> None:
    row = f"{HEAD}model\tmodel\t100\t0.1\n"
    assert parse_background(f"# a remark\n{row}").version == parse_background(row).version


def test_the_shipped_table_is_understood_and_small() -> None:
    background = parse_background(SHIPPED)
    assert 1_000 < len(background.shares) == len(rows())
    assert len(SHIPPED.encode()) <= 300_000
    assert all(0 < share < 1 for share in background.shares.values())


def test_every_row_of_the_shipped_table_says_something() -> None:
    background = parse_background(SHIPPED)
    assert min(background.shares.values()) > background.unknown


def test_on_the_first_day_common_words_say_little_and_terms_much() -> None:
    idf = Statistics(background=parse_background(SHIPPED)).idf
    assert idf(stem_of("the")) < 0.1
    assert idf(stem_of("of")) < idf(stem_of("models")) < idf(stem_of("rewards")) < idf(stem_of("jailbreaks"))
    assert idf(stem_of("jailbreaks")) < idf("superalign") == pytest.approx(math.log(200))
    assert idf(stem_of("time")) < idf(stem_of("kitchen")) < idf("superalign")


def test_the_shipped_table_has_the_stems_of_today() -> None:
    assert [row for row in rows() if stem_of(row[1]) != row[0]] == [], RESTORE


def test_the_shipped_table_counts_the_papers_of_today() -> None:
    papers = count_papers()
    assert f"\npapers\t{papers.number}\n" in SHIPPED, RESTORE
    assert f" of {papers.length} words " in SHIPPED, RESTORE
    assert [row for row in rows() if int(row[2]) != papers.stems[row[0]]] == [], RESTORE
    shown = {row[0] for row in rows()}
    assert {stem for stem, counted in papers.stems.items() if counted > 2} <= shown, RESTORE


def test_the_shipped_table_is_what_the_script_makes() -> None:
    symspellpy = pytest.importorskip("symspellpy", reason="the frequency list is needed only to make the table")
    words = Path(symspellpy.__file__).with_name("frequency_dictionary_en_82_765.txt")
    assert make(words) == SHIPPED, RESTORE


def test_forms_of_one_word_are_counted_together() -> None:
    english = count_english(["models 3", "model 5", "zebra 2"])
    assert english.shares == {"model": 0.8, "zebra": 0.2}


def test_a_table_is_written_with_the_share_of_texts_and_the_commonest_form() -> None:
    papers = Papers(200, 2, Counter(model=100, zebra=1), Counter({("model", "model"): 1, ("zebra", "zebra"): 1}))
    forms = Counter({("model", "models"): 7, ("model", "model"): 3, ("zebra", "zebra"): 1})
    text = write(papers, English({"model": 0.5, "zebra": 0.001}, forms))
    assert text.endswith(f"{HEAD}model\tmodels\t100\t0.75\n")
