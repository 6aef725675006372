"""Monday 1: glycans and bioorthogonal chemistry."""

from math import log10

from chem import molecule, ring, ring_bonds
from deck import Deck
from layouts import caption, numbered, points, question, reading, takeaways
from plots import Axes
from shapes import arrow, blocks, box, cell, chain, label_in, membrane, sugar, table
from theme import CRIMSON, GREEN, GREY, INDIGO, INK, MARGIN, TEAL, WHITE, tint

deck = Deck("mon-1", day=0, number=1, title="Sugars on the surface",
            subtitle="Glycans in immune recognition, and the bioorthogonal chemistry "
                     "that lets us see and change them")


@deck.slide("Three questions for this lecture")
def _(pen):
    numbered(pen, [
        "Which immune decisions are made by **reading sugars**, and who does the reading?",
        "How can two chemical groups find **only each other** in a living cell?",
        "What does a labelling experiment need before you may **believe its result**?"])


@deck.slide("Every cell wears a coat of sugars")
def _(pen):
    for x in (96, 236, 376, 516, 656):
        pen.path([(x, 300), (x, 240)], GREY, 7)
    membrane(pen, MARGIN, 296, 708)
    for x in (96, 376, 656):
        trunk = [(x, 240, "GlcNAc"), (x, 215, "GlcNAc"), (x, 190, "Man")]
        for side in (-1, 1):
            chain(pen, [(x, 190, "Man"), (x + side * 26, 168, "Man"),
                        (x + side * 26, 143, "GlcNAc"), (x + side * 26, 118, "Gal"),
                        (x + side * 26, 92, "Neu5Ac")])
        chain(pen, trunk)
    for x in (236, 516):
        chain(pen, [(x, 240, "GalNAc"), (x, 213, "Gal"), (x, 186, "Neu5Ac")])
    pen.text(156, 282, "N-glycan", 16, "bold", GREY, "center")
    pen.text(296, 282, "O-glycan", 16, "bold", GREY, "center")
    caption(pen, "Most proteins on a cell's surface carry sugars. Another cell, a virus or a "
                 "lectin meets this coat, the **glycocalyx**, first.", 344, 20)


@deck.slide("How to read a glycan")
def _(pen):
    x, y = 92, 240
    for side in (-1, 1):
        chain(pen, [(x + 110, y, "Man"), (x + 160, y + side * 46, "Man"),
                    (x + 215, y + side * 46, "GlcNAc"), (x + 270, y + side * 46, "Gal"),
                    (x + 325, y + side * 46, "Neu5Ac")])
    chain(pen, [(x, y, "GlcNAc"), (x, y - 52, "Fuc")])
    chain(pen, [(x, y, "GlcNAc"), (x + 55, y, "GlcNAc"), (x + 110, y, "Man")])
    pen.path([(x, y), (x - 34, y)], INK, 2)
    sugar(pen, x, y, "GlcNAc")
    pen.text(x - 40, y + 28, "Asn", 17, "bold")
    pen.text(x + 140, y + 112, "A complex biantennary N-glycan", 17, "bold", align="center")
    names = [("GlcNAc", "N-acetylglucosamine"), ("Man", "mannose"), ("Gal", "galactose"),
             ("GalNAc", "N-acetylgalactosamine"), ("Fuc", "fucose"),
             ("Neu5Ac", "sialic acid (Neu5Ac)")]
    for index, (key, name) in enumerate(names):
        sugar(pen, 494, 112 + index * 42, key, 12)
        pen.text(520, 119 + index * 42, name, 19)
    caption(pen, "No template encodes this tree: it is written by the enzymes, and the sugar "
                 "donors, that the cell has at that moment.", 362, 18)


@deck.slide("Who reads the sugars?")
def _(pen):
    table(pen, MARGIN, 98, [180, 262, 266], ["Lectin", "reads", "and then"], [
        ["Siglecs", "sialic acids", "damp signalling (ITIM)"],
        ["Galectins", "β-galactosides", "cross-link receptors"],
        ["DC-SIGN", "mannose, fucose", "take up the antigen"],
        ["Selectins", "sialyl Lewis x", "let leukocytes roll"],
        ["MBL, ficolins", "microbial sugar patterns", "start complement"]], 19, 40)
    caption(pen, "Single contacts are weak, often millimolar. Strength comes from **many contacts "
                 "at once**: avidity.", 352, 20)


