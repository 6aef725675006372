"""Wednesday 2: glycolysis and T-cell activation."""

from deck import Deck
from layouts import caption, legend, numbered, question, reading, takeaways
from plots import Axes, schematic, smooth
from shapes import arrow, bent, blocks, box, cell, mitochondrion, table
from theme import AMBER, CRIMSON, GREEN, GREY, INDIGO, INK, MARGIN, TEAL, WHITE, tint

deck = Deck("wed-2", day=2, number=2, title="Glycolysis and\nT-cell activation",
            subtitle="Why a T cell that has oxygen burns sugar as if it had none, and what "
                     "the sugar decides")


@deck.slide("Three questions for this lecture")
def _(pen):
    numbered(pen, [
        "What does a T cell **buy** with glycolysis, if not efficiency?",
        "Which signals **switch** it on, and how fast?",
        "How can a metabolic enzyme decide **which cytokine** is made?"])


@deck.slide("One cell, four ways of living")
def _(pen):
    stages = [(110, 30, "Naive", "small, quiet,", "burns a little", INDIGO),
              (290, 56, "Activated", "grows, then divides", "every 6–8 hours", AMBER),
              (490, 44, "Effector", "kills, makes", "cytokines", CRIMSON),
              (680, 33, "Memory", "quiet again,", "with reserve", GREEN)]
    for x, radius, name, line1, line2, color in stages:
        cell(pen, x, 190, radius, color, 0.62)
        pen.text(x, 282, name, 22, "bold", color, "center")
        pen.text(x, 308, line1, 18, align="center")
        pen.text(x, 331, line2, 18, align="center")
    for (x1, r1), (x2, r2) in (((110, 30), (290, 56)), ((290, 56), (490, 44)),
                               ((490, 44), (680, 33))):
        arrow(pen, x1 + r1 + 12, 190, x2 - r2 - 12, 190, GREY, 3, 13)
    pen.text(172, 172, "24 h", 18, "bold", GREY, "center")
    caption(pen, "Metabolism does not follow this story: it is part of the plot.", 362, 20)


@deck.slide("Two ways to make ATP")
def _(pen):
    box(pen, 318, 96, 164, 44, "1 glucose", INK, 20, solid=True)
    arrow(pen, 350, 140, 250, 186, AMBER, 3)
    arrow(pen, 450, 140, 548, 186, TEAL, 3)
    box(pen, 86, 188, 280, 44, "2 pyruvate → 2 lactate", AMBER, 19)
    mitochondrion(pen, 448, 188, 256, 68, TEAL)
    pen.text(226, 280, "about 2 ATP", 30, "display", AMBER, "center")
    pen.text(226, 310, "fast, needs NAD⁺ back from lactate", 17, align="center")
    pen.text(576, 304, "about 30 ATP", 30, "display", TEAL, "center")
    pen.text(576, 332, "complete, needs oxygen", 17, align="center")
    caption(pen, "Lactate **in spite of oxygen** is aerobic glycolysis: the Warburg effect, seen "
                 "in leukocytes as early as the 1950s.", 350, 19)


@deck.slide("What the cell buys: building blocks")
def _(pen):
    spine = ["glucose", "glucose-6-P", "3-P-glycerate", "pyruvate", "lactate"]
    for index, name in enumerate(spine):
        y = 90 + index * 64
        box(pen, 306, y, 168, 38, name, AMBER, 18, solid=index == 0)
        if index:
            arrow(pen, 390, y - 26, 390, y, AMBER, 3)
    for y, left, words in ((154, "pentose-P path", "NADPH · ribose"),
                           (218, "serine, glycine", "one-carbon units")):
        arrow(pen, 306, y + 19, 216, y + 19, INDIGO)
        pen.text(208, y + 15, left, 18, "bold", INDIGO, "right")
        pen.text(208, y + 37, words, 17, color=INK, align="right")
    mitochondrion(pen, 560, 252, 190, 98, TEAL)
    arrow(pen, 474, 301, 560, 301, TEAL)
    pen.text(655, 238, "citrate", 18, "bold", TEAL, "center")
    arrow(pen, 655, 218, 655, 184, TEAL)
    pen.text(655, 152, "acetyl-CoA:", 18, "bold", TEAL, "center")
    pen.text(655, 174, "lipids, acetyl marks", 17, align="center")
    pen.text(MARGIN, 330, "Every branch feeds", 18, "bold")
    pen.text(MARGIN, 354, "a cell that must double.", 18, "bold")


