"""What cleaning takes out of scraped text, and what it must leave."""

import pytest

from knowledge.model import Document
from knowledge.reading import chrome, headlines, repeats
from knowledge.reading.documents import read_document
from knowledge.reading.mojibake import mend
from tests.reading.pages import PLAN, PROSE


def read(text: str, name: str = "甲.txt") -> Document:
    return read_document(name, text.encode())


@pytest.mark.parametrize(
    ("noisy", "clean"),
    [
        ("關(guān)於(yú)印發(fā)方案的通知", "关于印发方案的通知"),
        ("黨(dang) 中央、國(guo)務院決(jue)定", "党中央、国务院决定"),
        ("农（nóng）业（yè）发展", "农业发展"),
        ("综合女(nü)性绿(lv)色发(fa)展产(chan)业", "综合女性绿色发展产业"),
    ],
)
def test_pinyin_behind_its_character_goes(noisy: str, clean: str) -> None:
    assert read(noisy).text == clean


@pytest.mark.parametrize(
    "text",
    [
        "甲类(A)、乙类(B)企业(ab)",
        "市水利局(shi)与省水利厅(x)会商",
        "翡(fěi)翠(cuì)产业园",
        "各行(háng)各业",
        "碳酸钙(Ca)",
        "平台(app)上线，系统(ai)运行",
        "钢铁(tie dao)运输",
    ],
)
def test_brackets_that_say_something_stay(text: str) -> None:
    document = read(text)
    assert document.text == text
    assert not document.repairs


@pytest.mark.parametrize(
    ("noisy", "clean"),
    [
        ("国务院@@各部委@@，各直属机构", "国务院各部委，各直属机构"),
        ("第一，，第二,,第三、、第四", "第一，第二,第三、第四"),
        ("&nbsp;&nbsp;一、目标&#12288;明确", "一、目标 明确"),
        ("零\u200b宽\ufeff字\u00ad符", "零宽字符"),
        ("甲\u00a0\u00a0乙方案", "甲 乙方案"),
        ("<p>建成<b>五个</b>平台</p>", "建成五个平台"),
        ("质 量 提 升", "质量提升"),
        ("等等……再议。。。", "等等……再议。。。"),
        ("联系邮箱：a@b.cn", "联系邮箱：a@b.cn"),
        ("贯彻新理念 建设新青禾", "贯彻新理念 建设新青禾"),
        ("****局牵头，**县配合", "****局牵头，**县配合"),
    ],
)
def test_stray_characters_go_and_meant_ones_stay(noisy: str, clean: str) -> None:
    assert read(noisy).text == clean


def test_marks_of_emphasis_go_from_markdown_and_masked_names_stay() -> None:
    text = "**重点任务**：建设[平台](https://example.org/a)。\n\n责任单位：**局、**委\n\n> 引文"
    assert read(text, "甲.md").text == "重点任务：建设平台。\n责任单位：**局、**委\n引文"


def test_scanned_text_closes_up_and_departments_stay_apart() -> None:
    text = (
        "为推进数 字乡村建设，提升乡 村治理水平，经市人 民政府同意，制 定本实施方 案。\n"
        "责任单位：市农业农村局 市数据局 市财政局"
    )
    document = read(text)
    assert "推进数字乡村建设，提升乡村治理水平，经市人民政府同意，制定本实施方案" in document.text
    assert "市农业农村局 市数据局 市财政局" in document.text


def test_a_list_of_names_keeps_its_spaces() -> None:
    text = "出席人员：王国金 易家训 沈申甫 林国民 周正大 赵学平 何中华 李开发"
    assert read(text).text == text


@pytest.mark.parametrize(
    "text", [PLAN.split("\n", maxsplit=1)[0], "计划到二〇二六年底前完成改造任务"]
)
def test_text_read_with_the_wrong_table_is_read_again(text: str) -> None:
    assert mend(text.encode("gbk").decode("latin-1")) == text
    assert mend(text.encode().decode("latin-1")) == text
    # Bytes that found no partner are lost; what is left is the text's own.
    mended = mend(text.encode().decode("gb18030", "replace"))
    assert set(mended) <= {*text, "□"}
    assert mended.count("□") <= len(text) / 4


@pytest.mark.parametrize(
    "text", ["café au lait — naïveté", "温度±0.5℃，误差≤3‰", "ΑΒΓ三类", "ｗｗｗ"]
)
def test_text_with_a_few_foreign_letters_is_not_read_again(text: str) -> None:
    assert mend(text) == text


@pytest.mark.parametrize(
    "line",
    [
        "首页 > 政务公开 > 通知公告",
        "当前位置：首页>>信息公开>>文件",
        "来源:某局 发布时间:2026-03-16 17:42 字号:[大 中 小] 浏览次数:1038",
        "【打印】【关闭】",
        "【字体：大 中 小】",
        "分享到: 微信 微博 QQ空间",
        "浏览次数：1038",
        "责任编辑：张三",
        "上一篇：关于召开会议的通知",
        "扫一扫在手机打开当前页",
        "主办：某市交通运输局 ICP备00000000号",
        "版权所有 某市人民政府",
        "打印本页 关闭窗口 返回顶部",
        "网站地图 | 联系我们",
    ],
)
def test_page_furniture_is_known(line: str) -> None:
    assert chrome.is_chrome(line)