@deck.slide("Sialic acid says: this is self")
def _(pen):
    pen.circle(40, 245, 120, TEAL, 2.4, tint(TEAL, 0.14))
    pen.circle(440, 245, 112, INDIGO, 2.4, tint(INDIGO, 0.14))
    pen.text(96, 252, "Target", 19, "bold", align="center")
    pen.text(470, 190, "NK cell or", 19, "bold", align="center")
    pen.text(470, 214, "macrophage", 19, "bold", align="center")
    for dy in (-26, 0, 26):
        chain(pen, [(160 - (6 if dy else 0), 245 + dy, "Gal"), (188, 245 + dy, "Neu5Ac")])
    for dy in (-26, 0, 26):
        pen.arc(224, 245 + dy, 13, 80, 200, INDIGO, 4)
    pen.path([(212, 245), (348, 245)], INDIGO, 5)
    pen.path([(213, 219), (250, 245), (213, 271)], INDIGO, 4)
    pen.text(284, 234, "Siglec", 18, "bold", INDIGO, "center")
    box(pen, 348, 229, 62, 32, "ITIM", INDIGO, 17, solid=True)
    box(pen, 424, 229, 104, 32, "SHP-1/2", INDIGO, 17)
    arrow(pen, 410, 245, 424, 245, INDIGO, head=8)
    blocks(pen, 476, 262, 476, 290, CRIMSON)
    pen.text(466, 318, "activation", 18, "bold", CRIMSON, "center")
    pen.para(586, 120, "Tyrosine phosphatases at the ITIM undo the signals of activating "
                       "receptors.\n\nMany tumours add **more** sialic acid and so borrow "
                       "this brake.", 176, 19)


@deck.slide("Bioorthogonal: what the word demands")
def _(pen):
    pen.circle(176, 200, 22, INK, 2, tint(TEAL, 0.8))
    pen.path([(176, 222), (176, 308)], TEAL, 7)
    label_in(pen, 96, 312, 160, 60, "handle\non the glycan", 18)
    pen.arc(176, 188, 37, 180, 180, CRIMSON, 9)
    pen.path([(176, 151), (176, 136)], CRIMSON, 7)
    pen.circle(176, 116, 24, CRIMSON, 2, tint(CRIMSON, 0.5))
    pen.text(212, 123, "dye", 18, "bold")
    points(pen, ["They react with **each other**, not with thiols, amines or water",
                 "At pH 7.4, 37 °C, in water",
                 "Fast at **micromolar** concentration",
                 "Handle small enough for the enzymes to miss",
                 "Not toxic, and no toxic by-product"], x=318, y=100, width=436, size=22, gap=10)


@deck.slide("The cell installs the handle itself")
def _(pen):
    pen.rect(196, 96, 558, 238, TEAL, 2.4, tint(TEAL, 0.07), 40)
    box(pen, MARGIN, 150, 122, 58, "Ac₄ManNAz\noutside", CRIMSON, 17)
    steps = [(222, "ManNAz"), (378, "Sia9NAz"), (548, "CMP-SiaNAz")]
    for x, label in steps:
        box(pen, x, 158, 150 if x == 548 else 112, 42, label, TEAL, 18)
    arrow(pen, 168, 179, 222, 179)
    arrow(pen, 334, 179, 378, 179)
    arrow(pen, 490, 179, 548, 179)
    pen.text(278, 142, "esterases", 16, "italic", GREY, "center")
    pen.text(436, 142, "kinase, synthase", 16, "italic", GREY, "center")
    pen.text(623, 142, "nucleus", 16, "italic", GREY, "center")
    box(pen, 548, 258, 150, 42, "Golgi", TEAL, 18)
    arrow(pen, 623, 200, 623, 258)
    box(pen, MARGIN, 250, 122, 58, "SiaNAz on\nthe surface", CRIMSON, 17)
    arrow(pen, 548, 279, 168, 279, CRIMSON)
    pen.text(372, 266, "SiaNAz joins glycoproteins", 17, "italic", GREY, "center")
    caption(pen, "The acetyl groups carry the sugar through the membrane; the enzymes of sialic "
                 "acid synthesis tolerate the azide. After a day the surface is clickable.",
            352, 18)