@deck.slide("How it is measured: extracellular flux")
def _(pen):
    axes = Axes(pen, 92, 96, 440, 222, (0, 80), (0, 110))
    for at, drug in ((20, "oligomycin"), (40, "uncoupler"), (60, "rot. + anti.")):
        x, _ = axes.at(at, 0)
        pen.path([(x, 112), (x, 318)], GREY, 1.2, dash=[3, 4])
        pen.text(x + 4, 108, drug, 14, "italic", GREY)
    steps = [(0, 30, 12), (17, 30, 12), (23, 12, 6), (37, 12, 6), (43, 52, 20), (57, 48, 19),
             (63, 8, 4), (80, 8, 4)]
    axes.line([(t, v * 1.75) for t, v, _ in steps], AMBER, 4)
    axes.line([(t, v * 1.3) for t, _, v in steps], INDIGO, 4)
    axes.titles("minutes", "oxygen consumption")
    axes.xticks([(0, "0"), (20, "20"), (40, "40"), (60, "60"), (80, "80")])
    legend(pen, 560, 104, [(AMBER, "activated T cell"), (INDIGO, "naive T cell")], 17, 28)
    pen.para(560, 176, "Oligomycin: what made ATP stops.\nUncoupler: the most the chain can do.\n"
                       "Rotenone + antimycin: the chain is off.", 200, 17)
    schematic(pen)
    pen.text(MARGIN, 402, "Acidification, read at the same time, reports glycolysis.", 17, "bold")


@deck.slide("The switch: two signals, one kinase axis")
def _(pen):
    box(pen, MARGIN, 112, 110, 46, "CD28", INDIGO, 20, solid=True)
    box(pen, MARGIN, 202, 110, 46, "TCR", CRIMSON, 20, solid=True)
    box(pen, 222, 157, 104, 46, "PI3K", AMBER, 20)
    box(pen, 374, 157, 90, 46, "AKT", AMBER, 20)
    box(pen, 512, 157, 118, 46, "mTORC1", AMBER, 20)
    arrow(pen, 156, 137, 222, 172)
    arrow(pen, 156, 223, 222, 188)
    arrow(pen, 326, 180, 374, 180)
    arrow(pen, 464, 180, 512, 180)
    box(pen, 452, 262, 108, 44, "MYC", TEAL, 20)
    box(pen, 602, 262, 120, 44, "HIF-1α", TEAL, 20)
    arrow(pen, 556, 203, 516, 262)
    arrow(pen, 590, 203, 648, 262)
    bent(pen, (101, 248), (110, 310), (330, 284), (452, 285), CRIMSON, dash=[6, 5])
    bent(pen, (419, 157), (440, 96), (550, 92), (642, 106), AMBER)
    pen.text(650, 104, "GLUT1 to", 18, "bold", AMBER)
    pen.text(650, 127, "the surface", 18, "bold", AMBER)
    caption(pen, "MYC and HIF-1α switch on GLUT1, hexokinase 2 and LDHA. MYC leads in the first "
                 "day; without CD28 the glucose transporter stays low.", 338, 20)


@deck.slide("Costimulation opens the door for glucose")
def _(pen):
    axes = Axes(pen, 104, 98, 430, 228, (0, 72), (0, 100))
    axes.xticks([(0, "0"), (24, "24"), (48, "48"), (72, "72")])
    axes.line(smooth([(0, 6), (12, 16), (24, 52), (36, 84), (48, 92), (72, 74)]), AMBER, 4)
    axes.line(smooth([(0, 6), (12, 9), (24, 18), (36, 26), (48, 28), (72, 20)]), INDIGO, 4)
    axes.line([(0, 6), (72, 5)], GREY, 3, [6, 5])
    axes.titles("hours after stimulation", "glucose uptake")
    axes.note(41, 97, "TCR + CD28", AMBER, 18)
    axes.note(46, 33, "TCR alone", INDIGO, 18)
    axes.note(46, 10, "no stimulus", GREY, 18)
    pen.para(566, 110, "The signal through PI3K and AKT brings GLUT1 to the membrane.\n\nCD4 T "
                       "cells without GLUT1 survive, but expand poorly.", 192, 20)
    schematic(pen)


