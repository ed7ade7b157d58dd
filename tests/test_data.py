"""The bundled knowledge says what its documents say: quotes word for word, tasks as they were meant."""

from datetime import date
from functools import cache

import pytest

from knowledge.corpus.folder import load_corpus, locate
from knowledge.model import Corpus, Task

NAMES = (None, "example")


@cache
def bundled(name: str | None) -> Corpus:
    return load_corpus(locate(name))


@pytest.mark.parametrize("name", NAMES)
def test_the_bundled_knowledge_loads_without_a_warning(name: str | None) -> None:
    assert [str(problem) for problem in bundled(name).warnings] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_faq_entry_quotes_its_document_word_for_word(name: str | None) -> None:
    corpus = bundled(name)
    for entry in corpus.faq:
        assert entry.document is not None, entry.id
        assert entry.quote, entry.id
        assert entry.quote in corpus.documents[entry.document].text, entry.id


@pytest.mark.parametrize("name", NAMES)
def test_no_quote_touches_text_that_cleaning_could_only_guess(name: str | None) -> None:
    corpus = bundled(name)
    quotes = [(entry.document or "", entry.quote) for entry in corpus.faq]
    quotes += [(task.document, task.quote) for task in corpus.tasks() if task.quote]
    for document, quote in quotes:
        start = corpus.documents[document].text.index(quote)
        assert not corpus.documents[document].doubtful(start, start + len(quote)), quote


@pytest.mark.parametrize(("name", "at_least"), [(None, 25), ("example", 15)])
def test_every_faq_entry_is_put_in_several_ways(name: str | None, at_least: int) -> None:
    entries = bundled(name).faq
    assert len(entries) >= at_least
    assert all(3 <= len(entry.similar) <= 8 for entry in entries)


def test_the_gansu_page_is_read_as_simplified_chinese_without_noise() -> None:
    document = bundled(None).documents["gansu-quality-2018"]
    assert document.title == "甘肃省委、省政府印发质量提升行动实施方案"
    assert "11项具体指标" in document.text
    assert "着力构建高质量的县域经济和产业发展体系" in document.text
    assert "印發" not in document.text
    assert "(fā)" not in document.text
    assert "郭永航" not in document.text
    assert document.text.count("帮助中小微企业夯实质量基础") == 1
    assert "郭永航" in document.raw


def test_the_gansu_plan_names_no_department_and_no_deadline_as_the_page_names_none() -> None:
    tasks = list(bundled(None).tasks())
    assert len(tasks) == 16
    assert [task for task in tasks if task.lead or task.responsible] == []
    assert {task.deadline.kind for task in tasks} == {"none"}


def test_the_gansu_table_counts_as_the_page_does() -> None:
    table = {task.id.rpartition("/")[2]: task for task in bundled(None).tasks()}
    assert "11项具体指标" in table["4"].quote
    assert "6个领域" in table["7"].quote
    assert "15个重点行业领域" in table["8"].quote


def test_former_names_lead_to_the_department_of_today() -> None:
    names = {alias: term.name for term in bundled(None).glossary for alias in term.aliases}
    assert names["省质量技术监督局"] == names["省质监局"] == names["省工商局"] == "省市场监督管理局"
    assert names["省工信委"] == names["省工信厅"] == "省工业和信息化厅"
    assert names["省卫计委"] == names["省卫健委"] == "省卫生健康委员会"
    assert names["省环保厅"] == "省生态环境厅"
    assert names["省国土资源厅"] == "省自然资源厅"
    assert names["省发改委"] == "省发展和改革委员会"


def test_the_example_says_in_every_title_that_it_is_invented() -> None:
    corpus = bundled("example")
    assert corpus.fictional
    assert "虚构示例" in corpus.title
    assert len(corpus.documents) == 3
    assert all("虚构示例" in document.title for document in corpus.documents.values())
    assert all(document.fictional for document in corpus.documents.values())


def test_nothing_of_the_gansu_knowledge_is_called_invented() -> None:
    corpus = bundled(None)
    assert not corpus.fictional
    assert not any(document.fictional for document in corpus.documents.values())


def test_the_example_documents_carry_number_and_date() -> None:
    found = {name: (d.doc_no, d.date) for name, d in bundled("example").documents.items()}
    assert found == {
        "lanting-service-quality-2026": ("澜政办发〔2026〕31号", date(2026, 10, 20)),
        "lanting-winter-list-2026": ("澜政办函〔2026〕58号", date(2026, 11, 3)),
        "lanting-progress-rules-2026": ("澜质提办〔2026〕2号", date(2026, 10, 26)),
    }


PLAN, WINTER, RULES = (
    "lanting-service-quality-2026",
    "lanting-winter-list-2026",
    "lanting-progress-rules-2026",
)

