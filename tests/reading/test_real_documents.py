"""Real and realistic documents that lie beside the repository on the developers' machines."""

import json
import unicodedata
from datetime import date
from pathlib import Path

import pytest

from knowledge.model import Document
from knowledge.reading.documents import read_document
from knowledge.text import to_simplified

SHARED = Path(__file__).parents[2].parent / "shared"
PLANS = sorted((SHARED / "data" / "plans").glob("*.gold.json"))
SEED = sorted((SHARED / "seed").glob("*.txt"))
POLICIES = SHARED / "data" / "policy_qa" / "passages.jsonl"

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared documents are not here")


def letters(text: object) -> str:
    folded = unicodedata.normalize("NFKC", str(text)).lower()
    return "".join(filter(str.isalnum, folded))


def read(path: Path) -> Document:
    return read_document(path.name, path.read_bytes())


@pytest.mark.skipif(not SEED, reason="no seed page")
def test_the_seed_page_comes_out_clean_and_once() -> None:
    document = read(SEED[0])
    text = document.text
    assert document.title == "甘肃省委、省政府印发质量提升行动实施方案"
    assert document.date == date(2018, 1, 5)
    assert "聚焦提升甘肃省企业、产业、产品、园区、工程、环境等6个领域" in text
    assert text.count("11项具体指标") == 1
    assert "郭永航" not in text
    assert "(" not in text.replace("(以下简称《方案》)", "")
    assert to_simplified(text) == text
    assert {r.kind for r in document.repairs} == {
        "pinyin", "shifted", "traditional", "repeat", "headline",
    }  # fmt: skip
    assert not document.problems


@pytest.mark.parametrize("gold", PLANS, ids=lambda path: path.name[:2])
def test_a_plan_is_known_by_its_title_number_and_date_and_holds_its_tasks(gold: Path) -> None:
    want = json.loads(gold.read_text(encoding="utf-8"))
    document = read(gold.with_name(want["file"]))
    assert letters(document.title) == letters(want["title"])
    assert letters(document.doc_no) == letters(want["doc_no"])
    assert str(document.date) == want["date"]
    text = letters(document.text)
    assert [t["text"] for t in want["tasks"] if letters(t["text"]) not in text] == []


@pytest.mark.skipif(not POLICIES.is_file(), reason="no policy documents")
def test_clean_articles_keep_every_letter() -> None:
    rows = [json.loads(line) for line in POLICIES.read_text(encoding="utf-8").splitlines()]
    changed = 0
    for row in rows[::12]:
        document = read_document("甲.txt", f"---\ntitle: 甲\n---\n{row['text']}\n".encode())
        traditional = any(repair.kind == "traditional" for repair in document.repairs)
        want = to_simplified(row["text"]) if traditional else row["text"]
        changed += letters(want) != letters(document.text)
    # What is left out is page furniture and entities.
    assert changed <= len(rows[::12]) * 0.02
