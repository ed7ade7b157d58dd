"""Half a question is completed from the turns before it; a whole one starts anew."""

from collections.abc import Callable
from datetime import date

from knowledge.model import Answer

Ask = Callable[..., Answer]


def test_the_task_of_the_last_answer_is_meant(ask: Ask) -> None:
    assert ask("船舶垃圾接收谁牵头", "那责任单位呢").departments == ("市生态环境局",)
    assert ask("船舶垃圾接收谁牵头", "还有谁配合").departments == ("市生态环境局",)
    assert ask("船舶垃圾接收谁牵头", "它什么时候完成").date == date(2027, 9, 30)


def test_a_follow_up_of_a_follow_up_still_means_it(ask: Ask) -> None:
    answer = ask("网箱谁牵头", "什么时候完成", "配合的有谁")
    assert answer.departments == ("各县区政府",)


def test_another_department_takes_over_the_question(ask: Ask) -> None:
    answer = ask("市水务局牵头哪些任务", "那市交通运输局的呢")
    assert [t.title for t in answer.tasks] == ["规范船舶垃圾接收"]


def test_an_ordinal_picks_from_the_list(ask: Ask) -> None:
    answer = ask("市水务局有哪些任务", "第二个什么时候完成")
    assert answer.date == date(2027, 6, 15)


def test_another_topic_takes_over_the_kind(ask: Ask) -> None:
    assert ask("网箱谁牵头", "那船舶垃圾接收呢").departments == ("市交通运输局",)


def test_a_whole_question_starts_anew(ask: Ask) -> None:
    assert ask("网箱谁牵头", "志愿者护河谁牵头").departments == ("团市委",)


def test_asking_for_the_source_shows_it_again(ask: Ask) -> None:
    before = ask("网箱谁牵头")
    assert ask("网箱谁牵头", "出处呢").sources == before.sources


def test_there_is_no_more_than_everything(ask: Ask) -> None:
    assert "全部3项" in ask("市水务局有哪些任务", "还有吗").answer


def test_after_a_refusal_the_same_matter_is_refused(ask: Ask) -> None:
    assert ask("垃圾焚烧厂谁牵头", "那责任单位呢").status != "answered"


def test_nothing_to_refer_to_is_asked_for(ask: Ask) -> None:
    answer = ask("那责任单位呢")
    assert answer.status != "answered"
    assert answer.suggestions