# document, words of the task, lead, responsible, kind and date (or words) of the deadline
MEANT: tuple[tuple[str, str, str, str, str], ...] = (
    (PLAN, "校园食堂“明厨亮灶”", "市市场监管局", "市教育局 市卫生健康委", "2026-12-20"),
    (
        PLAN,
        "农贸市场快检",
        "市市场监管局",
        "市农业农村局 市商务局 各区县政府",
        "2027-03-31",
    ),
    (PLAN, "规范网络餐饮服务", "市市场监管局 市商务局", "市公安局", "ongoing"),
    (
        PLAN,
        "增加护理型养老床位",
        "市民政局",
        "市财政局 市卫生健康委 市住房城乡建设局",
        "2027-10-31",
    ),
    (PLAN, "开设社区老年助餐点", "市民政局", "市市场监管局 各区县政府", "2026-11-30"),
    (PLAN, "发展普惠托位", "市卫生健康委", "市发展改革委 市教育局 市财政局", "2027-12-31"),
    (
        PLAN,
        "推进“高效办成一件事”",
        "市数据局",
        "市政务服务局 市公安局 市人力资源社会保障局 有关部门",
        "2026-12-31",
    ),
    (PLAN, "提高12345热线办理质量", "市政务服务局", "各区县政府", "recurring"),
    (
        PLAN,
        "实行水电气网联合报装",
        "",
        "市住房城乡建设局 市供水集团 国网澜汀供电公司",
        "2027-06-30",
    ),
    (
        PLAN,
        "改造城镇老旧小区",
        "市住房城乡建设局",
        "市财政局 市自然资源局 各区县政府",
        "2027-11-30",
    ),
    (
        PLAN,
        "建设居民区充电设施",
        "市发展改革委",
        "市住房城乡建设局 市消防救援支队 国网澜汀供电公司",
        "2027-01-15",
    ),
    (PLAN, "建设口袋公园", "市城市管理局", "市自然资源局 市林业局", "2027-04-30"),
    (WINTER, "18公里老旧供热管网", "市城市管理局", "市财政局 市供热公司", "2026-11-28"),
    (WINTER, "独居老人和低保家庭", "市民政局", "市消防救援支队 各区县政府", "2026-12-15"),
    (WINTER, "储备融雪剂900吨", "市交通运输局", "市公安局 市财政局", "2026-12-05"),
    (WINTER, "雪后及时清扫", "市城市管理局", "市公安局 市财政局", "ongoing"),
    (WINTER, "2000吨冬春蔬菜", "市商务局", "市发展改革委 市农业农村局", "2027-01-25"),
    (WINTER, "重要民生商品价格", "市发展改革委", "市商务局 市市场监管局", "recurring"),
    (WINTER, "燃气入户安检", "市住房城乡建设局", "市应急管理局 市燃气集团", "2027-03-31"),
    (RULES, "制定本单位年度实施细则", "市市场监管局", "各区县政府 市直有关部门", "2026-12-25"),
    (RULES, "报送重点任务进展情况", "市市场监管局", "各区县政府 市直有关部门", "recurring"),
    (RULES, "发出提醒函", "市政府督查室", "市市场监管局", "recurring"),
    (RULES, "满意度测评", "市统计局", "市市场监管局 市财政局", "2027-12-10"),
    (RULES, "开展中期评估", "市发展改革委", "市市场监管局 市统计局", "2027-09-30"),
    (RULES, "开展总结评估", "市市场监管局", "市发展改革委 市统计局", "2028-11-30"),
)


def only(document: str, words: str) -> Task:
    """The one task of a document whose text holds the words."""
    found = [t for t in bundled("example").plans[document].tasks if words in t.text]
    assert len(found) == 1, (words, found)
    return found[0]


@pytest.mark.parametrize(
    ("document", "words", "lead", "responsible", "due"),
    MEANT,
    ids=[f"task{number}" for number in range(1, len(MEANT) + 1)],
)
def test_every_task_of_the_example_is_read_as_it_was_meant(
    document: str, words: str, lead: str, responsible: str, due: str
) -> None:
    task = only(document, words)
    deadline = task.deadline
    assert task.lead == tuple(lead.split())
    assert task.responsible == tuple(responsible.split())
    assert (deadline.date.isoformat() if deadline.date else deadline.kind) == due


def test_the_example_holds_no_task_beyond_those_that_were_meant() -> None:
    assert len(list(bundled("example").tasks())) == len(MEANT)


def test_recurring_tasks_of_the_example_say_when_they_recur() -> None:
    rules = {
        words: only(document, words).deadline.rule
        for document, words, _, _, due in MEANT
        if due == "recurring"
    }
    assert "BYMONTHDAY=28" in (rules["报送重点任务进展情况"] or "")
    assert "BYDAY=FR" in (rules["重要民生商品价格"] or "")
    assert "MONTHLY" in (rules["发出提醒函"] or "")
    assert rules["提高12345热线办理质量"] == rules["发出提醒函"]


def test_the_targets_of_the_example_are_numbers_that_can_be_compared() -> None:
    targets = bundled("example").plans[PLAN].targets
    assert {(t.value, t.unit, t.comparator) for t in targets} == {
        ("88", "分", ">="),
        ("98.5", "%", ">="),
        ("65", "%", ">="),
        ("90", "%", ">"),
        ("4.8", "个", "="),
        ("3", "个工作日", "<="),
        ("2", "个", "="),
    }
    assert next(t.hedge for t in targets if t.value == "2") == "力争"
