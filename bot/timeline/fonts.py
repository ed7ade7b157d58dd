"""A font that has Chinese characters, wherever this machine keeps one; None where it has none."""

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

# Names of files without their ending, lower case, best first.
_NAMES = (
    "wqy-microhei",
    "notosanscjk-regular",
    "notosanscjksc-regular",
    "notosanssc-regular",
    "notosanssc",
    "sourcehansanssc-regular",
    "sourcehansanscn-regular",
    "sourcehansans-regular",
    "pingfang",
    "hiragino sans gb",
    "msyh",
    "wqy-zenhei",
    "droidsansfallbackfull",
    "droidsansfallback",
    "stheiti light",
    "stheiti medium",
    "simhei",
    "simsun",
    "arial unicode",
    "uming",
    "ukai",
)
_ENDINGS = (".ttc", ".ttf", ".otf")
_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/System/Library/Fonts",
    "/System/Library/AssetsV2/com_apple_MobileAsset_Font7",
    "/Library/Fonts",
    "~/Library/Fonts",
    "C:/Windows/Fonts",
    "~/AppData/Local/Microsoft/Windows/Fonts",
)
# Characters that every deadline needs.
_NEEDED = "牵头单位年月日"


def find_font(own: Path | None = None) -> Path | None:
    """The font file to draw with: `own` if it serves, else the best that the machine has."""
    if own is not None and serves(own):
        return own
    return _installed()


@cache
def _installed() -> Path | None:
    """Searched for once: a machine can have thousands of fonts."""
    found: dict[str, Path] = {}
    for path in _files():
        found.setdefault(path.stem.lower(), path)
    return next((found[name] for name in _NAMES if name in found and serves(found[name])), None)


def _files() -> Iterator[Path]:
    for folder in _FOLDERS:
        for place, _, names in os.walk(Path(folder).expanduser()):
            for name in sorted(names):
                if name.lower().endswith(_ENDINGS):
                    yield Path(place) / name


def serves(path: Path) -> bool:
    """Whether a file is a font that has the characters a timeline needs."""
    from PIL import ImageFont

    try:
        font = ImageFont.truetype(str(path), 16)
        # A character that no font has shows what a missing one looks like.
        missing = bytes(font.getmask("\U0010ffff"))
        return all(bytes(font.getmask(char)) not in (missing, b"") for char in _NEEDED)
    except (OSError, ValueError):
        return False
