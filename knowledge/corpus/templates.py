"""A new knowledge folder: templates that a clerk can fill at once, and a page that says how."""

from collections.abc import Mapping
from pathlib import Path

from knowledge.corpus.columns import FAQ, GLOSSARY, PLAN, Schema
from knowledge.corpus.excel import Column, Sheet, write_workbook
from knowledge.corpus.files import reason
from knowledge.corpus.layout import GUIDES, columns
from knowledge.errors import BadFolder, Problem

GUIDE_SHEET = "填写说明"
# 出处 is filled by the program alone: no template needs it.
_LEAVE_OUT = frozenset({"place"})

_TOML = """\
# 这个知识库的设置。以 # 开头的行是说明，不起作用。

# 知识库的名称，显示在回答和帮助里
title = "{title}"

# “今天”“本月”按哪个时区算
timezone = "Asia/Shanghai"

# 提问用的语言
languages = ["zh-Hans"]

# 是否公开：写 true，任何人在任何聊天里打“@机器人名 问题”就能查到并转发；默认不公开
public = false

# 多有把握才直接回答：cautious 谨慎（宁可不答）、balanced 适中、eager 积极
caution = "balanced"
"""

_README = """\
这是“问方案”的知识库文件夹。

一、把方案放进 documents 文件夹（.docx .pdf .txt .md .html .tsv）。
    放进去就能提问：谁牵头、什么时候完成、要达到多少，程序自己读。

二、需要人工确认的任务表放在 plans 文件夹（Excel）。
    运行 askplan import 方案.docx --to 本文件夹，会把读懂的任务写成 Excel 供核对；
    也可以直接填写 plans 里的“任务表.xlsx”。填过的表优先于程序自己读的结果。

三、常见问题填在 faq.xlsx，部门的简称、曾用名填在 glossary.xlsx。
    每个表里都有“填写说明”；标着“示例”的行不会被读入，可以删去。

四、改完以后运行 askplan check 本文件夹，它会指出哪个文件、哪一行要改。

五、试一试：askplan ask --knowledge 本文件夹 "某项工作谁牵头"

六、内容可以给任何人看的，在 knowledge.toml 里写 public = true：
    任何人在 Telegram 的任何聊天里打“@机器人名 问题”就能查到并转发。不写就不公开。
"""


def template(schema: Schema, name: str) -> bytes:
    """An empty table: its header, one example row, and a sheet that explains every column."""
    guides = GUIDES[schema.kind]
    fields = columns(schema, _LEAVE_OUT)
    example = [guides[field].example for field in fields]
    table = Sheet(name=name, columns=list(fields.values()), rows=[example], faint=frozenset({0}))
    return write_workbook([table, guide_sheet(schema)])


def guide_sheet(schema: Schema) -> Sheet:
    """The sheet that explains every column of a table in plain words."""
    guides = GUIDES[schema.kind]
    rows = [
        [schema.header(field), guides[field].purpose, guides[field].example]
        for field in schema.fields
        if field not in _LEAVE_OUT
    ]
    rows += [
        ["", "", ""],
        ["注意", "不要改表头的名字；列的顺序可以变，不用的列可以删。", ""],
        ["注意", "灰色的示例行不会被读入，可以删去，也可以留着。", ""],
    ]
    titles = (("列名", 14.0), ("填什么", 70.0), ("示例", 40.0))
    return Sheet(
        name=GUIDE_SHEET, columns=[Column(header=t, width=w) for t, w in titles], rows=rows
    )


def new_files(title: str) -> Mapping[str, bytes]:
    """Every file of a new folder by its relative name."""
    shown = title.replace("\\", "").replace('"', "”")
    return {
        "knowledge.toml": _TOML.format(title=shown).encode(),
        "faq.xlsx": template(FAQ, "问答"),
        "glossary.xlsx": template(GLOSSARY, "名称"),
        "plans/任务表.xlsx": template(PLAN, "任务"),
        # The mark and the line ends are for old editors on Windows.
        "使用说明.txt": _README.replace("\n", "\r\n").encode("utf-8-sig"),
    }


def create_folder(folder: Path) -> list[str]:
    """Make a new knowledge folder; gives the names of what was made.

    Raises BadFolder where the folder holds anything already, or cannot be made.
    """
    name = str(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(not entry.name.startswith(".") for entry in folder.iterdir()):
            remedy = "请换一个名字，或先把里面的文件移走"
            raise BadFolder([Problem(file=name, what="文件夹里已经有文件", remedy=remedy)])
        files = new_files(folder.resolve().name)
        for sub in ("documents", "plans"):
            (folder / sub).mkdir(exist_ok=True)
        for file, content in files.items():
            (folder / file).write_bytes(content)
    except (FileExistsError, NotADirectoryError):
        remedy = "请换一个名字"
        raise BadFolder([Problem(file=name, what="已有同名的文件", remedy=remedy)]) from None
    except (OSError, ValueError) as error:
        what, remedy = (
            reason(error) if isinstance(error, OSError) else ("不是有效的路径", "请换一个")
        )
        what = what.replace("读取", "写入")
        raise BadFolder([Problem(file=name, what=what, remedy=remedy)]) from None
    return ["documents/", *files]
