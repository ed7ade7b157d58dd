"""Files that a keeper sends in private, end to end."""

import io
import json
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.bot.folders import KEEPER, keeping, town
from tests.botapi import BotApi, Json, group, private
from tests.workbooks import workbook, zipped

WANG = private("小王")
FAQ = {
    "问答": [
        ["编号", "问题", "相似问法", "答案", "经办人"],
        ["1", "停车费多少钱", "停车怎么收费", "每小时三元。", "老李"],
        ["2", "图书馆几点开门", "", "早上九点。", "老王"],
    ]
}


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        yield api


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return town(tmp_path / "青川")


async def send(api: BotApi, name: str, data: bytes, **fields: Any) -> Json:
    """A keeper sends a file; the message with what would change."""
    api.upload(KEEPER, name, data, **fields)
    await api.handled()
    return api.sent[-1]


async def press(api: BotApi, message: Json, label: str, *, by: str = "赵主任") -> Json:
    api.press(message, label, by=by)
    await api.handled()
    return message


async def ask(api: BotApi, text: str) -> str:
    api.say(WANG, text)
    await api.handled()
    said: str = api.sent[-1]["text"]
    return said


def labels(message: Json) -> list[str]:
    return [b["text"] for row in message["reply_markup"]["inline_keyboard"] for b in row]


def word(*paragraphs: str) -> bytes:
    import docx

    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def pdf(*lines: str) -> bytes:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    canvas = Canvas(out)
    for number, line in enumerate(lines):
        canvas.setFont("STSong-Light", 12)
        canvas.drawString(60, 780 - 24 * number, line)
    canvas.save()
    return out.getvalue()


async def test_a_table_of_questions_is_merged_published_and_taken_back(
    api: BotApi, folder: Path
) -> None:
    before = (folder / "faq.xlsx").read_bytes()
    async with keeping(api, folder):
        shown = await send(api, "常见问题.xlsx", workbook(FAQ))
        assert "新增 2" in shown["text"]
        assert "停车费多少钱" in shown["text"]
        assert (folder / "faq.xlsx").read_bytes() == before
        await press(api, shown, "发布")
        assert "已发布" in shown["text"]
        assert "每小时三元" in await ask(api, "停车费多少钱")
        again = await send(api, "常见问题.xlsx", workbook(FAQ))
        assert "一样" in again["text"]
        await press(api, shown, "撤销")
        assert "已撤销" in shown["text"]
        assert "每小时三元" not in await ask(api, "停车费多少钱")
    assert (folder / "faq.xlsx").read_bytes() == before


async def test_rows_that_a_table_lacks_go_only_when_the_whole_is_replaced(
    api: BotApi, folder: Path
) -> None:
    less = {"问答": [FAQ["问答"][0], ["1", "停车费多少钱", "停车怎么收费", "每小时五元。", "老李"]]}
    async with keeping(api, folder) as knowledge:
        await press(api, await send(api, "问答.xlsx", workbook(FAQ)), "发布")
        shown = await send(api, "问答.xlsx", workbook(less))
        assert "每小时三元。 → 每小时五元。" in shown["text"]
        assert labels(shown) == ["发布", "整表替换：另外删去 1 行", "不发布"]
        await press(api, shown, "整表替换")
        whole = api.sent[-1]
        assert "- 2 图书馆几点开门" in whole["text"]
        await press(api, shown, "发布")
        assert len(knowledge.corpus.faq) == 2
        # What was shown for the whole table is not what would happen now.
        await press(api, whole, "发布")
        assert "刚才有别的改动" in whole["text"]
        await press(api, api.sent[-1], "发布")
        [entry] = knowledge.corpus.faq
    assert entry.extra == (("经办人", "老李"),)
    assert entry.answer == "每小时五元。"


