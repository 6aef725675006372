"""Thursday 1: macrophage metabolism, succinate and itaconate."""

from math import cos, radians, sin

from chem import molecule
from deck import Deck
from layouts import caption, legend, numbered, points, question, reading, takeaways
from plots import Axes, schematic, smooth
from shapes import arrow, bent, blocks, box, cell, mitochondrion, table
from theme import AMBER, CRIMSON, GREEN, GREY, INDIGO, INK, MARGIN, PAPER, TEAL, WHITE, tint

deck = Deck("thu-1", day=3, number=1, title="The broken Krebs cycle",
            subtitle="Succinate and itaconate: how a macrophage turns metabolites into "
                     "signals, and back into calm")

STATIONS = ["citrate", "isocitrate", "α-ketoglutarate", "succinyl-CoA", "succinate", "fumarate",
            "malate", "oxaloacetate"]


def krebs(pen, x, y, rx, ry, broken=(), size=17):
    """The cycle with its eight stations; `broken` names the steps, by index, drawn as gaps."""
    def place(turn):
        return x + rx * cos(radians(turn)), y + ry * sin(radians(turn))
    for index in range(8):
        start, color = -90 + index * 45, CRIMSON if index in broken else TEAL
        angles = [start + 45 * step / 12 for step in range(13)]
        pen.path([place(a) for a in angles], color, 3, dash=[2, 6] if index in broken else None)
        pen.head(place(start + 24), place(start + 27), color, 12)
    for index, name in enumerate(STATIONS):
        px, py = place(-90 + index * 45)
        width = 14 + 8.6 * len(name) * size / 16
        hot = name in ("citrate", "succinate") and broken
        pen.rect(px - width / 2, py - 16, width, 32, CRIMSON if hot else TEAL, 1.6,
                 tint(CRIMSON, 0.16) if hot else PAPER, 8)
        pen.text(px, py + size * 0.36, name, size, "bold", INK, "center")


@deck.slide("Three questions for this lecture")
def _(pen):
    numbered(pen, [
        "Where does the Krebs cycle **break** when a macrophage meets LPS, and what piles up?",
        "How does succinate, a fuel, become an **alarm**?",
        "How does itaconate, made at the same place, become the **brake**?"])


@deck.slide("Not two kinds of macrophage: a field")
def _(pen):
    for index in range(60):
        share = index / 59
        color = tint(CRIMSON, 1 - 1.8 * share) if share < 0.5 else tint(INDIGO, 1.8 * share - 0.8)
        pen.rect(MARGIN + index * 11.8, 176, 12.2, 34, None, 0, color)
    for x, color in ((120, CRIMSON), (400, GREY), (680, INDIGO)):
        cell(pen, x, 132, 30, color, 0.45)
    rows = [(MARGIN, "left", CRIMSON, "LPS + IFN-γ", "glycolysis, broken cycle", "NO, IL-1β"),
            (400, "center", GREY, "tissue-resident", "local fuel, local tasks", "upkeep"),
            (754, "right", INDIGO, "IL-4", "oxidation, whole cycle", "repair, arginase")]
    for x, align, color, name, fuel, makes in rows:
        pen.text(x, 244, name, 21, "bold", color, align)
        pen.text(x, 271, fuel, 18, align=align)
        pen.text(x, 296, makes, 18, align=align)
    caption(pen, "‘M1’ and ‘M2’ are two corners of the dish. This lecture stays near the left "
                 "corner, because there the chemistry is clearest.", 328, 20)


@deck.slide("LPS breaks the cycle in two places")
def _(pen):
    krebs(pen, 290, 248, 186, 132, broken=(1, 4))
    pen.text(290, 244, "what cannot go on", 19, "bold", CRIMSON, "center")
    pen.text(290, 269, "piles up", 19, "bold", CRIMSON, "center")
    pen.para(576, 104, "**Break 1:** isocitrate dehydrogenase falls. **Citrate** rises.\n\n"
                       "**Break 2:** succinate dehydrogenase is held back. **Succinate** rises.",
             184, 20)


