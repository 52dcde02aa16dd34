"""Time zones as people choose them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app.places import REGIONS, USUAL, usual_zones, zone_at, zones_of
from bot.core.chat.taps import tap
from bot.core.timing import BadTiming, zone


@pytest.mark.parametrize("region", REGIONS)
def test_every_zone_of_a_region_is_one_and_stands_there_once(region):
    names = zones_of(region)
    assert names
    assert len(set(names)) == len(names)
    assert [zone(name).key for name in names] == list(names)


@pytest.mark.parametrize("region", REGIONS)
def test_every_zone_has_room_behind_a_button(region):
    assert all(tap("bz", name) for name in zones_of(region))


def test_what_most_people_look_for_comes_first():
    assert zones_of("Europe")[0] == "Europe/Berlin"
    assert "Europe/Andorra" in zones_of("Europe")


def test_an_unknown_region_has_no_zones():
    assert zones_of("Atlantis") == ()


@pytest.mark.parametrize("language", USUAL)
def test_the_usual_zones_of_a_language_are_zones(language):
    assert [zone(name).key for name in usual_zones(language)] == list(USUAL[language])


@pytest.mark.parametrize(
    ("tag", "first"),
    [("de-AT", "Europe/Berlin"), ("zh-hans", "Asia/Shanghai"), ("tlh", "Europe/London"), ("", "Europe/London")],
)
def test_the_usual_zones_are_those_of_the_language_whatever_its_region(tag, first):
    assert usual_zones(tag)[0] == first


@pytest.mark.parametrize(
    ("latitude", "longitude", "name"),
    [(52.5, 13.4, "Europe/Berlin"), (40.7, -74.0, "America/New_York"), (-33.9, 151.2, "Australia/Sydney")],
)
def test_a_place_has_the_time_zone_it_lies_in(latitude, longitude, name):
    assert zone_at(latitude, longitude) == name


@given(latitude=st.floats(-90, 90), longitude=st.floats(-180, 180))
def test_every_place_on_earth_has_a_time_zone(latitude, longitude):
    assert zone(zone_at(latitude, longitude)).key


@pytest.mark.parametrize(("latitude", "longitude"), [(float("nan"), 0.0), (float("inf"), float("inf"))])
def test_what_is_no_place_has_none(latitude, longitude):
    with pytest.raises(BadTiming):
        zone_at(latitude, longitude)
