"""The figures' vocabulary: labelled boxes, arrows, tables, cells, membranes, sugar symbols."""

from math import atan2, cos, pi, sin

from reportlab.lib.colors import HexColor

from pen import Overflow, text_width
from theme import GREY, INK, PAPER, RULE, WHITE, tint


def box(pen, x, y, w, h, label, color=INK, size=17, solid=False, face="bold", radius=8):
    """A rounded box with its label in the middle; line breaks in the label count."""
    fill = color if solid else tint(color, 0.12)
    pen.rect(x, y, w, h, color, 1.6, fill, radius)
    label_in(pen, x, y, w, h, label, size, face, WHITE if solid else INK)


def label_in(pen, x, y, w, h, label, size=17, face="bold", color=INK):
    lines = label.split("\n")
    if max(text_width(line, size, face) for line in lines) > w - 6:
        raise Overflow(f"label wider than its box: {label!r}")
    baseline = y + h / 2 - (len(lines) - 1) * size * 0.62 + size * 0.36
    for index, line in enumerate(lines):
        pen.text(x + w / 2, baseline + index * size * 1.24, line, size, face, color, "center")


def arrow(pen, x1, y1, x2, y2, color=INK, width=2.4, head=11, dash=None):
    angle = atan2(y2 - y1, x2 - x1)
    short = head * 0.7
    pen.path([(x1, y1), (x2 - short * cos(angle), y2 - short * sin(angle))], color, width,
             dash=dash)
    pen.head((x1, y1), (x2, y2), color, head)


def bent(pen, start, lean1, lean2, end, color=INK, width=2.4, head=11, dash=None):
    """A curved arrow."""
    angle = atan2(end[1] - lean2[1], end[0] - lean2[0])
    stop = (end[0] - head * 0.7 * cos(angle), end[1] - head * 0.7 * sin(angle))
    pen.curve(start, lean1, lean2, stop, color, width, dash)
    pen.head(lean2, end, color, head)


def blocks(pen, x1, y1, x2, y2, color=INK, width=2.4, bar=9):
    """A line that ends in a bar: inhibition."""
    angle = atan2(y2 - y1, x2 - x1) + pi / 2
    pen.path([(x1, y1), (x2, y2)], color, width)
    dx, dy = bar * cos(angle), bar * sin(angle)
    pen.path([(x2 - dx, y2 - dy), (x2 + dx, y2 + dy)], color, width + 1.2)


def table(pen, x, y, widths, header, rows, size=17, row_height=34):
    """Rows of cells under a coloured header; every cell is one line and must fit."""
    pen.rect(x, y, sum(widths), row_height, None, 0, pen.accent, 5)
    for index, cells in enumerate([header, *rows]):
        top, left = y + index * row_height, x
        if index > 0:
            pen.path([(x, top + row_height), (x + sum(widths), top + row_height)], RULE, 1)
        for width, cell in zip(widths, cells):
            face = "bold" if index == 0 or left == x else "regular"
            if text_width(cell, size, face) > width - 14:
                raise Overflow(f"cell too wide: {cell!r}")
            pen.text(left + 10, top + row_height / 2 + size * 0.36, cell, size, face,
                     WHITE if index == 0 else INK)
            left += width
    return y + (len(rows) + 1) * row_height


def cell(pen, x, y, radius, color, nucleus=0.5, label=None, size=16):
    """A round cell with its nucleus."""
    pen.circle(x, y, radius, color, 2.4, tint(color, 0.14))
    if nucleus:
        pen.circle(x, y, radius * nucleus, color, 1.4, tint(color, 0.36))
    if label:
        pen.text(x, y + size * 0.36, label, size, "bold", INK, "center")


def mitochondrion(pen, x, y, w, h, color):
    """An outline with folded inner membrane."""
    pen.rect(x, y, w, h, color, 2.2, tint(color, 0.12), h / 2)
    left, right, folds = x + h * 0.3, x + w - h * 0.3, max(3, int(w / h * 3))
    step = (right - left) / (folds * 2)
    points = [(left + i * step, y + h * (0.26 if i % 2 else 0.74)) for i in range(folds * 2 + 1)]
    pen.path(points, color, 1.6)


def membrane(pen, x, y, w, color=GREY, pitch=11):
    """A lipid bilayer seen from the side; y is its upper edge, its thickness is 30."""
    for index in range(int(w / pitch)):
        cx = x + (index + 0.5) * pitch
        pen.path([(cx, y + 4), (cx, y + 26)], tint(color, 0.45), 1.6)
        for cy in (y + 4, y + 26):
            pen.circle(cx, cy, 4, color, 0.8, tint(color, 0.35))


SUGARS = {  # Symbol Nomenclature for Glycans: shape and colour
    "GlcNAc": ("square", "#0072BC"), "Man": ("circle", "#00A651"), "Gal": ("circle", "#FFD400"),
    "Fuc": ("triangle", "#ED1C24"), "Neu5Ac": ("diamond", "#A54399"),
    "GalNAc": ("square", "#FFD400"),
}


def sugar(pen, x, y, name, radius=10):
    """One monosaccharide by its standard symbol."""
    shape, code = SUGARS[name]
    fill, r = HexColor(code), radius
    if shape == "circle":
        pen.circle(x, y, r, INK, 1.2, fill)
    else:
        corners = {"square": [(-r, -r), (r, -r), (r, r), (-r, r)],
                   "triangle": [(0, -r * 1.15), (r * 1.15, r * 0.85), (-r * 1.15, r * 0.85)],
                   "diamond": [(0, -r * 1.25), (r * 1.25, 0), (0, r * 1.25), (-r * 1.25, 0)]}
        pen.path([(x + dx, y + dy) for dx, dy in corners[shape]], INK, 1.2, fill, close=True)


def chain(pen, places):
    """Sugars joined in the order given: (x, y, name) each; bonds first, symbols over them."""
    pen.path([(x, y) for x, y, _ in places], INK, 2)
    for x, y, name in places:
        sugar(pen, x, y, name)


def tag(pen, x, y, label, color, size=15):
    """A small solid label; returns its right edge."""
    width = text_width(label, size, "bold") + 18
    pen.rect(x, y, width, size * 1.6, None, 0, color, 6)
    pen.text(x + 9, y + size * 1.15, label, size, "bold", PAPER)
    return x + width
