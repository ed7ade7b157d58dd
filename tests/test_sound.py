"""How characters sound: all readings for noise, one folded sound for typos."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.sound import plain, readings, sound, sounds


@pytest.mark.parametrize(
    ("pinyin", "bare"),
    [("chǎn", "chan"), ("lǜ", "lv"), ("nü", "nv"), ("ɡuǎn", "guan"), ("YÈ", "ye"), ("ê", "e")],
)
def test_tones_go_and_u_with_dots_is_v(pinyin: str, bare: str) -> None:
    assert plain(pinyin) == bare


def test_a_character_has_all_its_readings_in_both_scripts() -> None:
    assert {"xing", "hang"} <= readings("行")
    assert "chan" in readings("產") & readings("产")
    assert "lv" in readings("率")
    assert readings("A") == readings("。") == readings("牵头") == readings("") == frozenset()


@pytest.mark.parametrize(
    ("asked", "written"), [("千头", "牵头"), ("诗财政", "市财政"), ("人名", "人民")]
)
def test_homophones_sound_alike(asked: str, written: str) -> None:
    assert tuple(sounds(asked)) == tuple(sounds(written))


def test_what_southern_speakers_mix_up_sounds_alike() -> None:
    assert sound("是") == sound("四")
    assert sound("林") == sound("零")
    assert sound("山") == sound("三")
    assert sound("八") != sound("趴")


@given(st.text(max_size=30))
def test_every_character_has_a_sound(text: str) -> None:
    assert len(sounds(text)) == len(text)
