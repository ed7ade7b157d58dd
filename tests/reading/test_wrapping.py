"""Lines that somebody's window broke: sentences, dates and brackets are whole again."""

from knowledge.reading.documents import read_document
from knowledge.reading.wrapping import breaks

WRAPPED = """云岭市人民政府门户网站 首页 政务公开 政策文件 规范性文件 政府办文件 市政府文件 正文
云岭市防汛备汛工作方案
一、工作目标
坚持预防为主，确保水库不垮坝、堤防不决口、城区不内涝，山洪灾害监测站点在线
率保持在98%以上，预警信息入户率不低于95%，各级防汛责任人培训全部覆盖到每一个
行政村和社区，险情响应时间压缩到三十分钟以内，做到早发现、早报告、早处置和早
恢复。
二、重点任务
1.建立台账。2026年10月底前完成堤防修复，各县区对照台账逐项销号，在2027年3
月底前完成灌渠修复。（市水务局牵头，市农业农村局、交通局和市应急管理局（市
防汛办）配合）
"""


def text_of(raw: str) -> str:
    return read_document("plan.txt", raw.encode()).text


def test_a_page_head_wider_than_the_text_does_not_hide_its_width() -> None:
    text = text_of(WRAPPED)
    assert "监测站点在线率保持在98%以上" in text
    assert "每一个行政村和社区" in text


def test_dates_and_brackets_are_never_left_in_two_halves() -> None:
    text = text_of(WRAPPED)
    assert "2027年3月底前完成灌渠修复" in text
    assert "（市防汛办）配合）" in text


def test_items_and_headings_begin_lines_of_their_own() -> None:
    lines = text_of(WRAPPED).split("\n")
    assert "二、重点任务" in lines
    assert any(line.startswith("1.建立台账") for line in lines)


def test_short_lines_of_a_list_stay_apart() -> None:
    lines = ["市水务局", "市财政局", "市住建局", "市教育局"]
    assert breaks(lines, starts=[False] * 4) == set()