@deck.slide("GAPDH: an enzyme with a second job")
def _(pen):
    for left, name, color in ((MARGIN, "glycolysis low", INDIGO), (412, "glycolysis high", AMBER)):
        pen.rect(left, 94, 342, 222, color, 1.6, tint(color, 0.07), 10)
        pen.text(left + 16, 124, name, 20, "bold", color)
        pen.path([(left + 24, 222), (left + 318, 222)], INK, 4)
        pen.text(left + 24, 250, "IFN-γ mRNA", 17, "bold")
    pen.ellipse(306, 210, 52, 25, INDIGO, 2, INDIGO)
    pen.text(306, 216, "GAPDH", 18, "bold", WHITE, "center")
    pen.text(MARGIN + 326, 296, "little IFN-γ is translated", 18, "bold", INDIGO, "right")
    pen.ellipse(668, 146, 52, 25, AMBER, 2, AMBER)
    pen.text(668, 152, "GAPDH", 18, "bold", WHITE, "center")
    pen.text(594, 170, "busy in", 16, "italic", GREY, "center")
    pen.text(594, 188, "the pathway", 16, "italic", GREY, "center")
    for x in (456, 514, 650, 700):
        pen.circle(x, 216, 13, TEAL, 1.6, tint(TEAL, 0.5))
    pen.text(738, 296, "IFN-γ is translated", 18, "bold", AMBER, "right")
    pen.text(582, 246, "ribosomes", 16, "italic", GREY)
    caption(pen, "GAPDH that has no glycolysis to do binds the 3′ untranslated region and holds "
                 "translation back.", 336, 20)


@deck.slide("LDHA writes on chromatin")
def _(pen):
    names = [("glucose", 46, 108), ("pyruvate", 212, 116), ("lactate", 390, 106)]
    for name, x, w in names:
        box(pen, x, 108, w, 44, name, AMBER, 19)
    arrow(pen, 154, 130, 212, 130)
    arrow(pen, 328, 130, 390, 130, CRIMSON, 3)
    pen.text(359, 104, "LDHA", 18, "bold", CRIMSON, "center")
    mitochondrion(pen, 178, 214, 184, 80, TEAL)
    arrow(pen, 270, 152, 270, 214, GREY, dash=[5, 5])
    box(pen, 430, 226, 140, 56, "cytosolic\nacetyl-CoA", TEAL, 18)
    arrow(pen, 362, 254, 430, 254, TEAL)
    pen.text(396, 238, "citrate", 16, "italic", GREY, "center")
    arrow(pen, 570, 254, 622, 254, TEAL)
    for x in (652, 712):
        pen.circle(x, 254, 24, INDIGO, 2, tint(INDIGO, 0.3))
        pen.path([(x, 230), (x + 6, 208)], INDIGO, 2)
        pen.circle(x + 7, 201, 7, CRIMSON, 1.4, CRIMSON)
    pen.text(684, 180, "H3K9ac at Ifng", 17, "bold", align="center")
    caption(pen, "With LDHA, more citrate leaves the mitochondrion and histones at Ifng are "
                 "acetylated. Without LDHA, Th1 cells make less IFN-γ.",
            322, 20)


