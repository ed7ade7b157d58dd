"""Title, number, issuer and date, as the heads and ends of documents print them."""

from datetime import date

import pytest

from knowledge.model import Document
from knowledge.reading.documents import read_document
from knowledge.reading.titles import own_title

BODY = "一、目标\n到2027年底，建成河湖治理工程20处。\n"
RED_HEAD = """青禾市人民政府办公室文件
青政办发〔2026〕12号
━━━━━━━━━━━━━━
青禾市人民政府办公室
关于印发《青禾市养老服务提升实施方案》的
通知
各区人民政府，市政府各部门：
《青禾市养老服务提升实施方案》已经市政府同意，现印发给你们。
　　　　青禾市人民政府办公室
　　　　二〇二六年五月六日
青禾市养老服务提升实施方案
为落实有关意见(国发〔2025〕3号)，制定本方案。
"""
ORDER = """（此件公开发布）
东江省人民政府关于加快推进新型工业化的实施意见
东政发[2026]7号
各市（州）人民政府：
现提出以下意见，自2026年7月1日起施行。
"""
ONE_LINE = (
    "青禾市商务局关于印发促消费工作方案的通知 青商发〔2026〕9号 各区商务局： 为促进消费，制定本方案。 "
    + "一、目标 全年社会消费品零售总额增长6%左右，举办促消费活动不少于100场，新增限额以上企业60家。 "
    + "二、措施 开展以旧换新，市商务局牵头，市财政局配合，2026年6月底前启动。 青禾市商务局 2026年3月2日"
)
SIGNED_BELOW = f"云水县饮水安全工作方案\n{BODY}附件：任务清单\n云水县人民政府\n2026年4月1日\n"
PAGE = """<html><head><title>青禾市水利局关于印发《河湖治理行动计划》的通知-青禾市水利局</title>
<meta name="PubDate" content="2026-04-02 10:20"></head><body><div class="nav">首页</div>
<table><tr><td>索 引 号</td><td>QH01/2026-12</td><td>发布机构</td><td>青禾市水利局</td></tr>
<tr><td>发文字号</td><td>青水发〔2026〕5号</td><td>成文日期</td><td>2026年3月30日</td></tr></table>
<p>各县区水利局：</p><p>现将《河湖治理行动计划》印发给你们。</p></body></html>"""
CASES = {
    "red.txt": (
        RED_HEAD + BODY,
        "青禾市养老服务提升实施方案",
        "青政办发〔2026〕12号",
        "青禾市人民政府办公室",
        date(2026, 5, 6),
    ),
    "order.txt": (
        ORDER + BODY,
        "东江省人民政府关于加快推进新型工业化的实施意见",
        "东政发[2026]7号",
        "东江省人民政府",
        None,
    ),
    "line.txt": (
        ONE_LINE,
        "促消费工作方案",
        "青商发〔2026〕9号",
        "青禾市商务局",
        date(2026, 3, 2),
    ),
    "below.md": (
        SIGNED_BELOW,
        "云水县饮水安全工作方案",
        None,
        "云水县人民政府",
        date(2026, 4, 1),
    ),
    "page.html": (
        PAGE,
        "河湖治理行动计划",
        "青水发〔2026〕5号",
        "青禾市水利局",
        date(2026, 3, 30),
    ),
    "bracket.md": (
        f"# 安宁区民生实事任务分解表\n\n（安政办（2026）3号，2026年1月15日）\n\n{BODY}",
        "安宁区民生实事任务分解表",
        "安政办（2026）3号",
        None,
        date(2026, 1, 15),
    ),
    "labels.txt": (
        f"河湖工作要点\n来源：青禾市水利局 发布时间：2026-02-11 09:00 字号：[大 中 小]\n{BODY}",
        "河湖工作要点",
        None,
        "青禾市水利局",
        date(2026, 2, 11),
    ),
    "report.txt": (
        "青禾市出台低空经济行动计划\n2026年5月10日，青禾市政府新闻办公室召开发布会，介绍有关情况。\n"
        + BODY,
        "青禾市出台低空经济行动计划",
        None,
        None,
        date(2026, 5, 10),
    ),
    "sheet.tsv": (
        "青禾市重点项目清单\t\t\t\n文号\t青发改〔2026〕3号\t印发日期\t2026年6月8日\n序号\t项目\t牵头\t时限\n",
        "青禾市重点项目清单",
        "青发改〔2026〕3号",
        None,
        date(2026, 6, 8),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_document_is_known_by_what_its_head_and_end_say(name: str) -> None:
    text, title, doc_no, issuer, day = CASES[name]
    document = read_document(name, text.encode())
    assert (document.title, document.doc_no, document.issuer, document.date) == (
        title,
        doc_no,
        issuer,
        day,
    )


def front(text: str) -> Document:
    return read_document("甲.md", text.encode())


def test_front_matter_wins_over_the_text() -> None:
    document = front(
        "---\ntitle: '西坪镇整治方案（虚构示例）'\nissuer: 西坪镇人民政府\ndoc_no: 西政〔2026〕1号\n"
        f"date: 2026-02-03\nurl: https://example.org/a\n---\n{RED_HEAD}"
    )
    assert document.title == "西坪镇整治方案（虚构示例）"
    assert (document.issuer, document.doc_no) == ("西坪镇人民政府", "西政〔2026〕1号")
    assert (document.date, document.url) == (date(2026, 2, 3), "https://example.org/a")
    assert document.fictional
    assert not document.text.startswith("---")


def test_a_rule_across_the_page_is_not_front_matter() -> None:
    assert "只是一段话" in front("---\n只是一段话\n---\n正文。").text


@pytest.mark.parametrize(
    ("printed", "own"),
    [
        ("某市关于印发《某市甲方案（2026—2028年）》的通知", "某市甲方案（2026—2028年）"),
        ("某市人民政府办公厅关于印发某市甲方案的通知", "某市甲方案"),
        (
            "某局转发某部关于印发《关于落实〈甲法〉的意见》的通知的通知",
            "关于落实〈甲法〉的意见",
        ),
        ("某县关于公布2026年任务清单的函（某政办〔2026〕3号）", "2026年任务清单"),
        ("关于开展甲行动的通知", "关于开展甲行动的通知"),
        ("《甲方案》", "甲方案"),
        ("甲省委、省政府印发质量方案", "甲省委、省政府印发质量方案"),
    ],
)
def test_a_notice_is_called_by_the_plan_that_it_brings(printed: str, own: str) -> None:
    assert own_title(printed) == own


def test_a_number_that_the_text_merely_cites_is_not_its_own() -> None:
    text = f"河湖治理方案\n为落实《总体规划》（国发〔2025〕3号），制定本方案。\n{BODY}"
    assert read_document("甲.txt", text.encode()).doc_no is None


def test_a_day_on_which_rules_take_effect_is_not_the_documents_date() -> None:
    text = f"河湖治理方案\n本方案自2026年7月1日起施行，各地遵照执行。\n{BODY}"
    assert read_document("甲.txt", text.encode()).date is None


def test_a_document_without_any_title_is_called_by_its_file() -> None:
    assert read_document("sub/清单.txt", "。。。！！".encode()).title == "清单"
    assert read_document("sub/清单.txt", "。。。！！".encode()).id == "清单"
