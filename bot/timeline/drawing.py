"""Pages -> PNG files, with Pillow. Nothing is decided here."""

import io
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.timeline import shapes as s
from bot.timeline.shapes import Page

_DASH = 10


class Pen:
    """Draws with one font file. measure: width of a text in pixels at a size."""

    def __init__(self, font: Path) -> None:
        self._file = str(font)
        # Caches of this pen alone: the same texts are measured many times over, at few sizes.
        self._font = lru_cache(maxsize=16)(self._load)
        self.measure = lru_cache(maxsize=8192)(self._measure)

    def _load(self, size: int) -> Any:
        from PIL import ImageFont

        return ImageFont.truetype(self._file, size)

    def _measure(self, text: str, size: int) -> float:
        """Width of a text in pixels."""
        width: float = self._font(size).getlength(text)
        return width

    def draw(self, page: Page) -> bytes:
        """The page as a PNG file."""
        from PIL import Image, ImageDraw

        image = Image.new("RGB", (page.width, page.height), s.PAPER)
        canvas = ImageDraw.Draw(image)
        for shape in page.shapes:
            self._put(canvas, shape)
        out = io.BytesIO()
        # Few colours: a palette makes the file a third as long.
        image.quantize(64, method=Image.Quantize.FASTOCTREE).save(out, "PNG")
        return out.getvalue()

    def _put(self, canvas: Any, shape: s.Shape) -> None:
        if isinstance(shape, s.Text):
            stroke = 0.6 if shape.bold else 0
            font = self._font(shape.size)
            canvas.text(
                (shape.x, shape.y),
                shape.text,
                font=font,
                fill=shape.colour,
                stroke_width=stroke,
                anchor="la",
            )
        elif isinstance(shape, s.Line):
            _line(canvas, shape)
        elif isinstance(shape, s.Box):
            edges = (shape.x, shape.y, shape.x + shape.width, shape.y + shape.height)
            canvas.rounded_rectangle(edges, shape.radius, fill=shape.colour)
        elif isinstance(shape, s.Dot):
            fill = s.PAPER if shape.hollow else shape.colour
            centre = (shape.x, shape.y)
            canvas.circle(centre, shape.radius, fill=fill, outline=shape.colour, width=4)
        else:
            tip = shape.size if not shape.left else -shape.size
            points = [(shape.x - tip, shape.y - shape.size), (shape.x - tip, shape.y + shape.size)]
            canvas.polygon([*points, (shape.x, shape.y)], fill=shape.colour)


def _line(canvas: Any, line: s.Line) -> None:
    if line.style == "solid":
        canvas.line((line.x, line.y, line.to_x, line.to_y), fill=line.colour, width=line.width)
        return
    x = line.x
    while x < line.to_x:
        end = min(x + _DASH, line.to_x)
        canvas.line((x, line.y, end, line.to_y), fill=line.colour, width=line.width + 1)
        x += 2 * _DASH