@deck.slide("PEP keeps the calcium signal alive")
def _(pen):
    box(pen, MARGIN, 110, 126, 46, "glycolysis", AMBER, 20)
    arrow(pen, 172, 133, 226, 133)
    box(pen, 226, 110, 84, 46, "PEP", AMBER, 20, solid=True)
    blocks(pen, 310, 133, 380, 133, CRIMSON)
    box(pen, 388, 110, 104, 46, "SERCA", INDIGO, 20)
    pen.rect(348, 216, 190, 62, INDIGO, 2, tint(INDIGO, 0.1), 28)
    pen.text(443, 253, "ER, full of Ca²⁺", 18, "bold", align="center")
    arrow(pen, 440, 156, 440, 216, INDIGO)
    pen.text(452, 192, "pumps back", 16, "italic", GREY)
    box(pen, 584, 110, 170, 46, "Ca²⁺ in cytosol", TEAL, 19)
    arrow(pen, 584, 133, 492, 133, TEAL)
    arrow(pen, 669, 156, 669, 224, TEAL)
    box(pen, 600, 224, 138, 46, "NFAT active", TEAL, 19)
    caption(pen, "Phosphoenolpyruvate inhibits the pump that ends the signal. A tumour that eats "
                 "the glucose starves NFAT as well: an exhausted-looking T cell may be hungry.",
            312, 20)


@deck.slide("Each subset has its own mix")
def _(pen):
    axes = Axes(pen, 104, 98, 470, 236, (0, 5), (0, 100))
    values = [("naive", 12, 28), ("effector", 88, 62), ("memory", 26, 58), ("Treg", 38, 66),
              ("exhausted", 40, 24)]
    for index, (name, glycolysis, oxidation) in enumerate(values):
        axes.bar(index + 0.33, 0.3, glycolysis, AMBER)
        axes.bar(index + 0.67, 0.3, oxidation, TEAL)
        axes.note(index + 0.5, -11, name, size=16, align="center")
    axes.titles("", "relative rate")
    legend(pen, 600, 106, [(AMBER, "glycolysis"), (TEAL, "oxidation")], 18, 30)
    pen.para(600, 184, "Memory is not ‘low’: it holds **spare capacity** and answers faster the "
                       "second time.", 156, 19)
    schematic(pen)


@deck.slide("Drugs that touch the axis")
def _(pen):
    table(pen, MARGIN, 96, [156, 226, 326], ["Drug", "hits", "keep in mind"], [
        ["2-DG", "hexokinase", "also hurts N-glycosylation"],
        ["rapamycin", "mTORC1", "low dose: more CD8 memory"],
        ["metformin", "complex I (mild)", "AMPK, dose far from the clinic"],
        ["etomoxir", "CPT1", "above 5 µM: off-target"],
        ["DON", "glutamine enzymes", "T cells cope, tumours less"]], 18, 40)
    caption(pen, "A drug is a hint; a gene deletion in the T cell, and a tracer, make the case.",
            352, 20)


@deck.slide("Your turn", dark=True)
def _(pen):
    question(pen, "Activated T cells are moved from glucose to galactose. They still divide, but "
                  "make far less IFN-γ. What fits best?",
             ["the cells have no ATP", "IFN-γ mRNA is no longer made at all",
              "IFN-γ is no longer translated well", "galactose is toxic"],
             "Then say which measurement would settle it.")


@deck.slide("Take home")
def _(pen):
    takeaways(pen, [
        "Aerobic glycolysis buys **speed and building blocks**, not yield.",
        "TCR **and** CD28 open it through PI3K, AKT, mTORC1 and MYC.",
        "Glycolytic enzymes and metabolites **signal**: GAPDH, LDHA, PEP.",
        "Glucose in the tissue is part of the **immune environment**."])


@deck.slide("Further reading")
def _(pen):
    reading(pen, [
        ("CD28 and glucose metabolism", "Immunity 2002, 16: 769"),
        ("MYC in early T-cell activation", "Immunity 2011, 35: 871"),
        ("GAPDH and translation of IFN-γ", "Cell 2013, 153: 1239"),
        ("Phosphoenolpyruvate as a checkpoint", "Cell 2015, 162: 1217"),
        ("LDHA, acetyl-CoA and Th1 cells", "Science 2016, 354: 481"),
        ("Etomoxir beyond CPT1", "Cell Metabolism 2018, 28: 490 and 504")], 18, 5)
