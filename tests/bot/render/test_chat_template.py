"""Templates of readers: fields and a few tags, checked when they are set, never code."""

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.said import Said
from bot.render.chat.pages import list_page
from bot.render.chat.template import FIELDS, TAGS, BadTemplate, check_template, fill
from bot.render.language import language
from tests.bot.render.chat_messages import EVERYTHING, LONGEST, LOOK, SEVEN, a_list, alive, hostile_item, read
from tests.bot.render.digests import chosen, hostile_text, paper

NOTHING = dict.fromkeys(FIELDS, ("", ""))
TITLE = NOTHING | {"title": ('<a href="https://a.example">Pigeons</a>', "Pigeons")}
_PARTS = [f"{{{field}}}" for field in FIELDS] + [f"<{end}{tag}>" for tag in TAGS for end in ("", "/")]
templates = st.lists(
    st.sampled_from([*_PARTS, "{title}", " · ", "\n", "&", "x", "<", "{", "}", "🐦", "a.bc ", "@a", ".de", "x."]),
    max_size=24,
).map("".join)


def test_a_paper_is_written_as_its_reader_wants() -> None:
    template = "<b>{title}</b> · {score}\n<i>{authors}, {date}</i>\n<blockquote>{abstract}</blockquote>"
    parsed = read(list_page(a_list(SEVEN[0]), 0, replace(LOOK, template=template)))
    assert parsed.text.startswith(
        "Papers\n\n1. Paper 0 · 90\nAda One, Ben Two, Cy Three and 2 more, 31 Oct 2026\nPigeons sort letters "
    )
    assert {entity.kind for entity in parsed.entities} == {"bold", "italic", "text_link", "expandable_blockquote"}


def test_every_field_has_its_value() -> None:
    template = "\n".join(f"{field} {{{field}}}" for field in FIELDS)
    item = replace(SEVEN[0], paper=replace(SEVEN[0].paper, abstract="Of pigeons.", sources=("arxiv", "huggingface")))
    assert read(list_page(a_list(item), 0, replace(LOOK, template=template))).text.split("\n\n1. ")[1].split("\n") == [
        "title Paper 0",
        "link arxiv.org/abs/2511.00000",
        "score 90",
        "why Why: letters (title, 61.4), loft (title, 12)",
        "authors Ada One, Ben Two, Cy Three and 2 more",
        "abstract Of pigeons.",
        "date 31 Oct 2026",
        "sources arxiv, huggingface",
        "profile post",
    ]


def test_a_line_without_any_value_is_left_out_and_blank_lines_stay() -> None:
    assert fill("{title}\n{authors} · {date}\n\n<i>{why}</i>\nend", TITLE) == f"{TITLE['title'][0]}\n\nend"


def test_tags_around_nothing_are_left_out() -> None:
    assert fill("<b><i>{date}</i></b>{title}", TITLE) == TITLE["title"][0]


def test_in_code_nothing_is_a_link() -> None:
    assert fill("<code>{title}</code>", TITLE) == "<code>Pigeons</code>"


def test_what_is_neither_field_nor_tag_stands_as_it_is_written() -> None:
    assert fill("{title} & } %s %(x)s '", TITLE).endswith("</a> &amp; } %s %(x)s &#x27;")


def test_a_template_that_an_older_version_took_gives_way_to_the_layout() -> None:
    message = list_page(a_list(chosen(paper())), 0, replace(LOOK, template="{title} {doi}"))
    assert "For post: letters" in read(message).text


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{title} {titel}", "{titel}, character 9, is no field. These are: {title} {link} {score} "),
        ("{title} {0.__class__}", "{0.__class__}, character 9, is no field."),
        ("{title} {title!r}", "{title!r}, character 9, is no field."),
        ("{title} { and so on", "{ and so on, character 9, is no field."),
        ("{title}{title}", "{title} stands there twice; once is enough."),
        ("{title} <a href='x'>y</a>", "<a href='x'>, character 9, cannot be used. These can: <b> <i> "),
        ("{title} <B>x</B>", "<B>, character 9, cannot be used."),
        ("{title} a < b", "< b, character 11, cannot be used."),
        ("<b>{title}", "<b> is not closed: put </b> behind it."),
        ("{title}</b>", "</b>, character 8, ends nothing."),
        ("<b><i>{title}</b></i>", "</b>, character 14, ends nothing."),
        ("<b><b>{title}</b></b>", "<b>, character 4, cannot stand within <b>."),
        ("<code><b>{title}</b></code>", "<b>, character 7, cannot stand within <code>."),
        ("<b><code>{title}</code></b>", "<code>, character 4, cannot stand within <b>."),
        ("{score}", "It lacks {title}"),
        ("", "It lacks {title}"),
        ("{title}" + "<b>x</b>" * 7, "It has more than 6 pairs of tags."),
        ("{title}" + "x" * 201, "Without fields and tags it has more than 200 characters."),
        ("{title}" + "🐦" * 101, "Without fields and tags it has more than 200 characters."),
        ("x" * 1_001, "A template has at most 1,000 characters."),
    ],
    ids=lambda each: each[:24] if "{" in each[:24] else None,
)
def test_what_is_wrong_with_a_template_is_said_with_its_place(template: str, said: str) -> None:
    with pytest.raises(BadTemplate) as caught:
        check_template(template)
    assert str(caught.value).startswith(said)
    assert isinstance(caught.value.args[0], Said)
    assert language("en").translated(caught.value) == str(caught.value)


@pytest.mark.parametrize("template", [EVERYTHING, LONGEST, "{title}", "<blockquote><code>{title}</code></blockquote>"])
def test_a_template_that_can_be_used_is_taken(template: str) -> None:
    check_template(template)


@pytest.mark.parametrize("words", ["a.bc " * 39, "@a" * 99, "a://b" * 39], ids=["hosts", "mentions", "addresses"])
def test_what_looks_like_links_in_a_template_is_text(words: str) -> None:
    look = replace(LOOK, template=f"{{title}}\n{words}")
    parsed = read(list_page(a_list(*SEVEN[:5]), 0, look))
    assert "1. Paper 0\na" in parsed.text.replace("\u2060", "").replace("@", "")
    assert alive(parsed) == []


def test_a_template_with_which_five_papers_never_fit_gives_way_to_the_layout() -> None:
    joined = "<b>a.</b>bc" * 3 + "<i>a.</i>bc" * 3
    look = replace(LOOK, template=f"{{title}} {joined}.{{why}}a.{{profile}}bc.{{authors}}bc.{{date}}bc.{{link}}bc.")
    page = read(list_page(a_list(*[hostile_item("a.bc")] * 5), 0, look))
    assert page.text.count("bc") > 5


@given(templates, hostile_text)
@settings(max_examples=150, deadline=None)
def test_whatever_template_is_taken_makes_messages_that_telegram_takes(template: str, text: str) -> None:
    try:
        check_template(template)
    except BadTemplate:
        template = "{title}" + template.replace("{title}", "").replace("<", "").replace("{", "")[:20]
    check_template(template)
    read(list_page(a_list(*[hostile_item(text)] * 5), 0, replace(LOOK, template=template)))


@given(st.text(max_size=60))
def test_no_text_around_a_title_breaks_the_checking(text: str) -> None:
    with suppress(BadTemplate):
        check_template("{title}" + text)