@deck.slide("Citrate leaves, and is put to work")
def _(pen):
    mitochondrion(pen, MARGIN, 150, 150, 84, TEAL)
    pen.text(121, 262, "mitochondrion", 17, "bold", TEAL, "center")
    arrow(pen, 196, 192, 258, 192, CRIMSON, 3)
    pen.text(227, 178, "carrier", 16, "italic", GREY, "center")
    box(pen, 258, 170, 96, 44, "citrate", CRIMSON, 20)
    arrow(pen, 354, 192, 426, 192)
    pen.text(389, 178, "ACLY", 17, "bold", GREY, "center")
    box(pen, 426, 170, 122, 44, "acetyl-CoA", CRIMSON, 19)
    for y, name in ((112, "fatty acids"), (172, "prostaglandins"), (232, "histone acetylation")):
        arrow(pen, 548, 192, 582, y + 14)
        pen.text(588, y + 20, name, 17, "bold")
    bent(pen, (121, 272), (140, 322), (240, 310), (322, 310), INDIGO)
    box(pen, 322, 288, 120, 44, "itaconate", INDIGO, 20, solid=True)
    pen.text(200, 336, "cis-aconitate, ACOD1", 17, "bold", INDIGO, "center")
    caption(pen, "One station feeds alarm and brake: ACOD1, also called IRG1, takes cis-aconitate "
                 "out of the cycle and splits off CO₂.", 354, 18)


@deck.slide("Succinate becomes an alarm")
def _(pen):
    box(pen, MARGIN, 158, 124, 48, "succinate", CRIMSON, 20, solid=True)
    box(pen, 250, 104, 110, 46, "SDH", TEAL, 20)
    arrow(pen, 170, 172, 250, 134)
    box(pen, 424, 104, 138, 46, "mito. ROS", AMBER, 20)
    arrow(pen, 360, 127, 424, 127)
    pen.text(392, 100, "RET", 16, "bold", GREY, "center")
    box(pen, 250, 216, 110, 46, "PHD", TEAL, 20)
    blocks(pen, 170, 194, 240, 228, CRIMSON)
    box(pen, 438, 216, 120, 46, "HIF-1α", INDIGO, 20)
    blocks(pen, 360, 239, 428, 239, CRIMSON)
    arrow(pen, 496, 150, 496, 216)
    box(pen, 638, 216, 112, 46, "IL-1β", CRIMSON, 21, solid=True)
    arrow(pen, 558, 239, 638, 239)
    pen.text(572, 132, "reverse electron transport", 15, "italic", GREY)
    caption(pen, "Two arms, one end: SDH pushes electrons **backwards** into complex I, and "
                 "succinate inhibits the enzymes that mark HIF-1α for destruction. HIF-1α "
                 "transcribes Il1b.",
            288, 20)


@deck.slide("One burst, two metabolites")
def _(pen):
    axes = Axes(pen, 104, 98, 436, 230, (0, 24), (0, 100))
    axes.xticks([(0, "0"), (6, "6"), (12, "12"), (18, "18"), (24, "24")])
    axes.line(smooth([(0, 8), (3, 18), (6, 44), (10, 58), (16, 52), (24, 40)]), CRIMSON, 4)
    axes.line(smooth([(0, 1), (3, 6), (6, 34), (10, 78), (14, 92), (18, 86), (24, 60)]), INDIGO, 4)
    axes.line(smooth([(0, 2), (3, 42), (5, 62), (9, 50), (14, 28), (24, 8)]), GREY, 3, [6, 5])
    axes.titles("hours after LPS", "amount in the cell")
    legend(pen, 566, 104, [(INDIGO, "itaconate"), (CRIMSON, "succinate"), (GREY, "Il1b mRNA")],
           19, 32)
    pen.para(566, 216, "In mouse macrophages itaconate reaches **millimolar** amounts; in human "
                       "cells far less.", 190, 20)
    schematic(pen)


