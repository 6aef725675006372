"""Tuesday 2: mass cytometry."""

from math import cos, exp, pi, sin, sqrt

from deck import Deck
from layouts import caption, takeaways
from plots import Axes, schematic
from shapes import arrow, box, table
from theme import AMBER, CRIMSON, GREEN, GREY, INDIGO, MARGIN, TEAL, tint

deck = Deck("tue-2", day=1, number=2, title="Forty colours without colour",
            subtitle="Mass cytometry: from metal-tagged antibodies to a map of immune cells")


@deck.slide("Why metals? Dyes overlap, isotopes do not")
def _(pen):
    hues = [INDIGO, TEAL, GREEN, AMBER, CRIMSON]
    dyes = Axes(pen, 60, 128, 320, 164, (450, 750), (0, 1.1))
    for index, color in enumerate(hues):
        peak = 505 + index * 42
        dyes.line([(w, exp(-((w - peak) / (20 if w < peak else 42)) ** 2)) for w in
                   range(452, 749, 4)], color, 3)
    dyes.titles("wavelength, nm", drop=28)
    masses = Axes(pen, 434, 128, 320, 164, (140, 176), (0, 1.1))
    for index in range(33):
        masses.bar(142 + index, 0.5, 0.55 + 0.4 * abs(sin(index * 1.7)), hues[index % 5])
    masses.titles("mass, Da", drop=28)
    pen.text(60, 114, "fluorescence", 19, "bold")
    pen.text(434, 114, "time of flight", 19, "bold")
    caption(pen, "About 40–50 markers on one cell, no autofluorescence, spill-over of a few per "
                 "cent at most. The price: cells are burned, and counted at some hundreds a "
                 "second.",
            336, 18)
    schematic(pen, y=406)


@deck.slide("The path of one cell")
def _(pen):
    steps = [("stained\ncell", TEAL), ("droplet", TEAL), ("argon\nplasma", CRIMSON),
             ("ion\nfilter", INDIGO), ("time of\nflight", INDIGO)]
    for index, (name, color) in enumerate(steps):
        x = MARGIN + index * 148
        box(pen, x, 120, 116, 76, name, color, 21, solid=index == 2)
        if index:
            arrow(pen, x - 32, 158, x, 158, GREY, 3)
    notes = ["antibodies with chelated lanthanides", "nebulised, one cell each",
             "about 7000 K: only atomic ions stay", "light ions of the cell leave",
             "one spectrum every 13 µs"]
    for index, words in enumerate(notes):
        pen.para(MARGIN + index * 148, 210, words, 128, 18)
    caption(pen, "A cell is a cloud of ions that lasts some 300 µs: about twenty spectra are added "
                 "up to one **event**.", 334, 20)


@deck.slide("Before the data: a panel that works")
def _(pen):
    table(pen, MARGIN, 98, [236, 472], ["Step", "why"], [
        ["weak marker", "goes on the most sensitive mass, around 160–170"],
        ["iridium", "binds DNA: finds nucleated cells and doublets"],
        ["cisplatin", "enters dead cells: leave them out"],
        ["barcodes (palladium)", "twenty samples stained in one tube"],
        ["beads", "correct the drift of the instrument"]], 19, 40)
    caption(pen, "Freeze one donor's cells in many vials: the **same anchor** in every batch tells "
                 "biology from the Tuesday effect.", 352, 20)


@deck.slide("From forty axes to a map")
def _(pen):
    groups = [(150, 196, 44, 96, TEAL, "CD4 T"), (268, 168, 34, 64, INDIGO, "CD8 T"),
              (400, 206, 30, 60, CRIMSON, "B"), (252, 316, 40, 84, AMBER, "monocytes"),
              (418, 336, 24, 40, GREEN, "NK")]
    pen.rect(MARGIN, 94, 456, 300, tint(GREY, 0.4), 1.2)
    for x, y, radius, count, color, name in groups:
        for index in range(count):
            far = radius * sqrt((index + 0.5) / count)
            turn = index * pi * (3 - sqrt(5)) + 0.4 * sin(index * 12.9)
            pen.circle(x + far * cos(turn) * 1.25, y + far * sin(turn), 2.6, None, 0, color)
        pen.text(x, y - radius - 8, name, 18, "bold", color, "center")
    pen.para(526, 98, "t-SNE, UMAP and HSNE keep **neighbours** together.\n\nThey do not keep "
                      "distances, sizes or densities: test differences on **counts per donor**, "
                      "not on the picture.", 230, 20)
    schematic(pen)


@deck.slide("Take home")
def _(pen):
    takeaways(pen, [
        "Isotopes instead of dyes: **many markers, little overlap**, slow and destructive.",
        "Anchors, barcodes and beads make batches comparable.",
        "A map shows neighbours; **statistics go on donors**.",
        "Start here: Anal Chem 2009, 81: 6813; Science 2011, 332: 687."], size=22)
