"""Monday 2: activity-based protein profiling of immune proteases."""

from deck import Deck
from layouts import caption, takeaways
from plots import schematic
from shapes import arrow, box, table
from theme import CRIMSON, GREEN, GREY, INDIGO, INK, MARGIN, TEAL, WHITE, tint

deck = Deck("mon-2", day=0, number=2, title="Who is at work?",
            subtitle="Activity-based protein profiling of the proteases of immune cells")


@deck.slide("Present is not the same as active")
def _(pen):
    names = [("zymogen", GREY, "closed"), ("active", CRIMSON, "open"),
             ("inhibited", INDIGO, "occupied")]
    for index, (name, color, state) in enumerate(names):
        x = 160 + index * 240
        pen.circle(x, 178, 62, color, 2.6, tint(color, 0.16))
        pen.path([(x - 26, 112), (x, 158), (x + 26, 112)], color, 2.6, WHITE)
        if state == "closed":
            pen.rect(x - 32, 102, 64, 22, color, 2, tint(color, 0.5), 8)
        if state == "occupied":
            pen.path([(x - 19, 112), (x, 146), (x + 19, 112)], INK, 1.6, tint(INDIGO, 0.7),
                     close=True)
        pen.text(x, 272, name, 22, "bold", color, "center")
    arrow(pen, 236, 178, 324, 178, GREY, 3)
    arrow(pen, 476, 178, 564, 178, GREY, 3)
    pen.text(280, 164, "cut", 17, "italic", GREY, "center")
    pen.text(520, 164, "serpin", 17, "italic", GREY, "center")
    caption(pen, "A blot or a transcript counts all three. A **probe that needs the working active "
                 "site** counts only the one in the middle.", 302, 21)


@deck.slide("Anatomy of an activity-based probe")
def _(pen):
    box(pen, MARGIN, 108, 190, 78, "warhead", CRIMSON, 24, solid=True)
    box(pen, 290, 108, 200, 78, "recognition", TEAL, 24, solid=True)
    box(pen, 544, 108, 210, 78, "tag", INDIGO, 24, solid=True)
    pen.path([(236, 147), (290, 147)], INK, 4)
    pen.path([(490, 147), (544, 147)], INK, 4)
    for x, width, words in ((MARGIN, 210, "reacts with the catalytic Ser or Cys and **stays**"),
                            (290, 220, "a peptide or small scaffold: which family, which pocket"),
                            (544, 210, "dye, biotin, or a small alkyne to click later")):
        pen.para(x, 204, words, width, 21)
    caption(pen, "One step marks the enzyme covalently. Gel, microscope, flow cytometer or mass "
                 "spectrometer then reads the **tag**.", 330, 22)


@deck.slide("Warheads for the immune proteases")
def _(pen):
    table(pen, MARGIN, 98, [218, 254, 236], ["Enzyme", "in", "warhead"], [
        ["serine hydrolases", "all immune cells", "fluorophosphonate"],
        ["granzyme B", "killer cells", "phenyl phosphonate"],
        ["cathepsins B, L, S", "antigen processing", "epoxysuccinate, AOMK"],
        ["caspases", "dying cells", "AOMK with Asp"],
        ["proteasome", "MHC I peptides", "vinyl sulfone"]], 19, 40)
    caption(pen, "AOMK: acyloxymethyl ketone. Metalloproteases use a bound water, not a Ser or "
                 "Cys: they need a probe with a photo-crosslinker.", 352, 18)


@deck.slide("Competition turns a probe into an assay")
def _(pen):
    lanes = ["DMSO", "0.1 µM", "1 µM", "10 µM", "heat"]
    pen.rect(118, 104, 400, 232, INK, 2, WHITE, 4)
    bands = [(142, (1, .95, .9, .85, 0)), (196, (1, .7, .25, 0, 0)), (222, (.8, .78, .74, .5, 0)),
             (284, (.6, .6, .58, .55, 0))]
    for index, lane in enumerate(lanes):
        x = 134 + index * 76
        pen.text(x + 32, 362, lane, 17, "bold", align="center")
        for y, strengths in bands:
            if strengths[index]:
                pen.rect(x, y, 64, 11, None, 0, tint(INK, strengths[index] * 0.9), 4)
    for y, mass in ((148, "60 kDa"), (202, "38"), (228, "32"), (290, "24")):
        pen.text(108, y + 5, mass, 16, color=GREY, align="right")
    pen.text(530, 208, "← the drug's target", 18, "bold", CRIMSON)
    pen.text(530, 234, "← off-target at 10 µM", 18, "bold", GREEN)
    pen.para(544, 258, "Add the inhibitor first, then the probe: a band that fades was "
                       "**occupied**.", 210, 19)
    schematic(pen)


@deck.slide("Take home")
def _(pen):
    takeaways(pen, [
        "Proteases are controlled **after** translation: measure activity, not amount.",
        "Warhead, recognition, tag: three choices make the probe.",
        "Competition with a probe finds targets **and off-targets** in the same sample.",
        "First described for serine hydrolases: PNAS 1999, 96: 14694."], size=22)