ACID = {"o1": (-.87, -.5, "O"), "c1": (0, 0, ""), "o2": (0, 1, "OH"), "c2": (.87, -.5, ""),
        "c3": (1.73, 0, ""), "c4": (2.6, -.5, ""), "o3": (2.6, -1.5, "O"), "o4": (3.6, 0, "OH")}
ACID_BONDS = ["c1=o1", "c1-o2", "c1-c2", "c2-c3", "c3-c4", "c4=o3", "c4-o4"]


@deck.slide("So alike, and one CH₂ apart")
def _(pen):
    for left, name, color in ((MARGIN, "succinic acid", CRIMSON), (412, "itaconic acid", INDIGO)):
        pen.rect(left, 94, 342, 216, color, 1.6, WHITE, 10)
        pen.text(left + 18, 126, name, 22, "bold", color)
    molecule(pen, 140, 220, 50, ACID, ACID_BONDS, size=19, width=2.6)
    molecule(pen, 506, 208, 50, ACID, ACID_BONDS, size=19, width=2.6)
    c3 = (506 + 1.73 * 50, 208)
    for shift in (-3, 3):
        pen.path([(c3[0] + shift, c3[1]), (c3[0] + shift, c3[1] + 46)], INDIGO, 3)
    pen.text(c3[0], c3[1] + 69, "CH₂", 19, "bold", INDIGO, "center")
    caption(pen, "The same two carboxylates fit the pocket of succinate dehydrogenase. The extra "
                 "C=C, next to a carboxyl, also makes a mild **electrophile**.", 326, 20)


@deck.slide("Brake 1: itaconate in SDH's pocket")
def _(pen):
    axes = Axes(pen, 104, 98, 400, 226, (0, 10), (0, 100))
    for inhibitor, color in ((0, TEAL), (1, AMBER), (4, INDIGO)):
        axes.line([(s / 10, 100 * (s / 10) / (1 + inhibitor + s / 10)) for s in range(101)],
                  color, 4)
    axes.titles("succinate / Km", "SDH rate, % of Vmax", drop=46)
    axes.xticks([(0, "0"), (2, "2"), (4, "4"), (6, "6"), (8, "8"), (10, "10")])
    pen.text(540, 118, "itaconate / Ki", 18, "bold")
    legend(pen, 540, 132, [(TEAL, "0"), (AMBER, "1"), (INDIGO, "4")], 18, 28)
    pen.para(540, 228, "A competitive inhibitor: **less ROS** by reverse transport, and still more "
                       "succinate. The alarm's cable is cut, not its source.", 214, 19)
    pen.text(754, 402, "Computed: v = Vmax·S / (Km(1 + I/Ki) + S)", 14, "italic", GREY, "right")


@deck.slide("Brake 2: a handshake with cysteine")
def _(pen):
    box(pen, MARGIN, 116, 164, 62, "KEAP1\nCys151–SH", TEAL, 18)
    pen.text(232, 154, "+", 26, "bold", GREY, "center")
    box(pen, 256, 116, 132, 62, "itaconate\nC=CH₂", INDIGO, 18)
    arrow(pen, 398, 147, 452, 147)
    box(pen, 456, 116, 298, 62, "KEAP1 Cys–S–CH₂–itaconate", CRIMSON, 18)
    arrow(pen, 605, 178, 605, 228)
    box(pen, 510, 228, 190, 46, "NRF2 is set free", GREEN, 20)
    arrow(pen, 510, 251, 424, 251, GREEN)
    box(pen, 182, 228, 242, 46, "antioxidant programme", GREEN, 19)
    caption(pen, "A Michael addition. Also hit: ATF3 is induced and IκBζ falls, so that late "
                 "genes such as Il6 stay low; GAPDH, aldolase and NLRP3 are reported too.", 298, 20)