async def test_a_broken_table_is_refused_row_by_row(api: BotApi, folder: Path) -> None:
    rows = [FAQ["问答"][0], *([str(n), f"第{n}个问题", "", "", ""] for n in range(20))]
    before = (folder / "faq.xlsx").read_bytes()
    async with keeping(api, folder):
        await send(api, "坏表.xlsx", workbook({"问答": rows}))
    text, listed = api.sent[-2], api.sent[-1]
    assert "有 20 处要改" in text["text"]
    assert "没有答案" in text["text"]
    content = api.files[listed["document"]["file_id"]].decode("utf-8-sig")
    assert len(content.splitlines()) == 20
    assert "faq.xlsx:问答!" in content
    assert (folder / "faq.xlsx").read_bytes() == before


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("老旧小区方案.docx", word("凉水县老旧小区改造方案", "一、任务", "（一）改造小区30个。2027年6月底前完成。（县住建局牵头）")),
        ("老旧小区方案.txt", "凉水县老旧小区改造方案\n一、任务\n（一）改造小区30个。2027年6月底前完成。（县住建局牵头）\n".encode("gb18030")),
        ("老旧小区方案.md", "# 凉水县老旧小区改造方案\n\n## 一、任务\n\n（一）改造小区30个。2027年6月底前完成。（县住建局牵头）\n".encode()),
        ("老旧小区方案.pdf", pdf("凉水县老旧小区改造方案", "一、任务", "（一）改造小区30个。2027年6月底前完成。（县住建局牵头）")),
    ],
)  # fmt: skip
async def test_a_document_comes_with_its_plan_as_a_table_to_review(
    api: BotApi, folder: Path, name: str, data: bytes
) -> None:
    async with keeping(api, folder):
        shown = await send(api, name, data)
        table = api.sent[-2]["document"]
        assert table["file_name"] == "老旧小区方案.xlsx"
        book = openpyxl.load_workbook(io.BytesIO(api.files[table["file_id"]]))
        assert book["任务"]["D2"].value == "县住建局"
        assert "牵头单位：县住建局" in shown["text"]
        assert not (folder / "documents" / name).exists()
        await press(api, shown, "发布")
        assert "县住建局" in await ask(api, "改造小区谁牵头")
    assert (folder / "documents" / name).read_bytes() == data


async def test_a_plan_table_comes_back_corrected(api: BotApi, folder: Path) -> None:
    plan = (
        "# 凉水县方案\n\n## 一、任务\n\n（一）改造小区30个。2027年6月底前完成。（县住建局牵头）\n"
    )
    async with keeping(api, folder):
        shown = await send(api, "凉水.md", plan.encode())
        table = api.sent[-2]["document"]
        await press(api, shown, "发布")
        book = openpyxl.load_workbook(io.BytesIO(api.files[table["file_id"]]))
        book["任务"]["D2"] = "县城管局"
        out = io.BytesIO()
        book.save(out)
        shown = await send(api, "凉水(1).xlsx", out.getvalue())
        assert "牵头单位：县住建局 → 县城管局" in shown["text"]
        assert "回答会变" in shown["text"]
        await press(api, shown, "发布")
        assert "县城管局" in await ask(api, "改造小区谁牵头")


BOMB = zipped({"xl/workbook.xml": "<a/>", "xl/worksheets/sheet1.xml": " " * (64 << 20)})
MACRO = zipped({"xl/workbook.xml": "<a/>", "xl/vbaProject.bin": b"\0"})


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("炸弹.xlsx", BOMB, "压缩内容异常"),
        ("宏.xlsx", MACRO, "宏"),
        ("宏.xlsm", MACRO, "宏"),
        ("伪装.pdf", workbook(FAQ), "内容却是Excel 文件"),
        ("程序.docx", b"MZ\x90\x00" + bytes(200), "程序"),
        ("照片.jpg", b"\xff\xd8\xff" + bytes(200), "图片"),
        ("密件.txt", "机密★1年\n关于某事的方案\n".encode(), "密级"),
        ("空.docx", b" ", "空"),
        ("名单.xlsx", workbook({"表": [["姓名", "电话"], ["甲", "1"]]}), "没有读到任务"),
    ],
)
async def test_what_cannot_be_taken_is_refused_with_its_reason(
    api: BotApi, folder: Path, name: str, data: bytes, words: str
) -> None:
    async with keeping(api, folder):
        said = await send(api, name, data)
    assert words in said["text"].replace(" ", " ")
    assert name in said["text"]
    assert "Traceback" not in said["text"]
    assert not list((folder / ".askplan" / "history").iterdir())


