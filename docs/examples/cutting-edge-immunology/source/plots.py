"""Line and bar plots. Every plot says what its numbers are: measured, computed or schematic."""

from theme import GREY, HEIGHT, INK, RULE


class Axes:
    """A plot area; data coordinates run over xlim and ylim."""

    def __init__(self, pen, x, y, w, h, xlim=(0, 1), ylim=(0, 1)):
        self.pen, self.x, self.y, self.w, self.h = pen, x, y, w, h
        self.xlim, self.ylim = xlim, ylim
        pen.path([(x, y), (x, y + h), (x + w, y + h)], INK, 1.8)

    def at(self, x, y):
        across = (x - self.xlim[0]) / (self.xlim[1] - self.xlim[0])
        up = (y - self.ylim[0]) / (self.ylim[1] - self.ylim[0])
        return self.x + across * self.w, self.y + self.h - up * self.h

    def xticks(self, ticks, size=15):
        for value, label in ticks:
            px, py = self.at(value, self.ylim[0])
            self.pen.path([(px, py), (px, py + 5)], INK, 1.4)
            self.pen.text(px, py + 8 + size, label, size, color=GREY, align="center")

    def yticks(self, ticks, size=15, grid=True):
        for value, label in ticks:
            px, py = self.at(self.xlim[0], value)
            if grid and py < self.y + self.h - 1:
                self.pen.path([(px, py), (px + self.w, py)], RULE, 0.8)
            self.pen.text(px - 8, py + size * 0.36, label, size, color=GREY, align="right")

    def titles(self, below, beside=None, size=16, drop=44):
        """Name the axes: one below, one turned beside the upright axis."""
        self.pen.text(self.x + self.w / 2, self.y + self.h + drop, below, size, "bold",
                      align="center")
        if beside:
            self.turned(self.x - 16, self.y + self.h / 2, beside, size)

    def turned(self, x, y, words, size):
        canvas = self.pen.canvas
        canvas.saveState()
        canvas.translate(x, HEIGHT - y)
        canvas.rotate(90)
        canvas.setFillColor(INK)
        canvas.setFont("NotoSans-Bold", size)
        canvas.drawCentredString(0, 0, words)
        canvas.restoreState()

    def line(self, points, color, width=3.2, dash=None):
        self.pen.path([self.at(*point) for point in points], color, width, dash=dash)

    def dots(self, points, color, radius=5):
        for point in points:
            self.pen.circle(*self.at(*point), radius, color, 1, color)

    def bar(self, centre, width, value, color, fill=None, base=None):
        low = self.ylim[0] if base is None else base
        left, top = self.at(centre - width / 2, value)
        right, bottom = self.at(centre + width / 2, low)
        self.pen.rect(left, top, right - left, bottom - top, color, 1, fill or color, 2)

    def note(self, x, y, words, color=INK, size=16, align="left", face="bold"):
        self.pen.text(*self.at(x, y), words, size, face, color, align)


def smooth(knots, steps=12):
    """A soft curve through the knots (Catmull–Rom), as many short segments."""
    padded = [knots[0], *knots, knots[-1]]
    points = []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:]):
        for i in range(steps):
            t = i / steps
            points.append(tuple(
                0.5 * (2 * q + (r - p) * t + (2 * p - 5 * q + 4 * r - s) * t * t
                       + (3 * q - p - 3 * r + s) * t ** 3)
                for p, q, r, s in zip(a, b, c, d)))
    return points + [knots[-1]]


def schematic(pen, x=754, y=402, words="Schematic, not measured data", align="right"):
    """The label every invented curve carries."""
    pen.text(x, y, words, 14, "italic", GREY, align)
