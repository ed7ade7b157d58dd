"""Pages around a passage: nothing is skipped, nothing is shown twice."""

import pytest

from bot.context import PAGE, page_of, page_part
from tests.bot.small_documents import DOCUMENT

QUOTES = [passage.text for passage in DOCUMENT.passages]


@pytest.mark.parametrize("quote", [QUOTES[0], QUOTES[5], QUOTES[-1], QUOTES[1][:9]])
def test_the_pages_before_and_after_a_quote_are_the_whole_document(quote: str) -> None:
    found = {n: page for n in range(-20, 21) if (page := page_of(DOCUMENT, quote, n))}
    numbers = [passage.number for n in sorted(found) for passage in found[n].passages]
    assert numbers == list(range(len(DOCUMENT.passages)))
    assert any(quote in passage.text for passage in found[0].passages)
    first, last = found[min(found)], found[max(found)]
    assert (first.before, last.after) == (False, False)
    assert all(page.before for n, page in found.items() if n != min(found))
    assert all(page.after for n, page in found.items() if n != max(found))


def test_a_page_fits_a_phone() -> None:
    for quote in QUOTES:
        page = page_of(DOCUMENT, quote, 0)
        assert page is not None
        size = sum(len(passage.text) for passage in page.passages)
        assert size <= PAGE or len(page.passages) == 1


def test_the_quote_stands_out_and_every_word_is_there() -> None:
    page = page_of(DOCUMENT, QUOTES[5], 0)
    assert page is not None
    part = page_part(DOCUMENT, page, QUOTES[5])
    assert f"<b>{QUOTES[5]}</b>" in part.html
    assert all(passage.text in part.text for passage in page.passages)
    assert part.text.count("（一）河道") == 1


def test_a_quote_over_several_passages_is_found() -> None:
    quote = DOCUMENT.text[10:90]
    page = page_of(DOCUMENT, quote, 0)
    assert page is not None
    part = page_part(DOCUMENT, page, quote)
    assert part.html.count("<b>") > 1


def test_a_quote_that_is_not_there_has_no_page() -> None:
    assert page_of(DOCUMENT, "没有这句话", 0) is None
    assert page_of(DOCUMENT, QUOTES[0], -1) is None