@deck.slide("Four reactions worth knowing")
def _(pen):
    tops = [("Staudinger", "azide + phosphine"), ("CuAAC", "azide + alkyne, Cu(I)"),
            ("SPAAC", "azide + cyclooctyne"), ("Tetrazine", "tetrazine + TCO")]
    for index, (name, pair) in enumerate(tops):
        left, top = MARGIN + (index % 2) * 360, 92 + (index // 2) * 156
        pen.rect(left, top, 348, 146, tint(TEAL, 0.5), 1.4, WHITE, 8)
        pen.text(left + 14, top + 27, name, 19, "bold", TEAL)
        pen.text(left + 334, top + 27, pair, 16, color=GREY, align="right")
    azide = {"r": (0, 0, "R"), "a": (1, 0, "N"), "b": (2, 0, "N⁺"), "c": (3, 0, "N⁻")}
    n3 = ["r-a", "a=b", "b=c"]
    for left, top in ((70, 186), (430, 186), (70, 342)):
        molecule(pen, left, top, 36, azide, n3)
    molecule(pen, 314, 180, 40, {"p": (0, 0, "P"), "x": (-.86, .5, "Ph"), "y": (.86, .5, "Ph"),
                                 "z": (0, -.95, "Ar")}, ["p-x", "p-y", "p-z"])
    molecule(pen, 610, 186, 44, {"a": (0, 0, "H"), "b": (.9, 0, ""), "c": (1.8, 0, ""),
                                 "d": (2.7, 0, "R")}, ["a-b", "b#c", "c-d"])
    octyne = ring(8, 1.1, -67.5)
    molecule(pen, 314, 332, 36, octyne, ring_bonds(8, {7: "#"}))
    tetrazine = ring(6, 1, 0, {1: "N", 2: "N", 4: "N", 5: "N"})
    tetrazine |= {"t": (1.9, 0, "R"), "u": (-1.9, 0, "H")}
    molecule(pen, 496, 334, 32, tetrazine,
             ring_bonds(6, {0: "=", 2: "-", 1: "-", 3: "="}) + ["r0-t", "r3-u"])
    octene = {"a": (-.6, -.2, ""), "b": (.3, .25, ""), "c": (.9, -.6, ""), "d": (1.75, -.2, ""),
              "e": (1.9, .8, ""), "f": (1.15, 1.45, ""), "g": (.2, 1.5, ""), "h": (-.6, .85, "")}
    molecule(pen, 636, 318, 34, octene,
             ["a=b", "b-c", "c-d", "d-e", "e-f", "f-g", "g-h", "h-a"])
    for x, y in ((226, 186), (578, 186), (226, 342), (587, 342)):
        pen.text(x, y, "+", 26, "bold", GREY, "center")


@deck.slide("Rate decides what an experiment can do")
def _(pen):
    axes = Axes(pen, 214, 96, 520, 208, (-3, 6), (0, 4))
    axes.xticks([(-2, "0.01"), (0, "1"), (2, "100"), (4, "10⁴"), (6, "10⁶")])
    rows = [("Staudinger", .002, .003, GREY), ("SPAAC", .1, 1, INDIGO),
            ("CuAAC", 10, 200, CRIMSON), ("Tetrazine + TCO", 1e3, 1e6, TEAL)]
    for index, (name, low, high, color) in enumerate(rows):
        level = 3.5 - index
        (x1, y), (x2, _) = axes.at(log10(low), level), axes.at(log10(high), level)
        pen.path([(axes.x, y), (x1, y)], tint(GREY, 0.35), 1.2, dash=[2, 4])
        pen.rect(x1, y - 15, max(x2 - x1, 12), 30, None, 0, color, 6)
        pen.text(204, y + 6, name, 17, "bold", align="right")
    axes.titles("second-order rate constant, M⁻¹ s⁻¹ (logarithmic)")
    caption(pen, "Typical orders of magnitude from the literature. CuAAC depends on how much "
                 "copper and ligand is present.", 364, 16)


@deck.slide("From rate constant to waiting time")
def _(pen):
    pen.text(MARGIN, 120, "With the probe in excess:   t½ = ln 2 / (k · [probe])", 22, "bold")
    table(pen, MARGIN, 140, [236, 236, 236], ["Reaction", "k  (M⁻¹ s⁻¹)", "t½ at 50 µM"], [
        ["Staudinger", "0.002", "80 days"], ["SPAAC", "0.3", "13 hours"],
        ["CuAAC", "10", "23 minutes"], ["Tetrazine + TCO", "10 000", "1.4 seconds"]], 20, 40)
    caption(pen, "Computed. The slow reactions need millimolar probe; at the low doses that "
                 "reach tissue **in a living animal**, the tetrazine still keeps up.", 354, 20)


@deck.slide("What immunologists do with it")
def _(pen):
    columns = [("See", TEAL, "Feed the sugar, wait, click, image: the sialic acid made since "
                             "activation."),
               ("Follow", INDIGO, "Antigen with an azide is still found after a dendritic cell "
                                  "has digested it."),
               ("Change", CRIMSON, "Antibody plus sialidase strips the tumour cell: the Siglec "
                                   "brake lets go.")]
    for index, (name, color, words) in enumerate(columns):
        left = MARGIN + index * 242
        pen.rect(left, 94, 224, 304, color, 1.6, tint(color, 0.08), 10)
        pen.text(left + 18, 132, name, 28, "display", color)
        pen.para(left + 18, 146, words, 196, 20)
    cell(pen, 158, 322, 42, TEAL)
    for turn in range(10):
        pen.arc(158, 322, 52, turn * 36, 8, GREEN, 9)
    cell(pen, 400, 322, 48, INDIGO, 0.34)
    for dx, dy in ((-30, -12), (-22, 24), (8, -34), (28, 20), (31, -10), (4, 33)):
        pen.rect(400 + dx - 5, 322 + dy - 5, 10, 10, None, 0, CRIMSON, 2)
    pen.path([(642, 366), (642, 316)], CRIMSON, 9)
    for side in (-1, 1):
        pen.path([(642, 316), (642 + side * 34, 276)], CRIMSON, 9)
    pen.circle(642, 366, 13, INK, 1.5, GREEN)
    sugar(pen, 704, 366, "Neu5Ac", 11)
    pen.path([(688, 382), (720, 350)], INK, 3)


@deck.slide("Controls, or it did not happen")
def _(pen):
    table(pen, MARGIN, 98, [328, 380], ["Control", "tells you"], [
        ["no sugar, with dye", "what sticks without a handle"],
        ["vehicle, then dye", "what the solvent does"],
        ["sialidase before the dye", "that the signal is sialic acid"],
        ["lower dose of Ac₄ManNAz", "that cysteines are not hit directly"],
        ["viability, same wells", "that copper did not kill them"]], 19, 40)
    caption(pen, "Per-acetylated sugars can react with cysteine without any enzyme. Signal alone "
                 "does not prove a glycan.", 352, 20)


@deck.slide("Your turn", dark=True)
def _(pen):
    question(pen, "You want to image sialic acid in the lymph node of a living mouse. Which step "
                  "two do you choose, and why?",
             ["phosphine, Staudinger ligation", "terminal alkyne with copper",
              "a cyclooctyne, SPAAC", "put the tetrazine on the dye, a TCO on the sugar"],
             "Vote, then write one sentence about the handle's size.")


@deck.slide("Take home")
def _(pen):
    takeaways(pen, [
        "The glycocalyx is **information**: lectins read it and set thresholds.",
        "Bioorthogonal means selective, mild **and fast enough** at the dose you can give.",
        "A small handle (azide) goes in; the fast partner brings the dye.",
        "Trust a label only with its **no-handle, enzyme and viability controls**."])


@deck.slide("Further reading")
def _(pen):
    reading(pen, [
        ("A modified Staudinger reaction on cells", "Science 2000, 287: 2007"),
        ("Chemical remodelling of cell surfaces in living animals", "Nature 2004, 430: 873"),
        ("Strain-promoted azide–alkyne cycloaddition", "J Am Chem Soc 2004, 126: 15046"),
        ("Tetrazine ligation", "J Am Chem Soc 2008, 130: 13518"),
        ("Glycocalyx editing as cancer immunotherapy", "PNAS 2016, 113: 10304"),
        ("Cysteine labelling by per-acetylated sugars", "Angew Chem Int Ed 2018, 57: 1817")],
        18, 5)
