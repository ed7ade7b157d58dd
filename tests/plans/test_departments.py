"""Which department an asker means: known, ambiguous, unknown; never the nearest."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.model import Corpus, Document, Plan, Task, Term
from knowledge.plans.departments import Departments, places_of
from knowledge.plans.government import BUREAUS, PARTS
from knowledge.plans.unit_names import parse_unit

PROVINCE = Departments(
    units=[
        "省市场监管局",
        "省工业和信息化厅",
        "省政府国资委",
        "各市州政府",
        "省公安厅",
        "省财政厅",
        "团省委",
        "省计量院",
        "国网溪东电力",
        "省高速公路集团",
        "省交通运输厅",
        "省农业农村厅",
        "省住房城乡建设厅",
        "有关部门",
    ],
    places=["溪东省"],
)
CITY = Departments(
    units=[
        "市数据局",
        "市财政局",
        "市住建局",
        "市12345热线服务中心",
        "市委网信办",
        "市水务局",
        "市地方金融管理局",
        "临江金融监管分局",
        "国网临江供电公司",
        "区文体旅局",
        "各区政府",
    ],
    places=["临江市"],
)


def known(departments: Departments, name: str) -> str | None:
    found = departments.resolve(name)
    return found.names[0] if found.kind == "known" else None


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("省市场监管局", "省市场监管局"),
        ("省市场监督管理局", "省市场监管局"),
        ("省市监局", "省市场监管局"),
        ("市监局", "省市场监管局"),
        ("省质监局", "省市场监管局"),
        ("省工商局", "省市场监管局"),
        ("省工信厅", "省工业和信息化厅"),
        ("国资委", "省政府国资委"),
        ("省国资委", "省政府国资委"),
        ("团委", "团省委"),
        ("共青团省委", "团省委"),
        ("省交通厅", "省交通运输厅"),
        ("省农业厅", "省农业农村厅"),
        ("住建厅", "省住房城乡建设厅"),
        ("计量院", "省计量院"),
        ("高速集团", "省高速公路集团"),
        ("国家电网", "国网溪东电力"),
        ("市州政府", "各市州政府"),
        ("溪东省财政厅", "省财政厅"),
        ("溪东财政厅", "省财政厅"),
        ("省財政廳", "省财政厅"),
    ],
)
def test_a_department_is_known_by_its_full_short_and_former_names(asked: str, meant: str) -> None:
    assert known(PROVINCE, asked) == meant


@pytest.mark.parametrize(
    "asked",
    [
        "省教育厅",
        "市财政局",
        "财政局",
        "溪西省财政厅",
        "甘肃财政厅",
        "省药监局",
        "省税务局",
        "市政府",
        "有关部门",
    ],
)
def test_a_department_that_these_plans_do_not_have_is_unknown(asked: str) -> None:
    assert PROVINCE.resolve(asked).kind == "unknown"
    assert PROVINCE.resolve(asked).names == ()


def test_two_departments_that_fit_are_both_named() -> None:
    both = Departments(units=["省公安厅", "市公安局"])
    assert both.resolve("公安部门").kind == "ambiguous"
    assert both.resolve("公安部门").names == ("省公安厅", "市公安局")
    assert known(both, "公安局") == "市公安局"
    assert known(both, "公安厅") == "省公安厅"


def test_a_department_split_in_two_by_reform_is_ambiguous_where_both_parts_take_part() -> None:
    both = Departments(units=["省市场监管局", "省药监局"])
    assert both.resolve("省食药监局").names == ("省市场监管局", "省药监局")
    assert known(PROVINCE, "省食药监局") == "省市场监管局"


def test_a_merged_bureau_answers_for_its_parts_unless_they_exist_themselves() -> None:
    assert known(CITY, "区文旅局") == "区文体旅局"
    assert known(CITY, "区体育局") == "区文体旅局"
    apart = Departments(units=["区文体旅局", "区文旅局"])
    assert known(apart, "区文旅局") == "区文旅局"


def test_local_finance_offices_and_the_national_regulator_are_different() -> None:
    assert known(CITY, "金融办") == "市地方金融管理局"
    assert known(CITY, "金融监管局") == "临江金融监管分局"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("市数居局", "市数据局"),
        ("市财证局", "市财政局"),
        ("财证局", "市财政局"),
        ("市委信网办", "市委网信办"),
    ],
)
def test_a_typo_is_mended_and_said_to_be(typed: str, meant: str) -> None:
    found = CITY.resolve(typed)
    assert (found.kind, found.names, found.sure) == ("known", (meant,), False)


def test_a_typo_that_two_real_departments_could_have_is_ambiguous() -> None:
    assert CITY.resolve("市睡务局").names == ("市水务局", "市税务局")


def test_a_typo_of_a_department_that_is_not_there_is_unknown() -> None:
    assert CITY.find("市教玉局牵头什么")[0].resolution.kind == "unknown"


@pytest.mark.parametrize(
    ("question", "texts"),
    [
        ("市數據局牽頭了哪些事", ["市數據局"]),
        ("市住建局和市财政局一起牵头哪些", ["市住建局", "市财政局"]),
        ("数字项目市财政局要做啥", ["市财政局"]),
        ("请问市财政局", ["市财政局"]),
        ("财政牵头哪些", ["财政"]),
        ("养老机构财政补贴多少", []),
        ("26个街道养老服务中心啥时候建成", []),
        ("全市发展大局", []),
        ("政务大厅几点上班", []),
        ("那怎么办", []),
    ],
)
def test_names_are_found_where_they_stand_and_nowhere_else(question: str, texts: list[str]) -> None:
    found = CITY.find(question)
    assert [m.text for m in found] == texts
    assert all(question[m.start : m.end] == m.text for m in found)


@pytest.mark.parametrize(
    "question",
    [
        "市农业农村局负责哪项",
        "县水务局承担什么",
        "市蔬菜局牵头啥",
        "临海市财政局牵头啥",
        "教育牵头哪些",
        "省财政厅的事",
    ],
)
def test_a_department_of_another_plan_is_reported_as_unknown(question: str) -> None:
    found = CITY.find(question)
    assert [m.resolution.kind for m in found] == ["unknown"]


def test_the_glossary_adds_names_and_settles_the_canonical_one() -> None:
    terms = [
        Term(name="市大数据发展管理局", aliases=("数管局",)),
        Term(name="水务局", aliases=("治水办",)),
        Term(name="一网通办", aliases=("财政",), type="术语"),
    ]
    departments = Departments(terms, ["市数据局", "市水务局"])
    assert known(departments, "数管局") == "市大数据发展管理局"
    assert departments.canonical("市数据局") == "市大数据发展管理局"
    assert departments.variants("市大数据发展管理局") == ("市大数据发展管理局", "市数据局")
    assert known(departments, "市治水办") == "市水务局"


def test_departments_of_a_folder_come_from_its_plans_and_documents() -> None:
    document = Document(
        id="a", title="临江市节水方案", text="", raw="", issuer="临江市人民政府办公室"
    )
    task = Task(id="a/1", title="节水", text="节水", document="a", lead=("市水务局",))
    corpus = Corpus(
        title="", documents={"a": document}, plans={"a": Plan(document="a", tasks=(task,))}
    )
    departments = Departments.of(corpus)
    assert places_of(document) == ("临江市",)
    assert departments.names == ("市水务局",)
    assert known(departments, "临江市水务局") == "市水务局"
    assert known(departments, "临海市水务局") is None


_CORES = sorted(core for core in BUREAUS if len(core) >= 2)


@given(st.sampled_from(_CORES), st.sampled_from(_CORES), st.sampled_from("省市县区州"))
def test_one_real_department_never_passes_for_another(mine: str, other: str, level: str) -> None:
    families = {*BUREAUS[mine], *(p for f in BUREAUS[mine] for p in PARTS.get(f, ()))}
    others = {*BUREAUS[other], *(p for f in BUREAUS[other] for p in PARTS.get(f, ()))}
    if families & others:
        return
    departments = Departments(units=[f"{level}{mine}局"])
    assert known(departments, f"{level}{other}局") is None
    assert known(departments, f"{other}局") is None


@given(st.sampled_from(_CORES), st.sampled_from("省市县区州"), st.sampled_from("省市县区州"))
def test_the_same_department_of_another_level_is_another_department(
    core: str, mine: str, other: str
) -> None:
    departments = Departments(units=[f"{mine}{core}局"])
    assert (known(departments, f"{other}{core}局") is not None) == (mine == other)


@given(st.text(alphabet="省市县区财政局教育厅委办牵头负责的谁abc、，", max_size=30))
def test_any_question_can_be_searched_and_mentions_never_overlap(question: str) -> None:
    found = CITY.find(question)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    assert all(question[m.start : m.end] == m.text for m in found)


@given(st.text(max_size=20))
def test_any_string_is_some_kind_of_name(name: str) -> None:
    assert parse_unit(name).bodies
    assert CITY.resolve(name).kind in ("known", "ambiguous", "unknown")
