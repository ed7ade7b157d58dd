"""Text as it is compared: Traditional to Simplified by word, never touching Simplified text."""

import pytest

from knowledge.text import to_simplified


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        ("著力構建高質量的縣域經濟", "着力构建高质量的县域经济"),
        ("著急", "着急"),
        ("沿著公路", "沿着公路"),
        ("顯著提升", "显著提升"),
        ("有著名的產品", "有著名的产品"),
        ("隨著作者", "随著作者"),
        ("乾坤", "乾坤"),
    ],
)
def test_zhe_is_written_as_its_word_asks(traditional: str, simplified: str) -> None:
    assert to_simplified(traditional) == simplified
    assert to_simplified(simplified) == simplified
