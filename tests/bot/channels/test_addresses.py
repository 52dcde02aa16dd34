"""Mail addresses as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.addresses import MAX_ADDRESS, BadAddress, mail_address

TAKEN = {
    "ada@example.org": "ada@example.org",
    "  Ada.Lovelace+papers@EXAMPLE.Org\n": "Ada.Lovelace+papers@example.org",
    "ada@bücher.example": "ada@xn--bcher-kva.example",
    "ada@xn--bcher-kva.example": "ada@xn--bcher-kva.example",
    "ada@straße.de": "ada@xn--strae-oqa.de",
    "ada@例え。テスト": "ada@xn--r8jz45g.xn--zckzah",
    "jose\u0301@example.org": "josé@example.org",
    "हिन्दी@example.org": "हिन्दी@example.org",
    "o'brien!#$%&*/=?^_`{|}~-@example.org": "o'brien!#$%&*/=?^_`{|}~-@example.org",
    "a@b.c.d.e.example": "a@b.c.d.e.example",
    f"{'a' * 64}@example.org": f"{'a' * 64}@example.org",
}
REFUSED = {
    "": "no mail address",
    "  ": "no mail address",
    "ada": "no @",
    "ada@": "no domain",
    "@example.org": "nothing before",
    "ada@example": "no whole domain",
    "ada@localhost": "no whole domain",
    "ada@example.": "no whole domain",
    "ada@example..org": "no domain",
    "ada@-example.org": "no domain",
    "ada@exa_mple.org": "no domain",
    "ada@192.0.2.1": "no whole domain",
    "ada@[192.0.2.1]": "no domain",
    "ada@xn--a.example": "no domain",
    "ada lovelace@example.org": "blank or an invisible",
    "Ada <ada@example.org>": "blank or an invisible",
    "ada@example.org,bob@example.org": "cannot stand",
    "ada@example.org;bob@example.org": "cannot stand",
    "ada@bob@example.org": "cannot stand",
    '"ada lovelace"@example.org': "blank or an invisible",
    '"ada"@example.org': "cannot stand",
    "ada(comment)@example.org": "cannot stand",
    ".ada@example.org": "cannot stand",
    "ada.@example.org": "cannot stand",
    "a..b@example.org": "cannot stand",
    "ada@example.org\r\nBcc: bob@example.org": "blank or an invisible",
    "ada\r\n@example.org": "blank or an invisible",
    "ada\0@example.org": "blank or an invisible",
    "ada\u202e@example.org": "blank or an invisible",
    "ada\u200b@example.org": "blank or an invisible",
    "\udc80@example.org": "blank or an invisible",
    f"{'a' * 65}@example.org": "at most 64",
    f"{'é' * 40}@example.org": "at most 64",
    f"ada@{'a' * 64}.org": "no domain",
    f"ada@{'a.' * 200}org": "at most 254",
    f"{'é' * 32}@{'a.' * 98}org": "longer than",
}


@pytest.mark.parametrize(("typed", "kept"), TAKEN.items(), ids=lambda text: ascii(text)[:40])
def test_an_address_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert mail_address(typed) == kept
    assert mail_address(kept) == kept


@pytest.mark.parametrize(("typed", "why"), REFUSED.items(), ids=lambda text: ascii(text)[:40])
def test_what_is_no_address_is_refused_with_the_reason(typed: str, why: str) -> None:
    with pytest.raises(BadAddress, match=why) as refused:
        mail_address(typed)
    assert str(refused.value).isprintable()
    assert len(str(refused.value)) < 250


@given(st.text(max_size=300) | st.from_regex(r"[a-z@.<>,\r\n \x00é]{1,60}", fullmatch=True))
def test_whatever_is_taken_is_one_line_with_one_at_and_stays_as_it_is(typed: str) -> None:
    try:
        kept = mail_address(typed)
    except BadAddress:
        return
    assert kept.isprintable()
    assert " " not in kept
    assert kept.count("@") == 1
    assert len(kept.encode()) <= MAX_ADDRESS
    assert kept.partition("@")[2].isascii()
    assert mail_address(kept) == kept
