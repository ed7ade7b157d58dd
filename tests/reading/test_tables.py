"""Tables out of pages, sheets and Markdown: cells with their ranges, merged ones filled."""

from knowledge.model import Document, Table
from knowledge.reading.documents import read_document


def texts(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def filled(table: Table) -> list[tuple[int, int]]:
    return [
        (r, c)
        for r, row in enumerate(table.rows)
        for c, cell in enumerate(row.cells)
        if cell.filled
    ]


def page(body: str) -> Document:
    return read_document("甲.html", f"<html><body>{body}</body></html>".encode())


def test_rowspan_and_colspan_are_filled_and_flagged() -> None:
    document = page(
        "<h1>甲清单</h1><table><tr><th>类别</th><th>任务</th><th colspan=2>单位</th></tr>"
        "<tr><td rowspan=2>通道</td><td>改造</td><td>甲局</td><td>乙局</td></tr>"
        "<tr><td>新建</td><td>丙局</td><td>丁局<br>戊局</td></tr></table><p>注：略。</p>"
    )
    table = document.tables[0]
    assert texts(table) == [
        ["类别", "任务", "单位", "单位"],
        ["通道", "改造", "甲局", "乙局"],
        ["通道", "新建", "丙局", "丁局 戊局"],
    ]
    assert filled(table) == [(0, 3), (2, 0)]
    first, again = table.rows[1].cells[0], table.rows[2].cells[0]
    assert document.text[first.start : first.end] == "通道"
    assert again.text == first.text
    assert document.text.splitlines()[2] == "通道 | 改造 | 甲局 | 乙局"
    assert document.text.endswith("注：略。")


def test_a_filled_cell_has_the_range_of_the_cell_it_is_merged_with() -> None:
    document = page(
        "<table><tr><td>类别</td><td>任务</td></tr><tr><td rowspan=2>通道</td><td>改造</td></tr>"
        "<tr><td>新建</td></tr></table>"
    )
    first, again = (row.cells[0] for row in document.tables[0].rows[1:])
    assert (again.start, again.end) == (first.start, first.end)


def test_a_table_that_lays_out_the_page_is_no_table() -> None:
    document = page(
        "<table><tr><td><div class='menu'>导航</div></td><td><p>第一段。</p><p>第二段。</p>"
        "<table><tr><td>序号</td><td>任务</td></tr><tr><td>1</td><td>改造</td></tr></table></td></tr></table>"
    )
    assert document.text == "第一段。\n第二段。\n序号 | 任务\n1 | 改造"
    assert len(document.tables) == 1


def test_a_page_keeps_its_text_and_loses_its_furniture() -> None:
    document = page(
        "<div class='header-nav'><a href='/'>首页</a></div><script>var a=1</script><style>p{}</style>"
        "<ul><li><a href=a>甲</a></li><li><a href=b>乙</a></li><li><a href=c>丙</a></li></ul>"
        "<div id=content><h2>一、目标</h2><p>建成\n  <b>五个</b>\n平台。</p>第二句<br/>第三句"
        "<ol><li>改造</li><li>建设</li></ol><p style='display:none'>隐藏</p></div>"
        "<footer>版权所有</footer>"
    )
    assert document.text == "一、目标\n建成五个平台。\n第二句\n第三句\n1.改造\n2.建设"
    assert document.sections[0].heading == "一、目标"


def test_links_to_attachments_stay() -> None:
    document = page(
        "<p>正文。</p><ul>"
        + "".join(f"<li><a href='/f/{n}.docx'>附件{n}：任务清单</a></li>" for n in "123")
        + "</ul>"
    )
    assert document.text.count("任务清单") == 3


def test_a_sheet_gives_title_metadata_rows_and_filled_groups() -> None:
    text = (
        "甲省一件事清单\t\t\t\t\n文号\t甲政〔2026〕3号\t日期\t2026年6月8日\n"
        "序号\t领域\t要求\t牵头部门\t时限\n"
        "1\t个人\t出生证明、户口登记、医保参保一表申请\t省卫生健康委\t2026年9月底前\n"
        "2\t\t火化证明、户口注销、遗属待遇联办\t省民政厅\t同上\n"
        "3\t企业\t营业执照、食品许可合并办理\t省市场监管局\t\n"
        "说明\t\t领域列留空的，与上一行相同\t\t\n"
    )
    document = read_document("甲.tsv", text.encode())
    assert document.title == "甲省一件事清单"
    table = document.tables[0]
    assert texts(table)[3] == ["2", "个人", "火化证明、户口注销、遗属待遇联办", "省民政厅", "同上"]
    assert filled(table) == [(3, 1)]
    assert texts(table)[4][-1] == "省市场监管局"
    assert [row.place for row in table.rows] == ["2", "3", "4", "5", "6", "7"]


def test_rows_that_lost_their_merged_cell_are_put_back() -> None:
    text = (
        "工作目标\t工作内容\t工作措施\t责任单位\t完成时限\n"
        "提升供水\t改造管网\t更换铸铁管30公里，同步安装智能水表\t市水务局、市住建局\t2026年10月底前\n"
        "建设水源\t完成北山水库连通工程并通过验收\t市水务局\t2027年6月底前\t\n"
        "改善水质\t深度处理\t建成两座水厂的深度处理工艺\t市供水集团\t长期坚持\n"
    )
    table = read_document("甲.tsv", text.encode()).tables[0]
    assert texts(table)[2] == [
        "提升供水",
        "建设水源",
        "完成北山水库连通工程并通过验收",
        "市水务局",
        "2027年6月底前",
    ]
    assert filled(table) == [(2, 0)]


def test_a_blank_that_may_mean_nobody_is_not_filled() -> None:
    text = (
        "| 序号 | 任务 | 牵头 | 配合 |\n|---|---|---|---|\n| 1 | 建设综合服务平台并接入数据 | 市数据局 | 市财政局 |\n"
        "| 2 | 改造农村公路二十公里 | 市交通局 |  |\n"
    )
    table = read_document("甲.md", text.encode()).tables[0]
    assert texts(table)[2] == ["2", "改造农村公路二十公里", "市交通局", ""]
    assert not filled(table)


def test_quoted_cells_of_a_sheet_may_hold_line_breaks() -> None:
    text = '序号\t任务\t单位\n1\t"改造光纤\n建设平台"\t市数据局\n'
    document = read_document("甲.tsv", text.encode())
    assert texts(document.tables[0])[1] == ["1", "改造光纤 建设平台", "市数据局"]
    assert document.text.count("\n") == 1


def test_markdown_pipes_without_a_rule_are_text() -> None:
    assert not read_document("甲.md", "甲 | 乙\n丙 | 丁".encode()).tables


def test_broken_spans_do_not_blow_up() -> None:
    document = page(
        "<table><tr><td colspan=99999999>甲</td><td rowspan=0>乙</td></tr><tr><td colspan=x>丙</td><td>丁</td></tr></table>"
    )
    assert "丙" in document.text


def test_deep_pages_are_walked() -> None:
    assert page("<div>" * 3000 + "正文" + "</div>" * 3000).text == "正文"


def test_a_page_whose_main_part_has_an_odd_name_is_read() -> None:
    document = page("<div class='search'><p>建成五个平台。</p><p>改造三百公里。</p></div>")
    assert document.text == "建成五个平台。\n改造三百公里。"


def test_the_title_in_a_header_and_preformatted_lines_are_read() -> None:
    document = page("<header><h1>甲方案</h1></header><pre>一、目标\n建成平台。</pre>")
    assert document.text == "甲方案\n一、目标\n建成平台。"
    assert document.title == "甲方案"
