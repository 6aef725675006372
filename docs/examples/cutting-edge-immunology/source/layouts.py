"""Slides that come back in every deck: points, a question to vote on, what to take home."""

from theme import BOTTOM, GREY, INK, MARGIN, WHITE, WIDTH, shade, tint


def points(pen, items, x=MARGIN, y=96, width=WIDTH - 2 * MARGIN, size=22, gap=13):
    """Short statements with a square mark each; returns where the next block may start."""
    for item in items:
        pen.rect(x + 1, y + size * 0.5, 9, 9, None, 0, pen.accent, 2)
        y = pen.para(x + 26, y, item, width - 26, size, leading=1.28) + gap
    return y


def numbered(pen, items, y=108, size=24, gap=26):
    """Large numerals with a statement each."""
    for index, item in enumerate(items, start=1):
        pen.circle(MARGIN + 21, y + size * 0.7, 21, None, 0, pen.accent)
        pen.text(MARGIN + 21, y + size * 0.7 + 8, str(index), 22, "bold", WHITE, "center")
        y = pen.para(MARGIN + 64, y, item, WIDTH - 2 * MARGIN - 70, size) + gap
    return y


def question(pen, words, options, closing=""):
    """A question with lettered answers; meant for a slide on dark ground."""
    y = pen.para(MARGIN, 92, words, WIDTH - 2 * MARGIN, 23, "regular", WHITE) + 14
    for letter, option in zip("ABCD", options):
        pen.rect(MARGIN, y, WIDTH - 2 * MARGIN, 44, None, 0, shade(pen.accent, 0.55), 8)
        pen.text(MARGIN + 18, y + 30, letter, 22, "bold", tint(pen.accent, 0.25))
        pen.text(MARGIN + 54, y + 29, option, 20, "regular", WHITE)
        y += 52
    if closing:
        pen.para(MARGIN, y + 4, closing, WIDTH - 2 * MARGIN, 17, "italic", tint(INK, 0.2))


def takeaways(pen, items, size=23, gap=18):
    """What should stay; one strip of colour on the left per statement."""
    y = 94
    for item in items:
        end = pen.para(MARGIN + 24, y, item, WIDTH - 2 * MARGIN - 30, size)
        pen.rect(MARGIN, y + 3, 6, end - y - 4, None, 0, pen.accent, 3)
        y = end + gap


def reading(pen, entries, size=17, gap=8):
    """Sources: (what it shows, where it appeared)."""
    y = 94
    for what, where in entries:
        y = pen.para(MARGIN, y, what, WIDTH - 2 * MARGIN, size, "bold", leading=1.24)
        y = pen.para(MARGIN, y, where, WIDTH - 2 * MARGIN, size - 1, color=GREY,
                     leading=1.24) + gap


def caption(pen, words, y=372, size=18, x=MARGIN, width=WIDTH - 2 * MARGIN, align="left"):
    """The sentence a figure is there to show."""
    pen.para(x, y, words, width, size, color=INK, align=align, bottom=BOTTOM + 6)


def legend(pen, x, y, entries, size=16, step=24):
    """Coloured swatches with words, downwards."""
    for color, words in entries:
        pen.rect(x, y, 14, 14, None, 0, color, 3)
        pen.text(x + 22, y + 12.5, words, size)
        y += step

