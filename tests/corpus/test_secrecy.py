"""Marks of secrecy: the mark stops a file, the mere word does not."""

import pytest

from knowledge.corpus.secrecy import secrecy_mark


@pytest.mark.parametrize(
    "head",
    [
        "机密★1年",
        "秘密★",
        "绝密★长期  特急",
        "000012  机 密 ★ 3 年",
        "机密☆",
        "★秘密★",
        "机密",
        "【秘密】",
        "秘密 5年",
        "密级：机密",
        "密级 | 秘密★1年",
        "保密等级: 绝密",
        "機密★1年",
    ],
)
def test_a_classified_document_is_recognised(head: str) -> None:
    assert secrecy_mark(f"{head}\n\n云岭市某某方案\n一、总体要求\n")


@pytest.mark.parametrize(
    "text",
    [
        "依法保护商业秘密和个人隐私。",
        "各单位要严守国家秘密，做到机密文件专人管理。",
        "密级：公开",
        "密级：□绝密 □机密 □秘密",
        "密级：秘密、机密、绝密三级",
        "对文件首页左上角标注的“机密★1年”等字样进行核对，并登记入册，由专人负责管理，不得擅自更改或涂抹。",
        "商业秘密",
        "秘密级",
    ],
)
def test_a_text_that_only_speaks_of_secrets_is_not(text: str) -> None:
    assert secrecy_mark(f"云岭市某某方案\n{text}\n") == ""


def test_a_level_alone_on_a_line_counts_only_at_the_head() -> None:
    body = "正文\n" * 30
    assert secrecy_mark(f"{body}秘密\n") == ""
    assert secrecy_mark(f"{body}秘密★1年\n") == "秘密★1年"