@pytest.mark.parametrize(
    "line",
    [
        "一、总体要求",
        "发布时间：2026年4月10日",
        "责任单位：市教育局",
        "牵头单位：市水利局 配合单位：市财政局 完成时限：2026年6月",
        "（此件公开发布）",
        "大力发展中小企业。",
        "关闭",
        "中小学",
        "时间：2026年5月，地点：青禾市",
        "技术支持：市数据局负责平台运维。",
        "主办单位：市教育局",
        "下载办理进度表，打印后报送。",
        "加强网站无障碍建设",
        "",
    ],
)
def test_lines_of_a_plan_are_no_furniture(line: str) -> None:
    assert not chrome.is_chrome(line)


HEADLINES = [
    "- 樱花节本周末开幕 公交专线同步运营(2026-03-27)",
    "- 我市召开安全生产视频调度会(2026-04-03)",
    "- 代表团来我市考察低空经济(2024-11-09)",
]


def test_dated_headlines_at_the_end_go_with_their_marker() -> None:
    text = PLAN + "相关新闻\n" + "\n".join(HEADLINES)
    document = read(text)
    assert document.text == PLAN.strip()
    assert {r.kind for r in document.repairs} == {"headline"}
    assert read(PLAN + "\n".join(HEADLINES)).text == PLAN.strip()


def test_headlines_without_dates_go_only_after_a_marker() -> None:
    lines = ["正文。", "【相关阅读】", "· 樱花节本周末开幕", "· 市图书馆延长开放时间"]
    assert headlines.first(lines) == 1
    assert headlines.first(["正文。", *lines[2:]]) == 3


@pytest.mark.parametrize(
    "end",
    [
        ["完成方案编制并印发各地 2026-03-31", "完成主体工程建设任务 2026-09-30", "完成竣工验收工作 2026-12-31"],
        ["1.改造光纤网络工程（2026-12-31）", "2.建设数据平台工程（2026-06-30）"],
        ["青禾市人民政府办公室", "2026年3月9日"],
        ["青禾市人民政府办公室 2026年3月9日"],
        ["责任单位：市数据局（2026-12-31）。", "责任单位：市财政局（2026-06-30）。"],
        ["| 1 | 改造 | 2026-06-30", "| 2 | 建设 | 2025-06-30"],
    ],
)  # fmt: skip
def test_schedules_items_and_signatures_are_no_headlines(end: list[str]) -> None:
    assert headlines.first(["正文。", *end]) == 1 + len(end)


def test_a_text_printed_twice_comes_out_once() -> None:
    paragraphs = [PROSE, PROSE.replace("数字", "平安"), PROSE.replace("数字", "美丽")]
    assert repeats.repeated(["题", *paragraphs, *paragraphs]) == {4, 5, 6}
    assert repeats.repeated(["题", *paragraphs, "题", *paragraphs[:2]]) == {4, 5, 6}
    assert repeats.repeated([PROSE, "", PROSE]) == {2}


def test_paragraphs_that_come_again_elsewhere_stay() -> None:
    proviso = PROSE.replace("数字", "平安")
    assert not repeats.repeated(["一、甲", PROSE, proviso, "二、乙", proviso, "三、丙", PROSE])
    units = "责任单位：市财政局、市发展改革委、市农业农村局、各县（区）人民政府"
    assert not repeats.repeated(["1.改造。", units, "2.建设。", units, units])


def test_lines_broken_in_a_sentence_are_joined() -> None:
    text = """青禾市养老服务行动方案
青政办发〔2026〕12号
为进一步完善居家社区养老服务体系，切实满足老年人多样
化服务需求，根据国家和省有关部署，结合我市实际，制定本行
动方案，现印发给你们，请认真贯彻执行，工作中遇到的问题及
时报告市民政局。
　　一、主要目标
　　到2027年底，全市建成街道综合养老服务中心不少于三十
家，社区助餐点覆盖率达到百分之九十以上。
青禾市人民政府
2026年5月6日
"""
    lines = read(text).text.split("\n")
    assert [len(line) for line in lines] == [11, 13, 90, 6, 47, 7, 9]
    assert lines[2].endswith("遇到的问题及时报告市民政局。")


def test_short_lines_and_headings_are_not_joined() -> None:
    assert read(PLAN).text == PLAN.strip()
    text = "1.加强组织领导，落实工作责任\n各县区要高度重视，明确专人负责。\n牵头单位：市数据局，\n责任单位：市财政局"
    assert read(text).text == text


def test_a_document_on_one_line_gets_its_paragraphs_back() -> None:
    text = " ".join(line.strip() for line in PLAN.splitlines())
    document = read(text)
    assert [s.number for s in document.sections] == [
        "一、", "二、", "（一）", "1.", "2.", "（二）", "3.", "三、",
    ]  # fmt: skip
    assert document.text.replace("\n", "").replace(" ", "") == text.replace(" ", "")
    assert document.title == "青禾市数字乡村建设三年行动方案（2026—2028年）"


def test_page_numbers_and_the_number_printed_on_each_page_go() -> None:
    noisy = PLAN.replace("光纤网络覆盖率", "光纤网 青政办发〔2026〕17号 — 3 — 络覆盖率")
    noisy = noisy.replace(
        "二、重点任务", "— 4 —\n青政办发〔2026〕17号\n第 5 页 共 9 页\n━━━━━━\n二、重点任务"
    )
    assert read(noisy).text == PLAN.strip()


def test_a_plan_may_cite_its_own_number() -> None:
    text = PLAN.strip() + "\n本方案（青政办发〔2026〕17号）由市数据局负责解释。"
    assert read(text).text == text
