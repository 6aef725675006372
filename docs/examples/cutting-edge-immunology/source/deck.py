"""A deck: an opening page, slides in the order they are declared, and PDF metadata."""

from math import cos, pi, sin

from reportlab.pdfgen.canvas import Canvas

from pen import Pen
from theme import (COURSE, DAY_COLORS, DAYS, FONTS, GREY, HEIGHT, INK, MARGIN, PAPER, WHITE, WIDTH,
                   shade, tint)


class Deck:
    """One lecture's slides.

        deck = Deck("mon-1", day=0, number=1, title="…", subtitle="…")

        @deck.slide("A slide's title")
        def _(pen): …
    """

    def __init__(self, key, day, number, title, subtitle):
        self.key, self.day, self.number = key, day, number
        self.title, self.subtitle, self.slides = title, subtitle, []

    def slide(self, title, dark=False):
        def declare(draw):
            self.slides.append((title, dark, draw))
            return draw
        return declare

    def save(self, folder):
        """Write the PDF; the same source gives the same bytes. Returns the page count."""
        canvas = Canvas(str(folder / f"{self.key}.pdf"), (WIDTH, HEIGHT), invariant=1,
                        pageCompression=1, initialFontName=FONTS["regular"])
        canvas.setTitle(self.title.replace("\n", " "))
        canvas.setSubject(f"{COURSE}. {DAYS[self.day]}, lecture {self.number}")
        canvas.setAuthor("Example course")
        canvas.setKeywords("immunology, lecture, example")
        canvas.setCreator("make_decks.py")
        canvas.setCatalogEntry("Lang", "en")
        self._opening(canvas)
        for index, (title, dark, draw) in enumerate(self.slides, start=2):
            self._page(canvas, index, title, dark, draw)
        canvas.save()
        return len(self.slides) + 1

    def _mark(self, canvas, number, title):
        canvas.bookmarkPage(f"page{number}")
        canvas.addOutlineEntry(title.replace("\n", " "), f"page{number}", 0)

    def _opening(self, canvas):
        accent = DAY_COLORS[self.day]
        pen = Pen(canvas, accent)
        pen.rect(0, 0, WIDTH, HEIGHT, None, 0, INK)
        self._mark(canvas, 1, self.title)
        _lattice(pen, accent)
        pen.text(MARGIN, 66, f"{DAYS[self.day]} · lecture {self.number}", 20, "bold",
                 tint(accent, 0.35))
        y = pen.para(MARGIN, 92, self.title, 600, 42, "display", WHITE, 1.16)
        pen.para(MARGIN, y + 12, self.subtitle, 520, 22, "regular", tint(INK, 0.12), 1.32,
                 bottom=350)
        _week(pen, self.day)
        pen.text(MARGIN, 424, COURSE, 15, "regular", tint(INK, 0.25))
        canvas.showPage()

    def _page(self, canvas, number, title, dark, draw):
        accent = DAY_COLORS[self.day]
        pen = Pen(canvas, accent)
        pen.rect(0, 0, WIDTH, HEIGHT, None, 0, INK if dark else PAPER)
        self._mark(canvas, number, title)
        pen.rect(MARGIN, 34, 6, 34, None, 0, tint(accent, 0.6) if dark else accent)
        pen.text(MARGIN + 18, 61, title, 29, "display", WHITE if dark else INK)
        draw(pen)
        quiet = tint(INK, 0.35) if dark else GREY
        pen.text(MARGIN, 432, self.title.replace("\n", " "), 13, "regular", quiet)
        pen.text(WIDTH - MARGIN, 432, f"{number} / {len(self.slides) + 1}", 14, "bold", quiet,
                 "right")
        canvas.showPage()


def _lattice(pen, accent):
    """Hexagons that fade from chemistry's corner into the page."""
    side = 38
    for column in range(8):
        for row in range(8):
            x = 560 + column * side * 1.5
            y = 10 + row * side * 3 ** 0.5 + (column % 2) * side * 3 ** 0.5 / 2
            near = max(0.0, 1 - ((x - 800) ** 2 + (y - 120) ** 2) ** 0.5 / 290)
            if near:
                corners = [(x + side * cos(pi / 3 * i), y + side * sin(pi / 3 * i))
                           for i in range(6)]
                fill = shade(accent, near * 0.75) if (column * 3 + row) % 4 == 0 else None
                pen.path(corners, shade(accent, near), 2, fill, close=True)


def _week(pen, today):
    """Five bars, today's bright: where this lecture stands in the week."""
    for day, color in enumerate(DAY_COLORS):
        left = MARGIN + day * 96
        pen.rect(left, 368, 88, 6, None, 0, tint(color, 0.7) if day == today else shade(color, 0.4),
                 3)
        pen.text(left, 393, DAYS[day][:3], 15, "bold" if day == today else "regular",
                 WHITE if day == today else tint(INK, 0.4))