async def test_a_file_over_the_limit_is_not_even_downloaded(api: BotApi, folder: Path) -> None:
    async with keeping(api, folder):
        large = {"file_id": "x", "file_unique_id": "x", "file_name": "大.docx"}
        api.say(KEEPER, None, document=large | {"file_size": 21 << 20})
        await api.handled()
    assert "20 MB" in api.sent[-1]["text"]
    assert not api.called("getfile")


async def test_others_get_one_polite_line_for_all_their_files(api: BotApi, folder: Path) -> None:
    async with keeping(api, folder):
        for name in ("一.docx", "二.docx"):
            api.upload(WANG, name, word("甲"), media_group_id="7")
        api.upload(group(), "三.docx", word("乙"))
        await api.handled()
    assert [one["text"][:5] for one in api.sent] == ["我只收知识"]


async def test_several_files_are_taken_one_after_the_other(api: BotApi, folder: Path) -> None:
    async with keeping(api, folder) as knowledge:
        for name in ("甲", "乙", "丙"):
            text = f"# {name}县方案\n\n（一）修建{name}村公路。（{name}县交通局牵头）\n"
            api.upload(KEEPER, f"{name}.md", text.encode(), media_group_id="9")
        await api.handled()
        shown = [one for one in api.sent if "确认发布" in one.get("text", "")]
        for message in shown:
            await press(api, message, "发布")
            if "刚才有别的改动" in message["text"]:
                await press(api, api.sent[-1], "发布")
        assert len(knowledge.corpus.documents) == 4


async def test_only_who_sent_a_file_publishes_it(api: BotApi, folder: Path) -> None:
    async with keeping(api, folder):
        shown = await send(api, "常见问题.xlsx", workbook(FAQ))
        await press(api, shown, "发布", by="钱科长")
    assert "确认发布" in shown["text"]
    assert not [p for p in (folder / ".askplan" / "history").iterdir() if p.name.isdigit()]


async def test_the_export_is_text_and_comes_back_without_a_change(
    api: BotApi, folder: Path
) -> None:
    rows = {"问答": [["问题", "答案"], ["怎么算补贴", "=1+1"], ["@谁", "-2"]]}
    async with keeping(api, folder):
        await press(api, await send(api, "问答.xlsx", workbook(rows, _as_text)), "发布")
        api.say(KEEPER, "/export")
        await api.handled()
        sent = api.sent[-1]["document"]
        data = api.files[sent["file_id"]]
        book = openpyxl.load_workbook(io.BytesIO(data))
        cells = [cell for row in book["问答"].iter_rows() for cell in row if cell.value]
        assert {cell.data_type for cell in cells} == {"s"}
        assert {"=1+1", "-2", "@谁"} <= {cell.value for cell in cells}
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert not any(b"<f>" in archive.read(name) for name in archive.namelist())
        back = await send(api, sent["file_name"], data)
    assert "和知识库里的一样" in back["text"]


def _as_text(book: Any) -> None:
    for row in book["问答"].iter_rows():
        for cell in row:
            cell.data_type = "s"


async def test_others_get_no_export(api: BotApi, folder: Path) -> None:
    async with keeping(api, folder):
        assert "管理员" in await ask(api, "/export")


async def test_keepers_alone_see_their_commands_in_the_menu(api: BotApi, folder: Path) -> None:
    async with keeping(api, folder):
        await api.until(lambda: len(api.called("setmycommands")) == 5)
    menus = [
        (
            json.loads(call["scope"])["type"],
            {one["command"] for one in json.loads(call["commands"])},
        )
        for call in api.called("setmycommands")
    ]
    assert {kind for kind, names in menus if "review" in names} == {"chat"}
