"""Fictitious plans for the tests, and the noise that web pages put on them."""

import io
import re

PLAN = """青禾市数字乡村建设三年行动方案（2026—2028年）
青政办发〔2026〕17号
各县（区）人民政府，市政府各部门：
为加快数字乡村建设，结合我市实际，制定本方案。
一、总体目标
到2028年底，全市行政村光纤网络覆盖率达到98%以上，建成数字农业示范基地20个。
二、重点任务
（一）夯实数字底座
1.推进光纤网络提速。2026年12月底前完成300个行政村的光纤改造。（市通信管理局牵头，市财政局配合）
2.建设乡村数据平台，打通农业、水利、气象数据。（市数据局负责）
（二）发展智慧农业
3.培育数字农业示范基地，每年新建不少于6个。
牵头单位：市农业农村局
责任单位：市科技局、各县（区）人民政府
完成时限：长期坚持
三、组织保障
市农业农村局要会同有关部门建立台账，每季度末通报进展。
青禾市人民政府办公室
2026年3月9日
"""
PROSE = (
    "为深入推进数字乡村建设，全面提升乡村治理水平，经市人民政府同意，制定本实施方案，"
    "请各有关单位结合工作职责，认真抓好贯彻落实，确保各项任务按期完成。"
)


def shifted(text: str, *, start: int, end: int) -> str:
    """`text` as a page shows it that lost a byte at `start`: paired wrongly up to `end`.

    The first byte shows as `?`; pairs that GBK does not have are dropped.
    """
    data = text[start:end].encode("gbk")[1:]
    shown = "?"
    while data:
        if data[0] < 0x80:
            shown += data.decode("gbk", "replace")
            break
        shown += data[:2].decode("gbk", "ignore") if len(data) > 1 and data[1] >= 0x40 else ""
        data = data[2:] if len(data) > 1 and data[1] >= 0x40 else data[1:]
    return text[:start] + shown + text[end:]


def with_pinyin(text: str, chars: str) -> str:
    """`text` with its reading behind each of the characters."""
    from pypinyin import Style, pinyin

    def noted(found: re.Match[str]) -> str:
        return f"{found[0]}({pinyin(found[0], style=Style.TONE)[0][0]})"

    return re.sub(f"[{chars}]", noted, text)


def docx_bytes(document: object) -> bytes:
    """A python-docx document as a file."""
    buffer = io.BytesIO()
    document.save(buffer)  # type: ignore[attr-defined]
    return buffer.getvalue()
