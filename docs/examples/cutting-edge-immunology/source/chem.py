"""Structures as line drawings, from atoms placed on a grid of bond lengths."""

from math import cos, hypot, pi, sin

from pen import text_width
from theme import INK


def molecule(pen, x, y, scale, atoms, bonds, color=INK, size=17, width=2.2):
    """Draw a structure with its grid origin at (x, y).

    atoms: name -> (column, row, label); an empty label is a bare corner.
    bonds: "a-b" single, "a=b" double, "a#b" triple, between atom names.
    """
    places = {name: (x + ax * scale, y + ay * scale, label)
              for name, (ax, ay, label) in atoms.items()}
    for bond in bonds:
        mark = next(sign for sign in "-=#" if sign in bond)
        first, second = bond.split(mark)
        _bond(pen, places[first], places[second], "-=#".index(mark) + 1, color, width, size)
    for px, py, label in places.values():
        if label:
            pen.text(px, py + size * 0.36, label, size, "bold", color, "center")


def _bond(pen, start, end, order, color, width, size):
    (x1, y1, label1), (x2, y2, label2) = start, end
    length = hypot(x2 - x1, y2 - y1)
    ux, uy = (x2 - x1) / length, (y2 - y1) / length
    a, b = _gap(label1, ux, uy, size), _gap(label2, ux, uy, size)
    for shift in {1: [0], 2: [-2.8, 2.8], 3: [-4.6, 0, 4.6]}[order]:
        sx, sy = -uy * shift, ux * shift
        pen.path([(x1 + ux * a + sx, y1 + uy * a + sy), (x2 - ux * b + sx, y2 - uy * b + sy)],
                 color, width)


def _gap(label, ux, uy, size):
    """How far a bond stays away from an atom's letters."""
    if not label:
        return 0
    across, upright = text_width(label, size, "bold") / 2 + 3, size * 0.5 + 3
    return min(across / max(abs(ux), 1e-6), upright / max(abs(uy), 1e-6))


def ring(count, radius=1.0, turn=-90, labels=None, name="r", centre=(0, 0)):
    """Atoms of a regular ring, named name0, name1, … clockwise from `turn` degrees."""
    labels = labels or {}
    angles = [turn * pi / 180 + 2 * pi * i / count for i in range(count)]
    return {f"{name}{i}": (centre[0] + radius * cos(a), centre[1] + radius * sin(a),
                           labels.get(i, "")) for i, a in enumerate(angles)}


def ring_bonds(count, orders=None, name="r"):
    """Bonds around a ring; orders maps a bond's index to '=' or '#'."""
    orders = orders or {}
    return [f"{name}{i}{orders.get(i, '-')}{name}{(i + 1) % count}" for i in range(count)]
