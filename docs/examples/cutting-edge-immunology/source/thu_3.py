"""Thursday 3: metabolomics and isotope tracing."""

from deck import Deck
from layouts import caption, legend, points, takeaways
from plots import Axes, schematic
from shapes import arrow
from theme import AMBER, CRIMSON, GREY, INDIGO, INK, TEAL, WHITE, tint

deck = Deck("thu-3", day=3, number=3, title="Follow the carbon",
            subtitle="Metabolomics and stable-isotope tracing in immune cells")


def carbons(pen, x, y, labelled, count):
    """A row of carbon atoms, the labelled ones filled."""
    for index in range(count):
        hot = index in labelled
        pen.circle(x + index * 24, y, 9.5, CRIMSON if hot else GREY, 1.8,
                   CRIMSON if hot else WHITE)


@deck.slide("A pool that stands still may hide a flood")
def _(pen):
    for left, flow, words in ((90, 5, "slow in, slow out"), (450, 20, "fast in, fast out")):
        pen.rect(left, 214, 220, 82, None, 0, tint(TEAL, 0.42))
        pen.path([(left, 150), (left, 296), (left + 220, 296), (left + 220, 150)], INK, 3.4)
        arrow(pen, left + 50, 104, left + 50, 206, TEAL, flow, 14 + flow)
        arrow(pen, left + 220, 276, left + 290, 276, TEAL, flow, 14 + flow)
        pen.text(left + 122, 262, "pool", 20, "bold", align="center")
        pen.text(left + 110, 330, words, 20, "bold", align="center")
    caption(pen, "The level is a **concentration**; the stream is a **flux**. Only a tracer sees "
                 "the stream.", 348, 21)


@deck.slide("Where six labelled carbons go")
def _(pen):
    rows = [(58, 126, "glucose", 6, range(6), "M+6"), (58, 210, "pyruvate", 3, range(3), "M+3"),
            (58, 294, "lactate", 3, range(3), "M+3"),
            (360, 210, "acetyl-CoA", 2, range(2), "M+2"),
            (580, 210, "citrate", 6, range(2), "M+2"),
            (360, 304, "oxaloacetate", 4, range(3), "M+3")]
    for x, y, name, count, hot, shift in rows:
        pen.text(x - 10, y - 18, name, 19, "bold")
        carbons(pen, x, y, hot, count)
        pen.text(x + count * 24 - 4, y + 6, shift, 17, "bold", CRIMSON)
    arrow(pen, 94, 142, 94, 172, GREY)
    arrow(pen, 94, 226, 94, 256, GREY)
    arrow(pen, 196, 210, 342, 210, TEAL)
    arrow(pen, 462, 210, 562, 210, TEAL)
    arrow(pen, 196, 224, 342, 294, INDIGO)
    pen.text(268, 200, "PDH, − CO₂", 17, "bold", TEAL, "center")
    pen.text(216, 286, "PC, + CO₂", 17, "bold", INDIGO, "center")
    pen.text(512, 200, "+ OAA", 17, "bold", TEAL, "center")
    caption(pen, "From uniformly ¹³C-labelled glucose: citrate M+2 came in through pyruvate "
                 "dehydrogenase; M+3 through pyruvate carboxylase; M+5 through both.", 344, 19)


@deck.slide("Reading a mass isotopologue distribution")
def _(pen):
    axes = Axes(pen, 100, 98, 440, 232, (0, 7), (0, 80))
    axes.yticks([(0, "0"), (20, "20"), (40, "40"), (60, "60"), (80, "80")])
    resting = [70, 3, 18, 3, 4, 1, 1]
    active = [38, 4, 34, 7, 11, 4, 2]
    for index in range(7):
        axes.bar(index + 0.33, 0.3, resting[index], INDIGO)
        axes.bar(index + 0.67, 0.3, active[index], AMBER)
        axes.note(index + 0.5, -8, f"M+{index}", size=16, align="center")
    axes.turned(48, 214, "% of citrate", 17)
    legend(pen, 566, 108, [(INDIGO, "resting"), (AMBER, "activated")], 19, 30)
    pen.para(566, 186, "The bars add up to 100 %. More M+2: more glucose carbon enters. M+4: "
                       "a **second turn** of the cycle.", 190, 20)
    schematic(pen)


@deck.slide("A design that can be interpreted")
def _(pen):
    points(pen, ["**Which tracer?** ¹³C₆-glucose for entry, ¹³C₅-glutamine for the cycle and "
                 "reductive carboxylation, ²H-glucose for NADPH.",
                 "**How long?** Glycolysis: minutes. Krebs cycle: hours. Lipids: a day.",
                 "**Which medium?** Plasma-like; dialysed serum brings no cold glucose.",
                 "**Stop at once:** cold solvent within seconds, then correct for natural ¹³C, "
                 "1.1 % of all carbon."], size=22, gap=12)


@deck.slide("Take home")
def _(pen):
    takeaways(pen, [
        "Concentration, enrichment and flux are **three different numbers**.",
        "The mass shift tells the route: **M+2 by PDH, M+3 by carboxylase**.",
        "Tracer, time, medium and quenching decide before the machine does.",
        "A good map for the road: Cell 2018, 173: 822."], size=22)
