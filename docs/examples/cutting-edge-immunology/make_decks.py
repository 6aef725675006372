#!/usr/bin/python3
"""Draw the course's slide decks into decks/.

    sudo apt-get install python3-reportlab fonts-noto-core
    /usr/bin/python3 make_decks.py            # all decks
    /usr/bin/python3 make_decks.py mon-1      # one deck

Each deck is a file in source/ and the output depends on nothing but these files and the
installed fonts: the same input gives the same bytes.
"""

import sys
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE / "source"))

from theme import register_fonts  # noqa: E402  (the folder must be on the path first)

KEYS = sorted(path.stem.replace("_", "-") for path in (HERE / "source").glob("???_?.py"))


def main(wanted):
    unknown = set(wanted) - set(KEYS)
    if unknown:
        sys.exit(f"no such deck: {', '.join(sorted(unknown))}; there are {', '.join(KEYS)}")
    register_fonts()
    (HERE / "decks").mkdir(exist_ok=True)
    for key in wanted or KEYS:
        pages = import_module(key.replace("-", "_")).deck.save(HERE / "decks")
        size = (HERE / "decks" / f"{key}.pdf").stat().st_size
        print(f"{key}.pdf: {pages} pages, {size // 1024} kB")


if __name__ == "__main__":
    main(sys.argv[1:])
