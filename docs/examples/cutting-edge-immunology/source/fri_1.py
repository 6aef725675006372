"""Friday 1: helminths and metabolic health."""

from deck import Deck
from layouts import caption, points, takeaways
from plots import Axes, schematic, smooth
from shapes import arrow, box, cell, table
from theme import AMBER, CRIMSON, GREEN, GREY, INDIGO, MARGIN, TEAL, tint

deck = Deck("fri-1", day=4, number=1, title="Worms, fat and sugar",
            subtitle="Helminths, type 2 immunity and metabolic health")


@deck.slide("Two maps that hardly overlap")
def _(pen):
    axes = Axes(pen, 110, 98, 420, 236, (0, 10), (0, 100))
    axes.line(smooth([(0, 88), (2, 80), (4, 56), (6, 28), (8, 12), (10, 6)]), GREEN, 5)
    axes.line(smooth([(0, 6), (2, 10), (4, 22), (6, 48), (8, 72), (10, 82)]), CRIMSON, 5)
    axes.titles("from rural to urban life", "how common", drop=30)
    axes.note(0.5, 50, "helminths", GREEN, 20)
    axes.note(9.95, 36, "type 2 diabetes", CRIMSON, 20, "right")
    pen.para(562, 104, "About **1.5 billion** people carry soil-transmitted worms (WHO).\n\n"
                       "Where worms go, diabetes comes; but so do roads, screens and sugar.", 194,
             20)
    schematic(pen)


@deck.slide("Type 2 immunity keeps fat tissue lean")
def _(pen):
    pen.ellipse(400, 222, 354, 126, AMBER, 2.2, tint(AMBER, 0.08))
    cells = [(146, 196, INDIGO, "ILC2"), (318, 168, CRIMSON, "eosinophil"),
             (490, 168, GREEN, "macrophage"), (654, 196, AMBER, "adipocyte")]
    for x, y, color, name in cells:
        cell(pen, x, y, 38, color, 0.45)
        pen.text(x, y + 62, name, 19, "bold", color, "center")
    arrow(pen, 188, 188, 272, 172, GREY, 3)
    arrow(pen, 360, 166, 446, 166, GREY, 3)
    arrow(pen, 532, 170, 610, 188, GREY, 3)
    pen.text(230, 166, "IL-5", 19, "bold", align="center")
    pen.text(402, 152, "IL-4", 19, "bold", align="center")
    pen.text(574, 160, "less TNF", 18, "bold", align="center")
    box(pen, 216, 270, 180, 44, "worm, egg antigens", TEAL, 17, solid=True)
    box(pen, 432, 270, 176, 44, "better insulin signal", AMBER, 16, solid=True)
    arrow(pen, 216, 290, 158, 266, TEAL)
    arrow(pen, 640, 266, 608, 284, AMBER)
    caption(pen, "In mice on a high-fat diet, worms or their egg antigens expand this circuit, and "
                 "glucose tolerance improves.", 362, 18)


@deck.slide("The ladder of evidence")
def _(pen):
    table(pen, MARGIN, 98, [184, 276, 248], ["Study", "shows", "cannot show"], [
        ["mouse", "mechanism, cell by cell", "human dose and diet"],
        ["molecule", "omega-1: eats less, slims", "safety in people"],
        ["cross-section", "infected: less resistance", "which came first"],
        ["cohort", "order in time", "hidden differences"],
        ["randomised trial", "what **removal** does", "what infection would do"]], 19, 40)
    caption(pen, "Each step answers what the one above cannot; none alone carries the claim.",
            354, 19)


@deck.slide("What deworming taught on Flores")
def _(pen):
    points(pen, ["Randomised by household, placebo-controlled: albendazole, four rounds in a "
                 "year, Indonesia.",
                 "Whole community: **no significant change** in insulin resistance.",
                 "Among those who **had worms**: insulin resistance **rose** after treatment.",
                 "Eosinophils and IgE fell after treatment. Deworming remains right for "
                 "health; it pays to watch metabolism too."], size=22)
    pen.text(MARGIN, 402, "Clin Infect Dis 2017, 65: 764", 16, "italic", GREY)


@deck.slide("Take home")
def _(pen):
    takeaways(pen, [
        "Type 2 immunity is part of **normal fat tissue**, with or without worms.",
        "Losing worms may cost some insulin sensitivity **in those who had them**.",
        "Ask of each claim: mouse, molecule, cross-section, cohort or **trial**?",
        "Eosinophils and glucose: Science 2011, 332: 243."], size=22)
