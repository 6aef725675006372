"""Text and basic strokes on one page, with y growing downwards from the top edge.

Text may hold **bold** spans. Whatever does not fit its place raises `Overflow`, so that a
deck which builds is a deck without clipped words.
"""

from math import atan2, cos, radians, sin

from reportlab.pdfbase import pdfmetrics

from theme import BOTTOM, FONTS, HEIGHT, INK, WIDTH


class Overflow(ValueError):
    """Words that do not fit where they were put."""


def spans(words, face):
    """Cut words into (text, font) pieces by bold marks and by which face has the glyphs."""
    pieces = []
    for index, part in enumerate(words.split("**")):
        base = FONTS["bold" if index % 2 else face]
        glyphs = pdfmetrics.getFont(base).face.charToGlyph
        for letter in part:
            font = base if ord(letter) in glyphs else FONTS["symbols"]
            if ord(letter) not in pdfmetrics.getFont(font).face.charToGlyph:
                raise ValueError(f"no glyph for {letter!r} in {words!r}")
            if pieces and pieces[-1][1] == font:
                pieces[-1][0] += letter
            else:
                pieces.append([letter, font])
    return pieces


def text_width(words, size, face="regular"):
    return sum(pdfmetrics.stringWidth(text, font, size) for text, font in spans(words, face))


def wrap(words, size, width, face="regular"):
    """Lines no wider than width; a bold span may run over a line's end."""
    lines, line = [], ""
    for word in words.split(" "):
        trial = f"{line} {word}" if line else word
        if line and text_width(trial, size, face) > width:
            lines.append(line)
            trial = ("**" if line.count("**") % 2 else "") + word
        line = trial
    return lines + [line]


class Pen:
    def __init__(self, canvas, accent):
        self.canvas, self.accent = canvas, accent

    def text(self, x, y, words, size=18, face="regular", color=INK, align="left"):
        """One line with its baseline at y."""
        width = text_width(words, size, face)
        x -= {"left": 0, "center": width / 2, "right": width}[align]
        if x < 8 or x + width > WIDTH - 8 or not 8 < y < HEIGHT - 4:
            raise Overflow(f"off the page: {words!r}")
        line = self.canvas.beginText(x, HEIGHT - y)
        line.setFillColor(color)
        for text, font in spans(words, face):
            line.setFont(font, size)
            line.textOut(text)
        self.canvas.drawText(line)
        return x + width

    def para(self, x, y, words, width, size=20, face="regular", color=INK, leading=1.3,
             align="left", bottom=BOTTOM + 4):
        """Wrapped text hung from y; returns where the next paragraph may hang."""
        for hard_line in words.split("\n"):
            for line in wrap(hard_line, size, width, face):
                if y + size > bottom:
                    raise Overflow(f"below the page: {line!r}")
                anchor = x + width / 2 if align == "center" else x
                self.text(anchor, y + size, line, size, face, color, align)
                y += size * leading
        return y

    def stroke(self, color=INK, width=2, dash=None):
        self.canvas.setStrokeColor(color)
        self.canvas.setLineWidth(width)
        self.canvas.setDash(dash or [])
        self.canvas.setLineCap(1)
        self.canvas.setLineJoin(1)

    def path(self, points, color=INK, width=2, fill=None, close=False, dash=None):
        """Straight segments through the points."""
        outline = self.canvas.beginPath()
        outline.moveTo(points[0][0], HEIGHT - points[0][1])
        for x, y in points[1:]:
            outline.lineTo(x, HEIGHT - y)
        if close:
            outline.close()
        self._draw(outline, color, width, fill, dash)

    def curve(self, start, lean1, lean2, end, color=INK, width=2, dash=None):
        """A Bézier curve from start to end, drawn towards lean1 and lean2 on its way."""
        outline = self.canvas.beginPath()
        outline.moveTo(start[0], HEIGHT - start[1])
        outline.curveTo(*[v for x, y in (lean1, lean2, end) for v in (x, HEIGHT - y)])
        self._draw(outline, color, width, None, dash)

    def circle(self, x, y, radius, color=INK, width=2, fill=None, dash=None):
        self.ellipse(x, y, radius, radius, color, width, fill, dash)

    def ellipse(self, x, y, rx, ry, color=INK, width=2, fill=None, dash=None):
        outline = self.canvas.beginPath()
        outline.ellipse(x - rx, HEIGHT - y - ry, 2 * rx, 2 * ry)
        self._draw(outline, color, width, fill, dash)

    def rect(self, x, y, w, h, color=INK, width=2, fill=None, radius=0, dash=None):
        outline = self.canvas.beginPath()
        outline.roundRect(x, HEIGHT - y - h, w, h, min(radius, w / 2, h / 2))
        self._draw(outline, color, width, fill, dash)

    def arc(self, x, y, radius, start, sweep, color=INK, width=2, head=0):
        """Part of a circle; angles in degrees, clockwise from three o'clock."""
        steps = max(8, int(abs(sweep) / 4))
        angles = [radians(start + sweep * i / steps) for i in range(steps + 1)]
        points = [(x + radius * cos(a), y + radius * sin(a)) for a in angles]
        self.path(points, color, width)
        if head:
            self.head(points[-2], points[-1], color, head)

    def head(self, came_from, tip, color=INK, size=10):
        """An arrow head at tip."""
        angle = atan2(tip[1] - came_from[1], tip[0] - came_from[0])
        wings = [(tip[0] - size * cos(angle + turn), tip[1] - size * sin(angle + turn))
                 for turn in (-0.45, 0.45)]
        self.path([tip, *wings], color, 1, fill=color, close=True)

    def _draw(self, outline, color, width, fill, dash):
        self.stroke(color or INK, width, dash)
        if fill is not None:
            self.canvas.setFillColor(fill)
        self.canvas.drawPath(outline, stroke=int(color is not None), fill=int(fill is not None))