@deck.slide("Read the label: which itaconate was it?")
def _(pen):
    table(pen, MARGIN, 98, [212, 248, 248], ["Compound", "enters by", "behaves like"], [
        ["itaconate", "carriers, slowly", "weak electrophile"],
        ["4-octyl itaconate", "diffusion", "strong electrophile"],
        ["dimethyl itaconate", "diffusion", "strong, not cleaved"],
        ["Acod1 deletion", "nothing enters", "loss of the real one"]], 19, 42)
    caption(pen, "Esters activate NRF2 strongly; itaconate itself hardly does. A claim about the "
                 "metabolite needs the **deletion**, not only the ester.", 326, 20)


@deck.slide("Itaconate as a weapon")
def _(pen):
    box(pen, MARGIN, 108, 130, 48, "acetyl-CoA", AMBER, 19)
    box(pen, 316, 108, 190, 48, "glyoxylate shunt", AMBER, 19)
    box(pen, 606, 108, 148, 48, "sugar, growth", AMBER, 19)
    arrow(pen, 176, 132, 316, 132)
    arrow(pen, 506, 132, 606, 132)
    box(pen, 346, 206, 130, 44, "itaconate", INDIGO, 20, solid=True)
    blocks(pen, 411, 206, 411, 166, CRIMSON, 3)
    pen.text(430, 188, "isocitrate lyase", 17, "italic", GREY)
    points(pen, ["Mycobacterium tuberculosis and Salmonella live on fat in the phagosome and "
                 "need this shunt; mice without Acod1 die of tuberculosis.",
                 "Pseudomonas and Yersinia carry genes that **eat itaconate**."],
           y=270, size=20, gap=8)


@deck.slide("The other corner: IL-4 and arginine")
def _(pen):
    box(pen, 330, 100, 140, 46, "arginine", INK, 20, solid=True)
    arrow(pen, 356, 146, 236, 204, CRIMSON, 3)
    arrow(pen, 444, 146, 564, 204, INDIGO, 3)
    pen.text(236, 170, "iNOS", 20, "bold", CRIMSON, "center")
    pen.text(572, 170, "arginase 1", 20, "bold", INDIGO, "center")
    box(pen, 110, 206, 230, 46, "NO + citrulline", CRIMSON, 20)
    box(pen, 460, 206, 230, 46, "ornithine + urea", INDIGO, 20)
    pen.text(225, 280, "kills; stops respiration", 18, align="center")
    pen.text(575, 280, "polyamines, collagen", 18, align="center")
    caption(pen, "NO is one reason why the broken cycle stays broken. Most of this is **mouse** "
                 "knowledge: human macrophages in culture make little NO, so ask again for each "
                 "species.", 306, 20)


@deck.slide("Your turn", dark=True)
def _(pen):
    question(pen, "LPS-treated macrophages without ACOD1: what do you expect after 24 hours?",
             ["less succinate, more ROS, more IL-1β", "more succinate, less ROS, less IL-1β",
              "no change: itaconate is a by-product", "no Krebs cycle at all"],
             "Vote, then draw the arrow that decided it.")


@deck.slide("Take home")
def _(pen):
    takeaways(pen, [
        "Breaks in the cycle are **decisions**: citrate and succinate pile up and signal.",
        "Succinate, through SDH and HIF-1α, drives **IL-1β**.",
        "Itaconate brakes twice: **competes** at SDH, **alkylates** sensors.",
        "Check the compound, the dose and the **species** before you generalise."], size=22)


@deck.slide("Further reading")
def _(pen):
    reading(pen, [
        ("ACOD1 makes itaconate", "PNAS 2013, 110: 7820"),
        ("Succinate, HIF-1α and IL-1β", "Nature 2013, 496: 238"),
        ("Two breaks in the cycle", "Immunity 2015, 42: 419"),
        ("Itaconate inhibits SDH", "Cell Metabolism 2016, 24: 158"),
        ("KEAP1 and ATF3–IκBζ", "Nature 2018, 556: 113 and 501"),
        ("Itaconate and its derivatives compared", "Nature Metabolism 2020, 2: 594")], 18, 5)
