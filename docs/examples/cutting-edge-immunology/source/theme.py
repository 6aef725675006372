"""The look all decks share: page size, palette and typefaces."""

from pathlib import Path

from reportlab.lib.colors import HexColor, linearlyInterpolatedColor
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

WIDTH, HEIGHT, MARGIN = 800, 450, 46  # points; 16:9
TOP, BOTTOM = 92, 404  # what a slide's content may use, measured from the top edge

INK, PAPER, WHITE = HexColor("#14213D"), HexColor("#FCFBF8"), HexColor("#FFFFFF")
GREY, RULE = HexColor("#4F5B70"), HexColor("#C9CFD9")
TEAL, INDIGO, AMBER = HexColor("#0B7A75"), HexColor("#4453A8"), HexColor("#B25E00")
CRIMSON, GREEN = HexColor("#B3263A"), HexColor("#2E7D32")

DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
DAY_COLORS = [TEAL, INDIGO, AMBER, CRIMSON, GREEN]
COURSE = "Cutting-edge immunology: from chemistry to metabolism"

FONT_FOLDER = Path("/usr/share/fonts/truetype/noto")
FONTS = {
    "regular": "NotoSans-Regular",
    "bold": "NotoSans-Bold",
    "italic": "NotoSans-Italic",
    "display": "NotoSansDisplay-Bold",
    "symbols": "NotoSansMath-Regular",  # arrows and relations the text faces lack
}


def register_fonts():
    """Make the faces known to ReportLab; each deck embeds only the glyphs it uses."""
    for name in FONTS.values():
        pdfmetrics.registerFont(TTFont(name, str(FONT_FOLDER / f"{name}.ttf")))


def tint(color, share):
    """The colour thinned with paper; share 1 is the colour itself, 0 is paper."""
    return linearlyInterpolatedColor(PAPER, color, 0, 1, share)


def shade(color, share):
    """The colour mixed with ink; share 1 is the colour itself, 0 is ink."""
    return linearlyInterpolatedColor(INK, color, 0, 1, share)
