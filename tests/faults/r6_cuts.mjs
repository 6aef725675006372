// R6: a lecture in which every connection breaks all the time; attendance must not notice more than there is.
import { Wanderer } from "./support/wanderer.mjs";
import { cookies_of, fresh_place, live_minutes, on_stage } from "./support/stage.mjs";
import { distance, true_live_ms } from "./support/truth.mjs";
import { lecture_by } from "./support/visitor.mjs";
import { pass } from "./support/waiting.mjs";
import { seeded } from "./support/random.mjs";

/** The real times; the short form is the same in a fifth of the time, but for the allowance. */
const real = {
  ping: 5000,
  silence: 15_000,
  grace: 15_000,
  stay: [5000, 60_000],
  short: [0, 3000],
  long: [15_000, 50_000],
};
const forms = {
  full: { scale: 1, people: 60, lecture_ms: 360_000, allowance_ms: 10_000 },
  short: { scale: 0.2, people: 30, lecture_ms: 36_000, allowance_ms: 3000 },
};

/** What cannot be known better on a busy machine: how long a packet was on its way. */
const surplus_ms = 1500;

const settings_of = (scale) =>
  Object.fromEntries(["ping", "silence", "grace"].map((name) => [`presence.${name}`, `${real[name] * scale}ms`]));

const times_of = (scale) =>
  Object.fromEntries(["stay", "short", "long"].map((name) => [name, real[name].map((ms) => ms * scale)]));

/** Everybody's two tabs, for the whole lecture; answers when it was live, and who was there when. */
async function lecture(aula, at, form, seed) {
  const { lecturer: desk, attendees } = cookies_of(aula);
  const random = seeded(seed);
  const people = attendees
    .slice(0, form.people)
    .map((cookie) => [1, 2].map(() => new Wanderer(at, cookie, times_of(form.scale), random)));
  const lecturer = await lecture_by(at, desk);
  const window = { from: Date.now() };
  const is_over = () => window.to !== undefined;
  const all = people.flat();
  const wandering = all.map((each) => each.wander(is_over));
  await pass(form.lecture_ms);
  await lecturer.ask("end_session");
  window.to = Date.now();
  await Promise.all(wandering);
  // Whoever fell silent at the end is credited until then only once the silence is noticed.
  await pass(form.scale * (real.silence + real.grace) + 2000);
  lecturer.drop();
  return { people, window };
}

function compare(people, { window, figures, grace_ms }) {
  return people.map((tabs) => {
    const id = tabs.map((tab) => tab.visitor.id).find(Boolean);
    const truth = true_live_ms(
      tabs.flatMap((tab) => tab.stays),
      window,
      grace_ms,
    );
    return { id, figure: figures[id] ?? 0, ...truth, off: distance(figures[id] ?? 0, truth) };
  });
}

const sum = (all, what) => all.reduce((so_far, each) => so_far + what(each), 0);

export default {
  id: "R6",
  title: "connections that break all the time",
  goal: "attendance is off by at most 10 s a person and never more than the time that passed; live figure = recomputed",
  async run({ full, make_aula, log, seed = 1 }) {
    const form = full ? forms.full : forms.short;
    return on_stage(make_aula, { attendees: form.people, settings: settings_of(form.scale) }, async (aula) => {
      const at = fresh_place(aula);
      const { people, window } = await lecture(aula, at, form, seed);
      const figures = await live_minutes(aula, at.session);
      const tabs = people.flat();
      for (const tab of tabs) tab.visitor.drop();
      await aula.serve(); // a fresh process has only the log
      const recomputed = await live_minutes(aula, at.session);
      const rows = compare(people, { window, figures, grace_ms: form.scale * real.grace });
      for (const row of rows.filter((each) => each.off !== 0)) log(JSON.stringify(row));
      const worst = Math.max(...rows.map((row) => Math.abs(row.off)));
      const over = Math.max(...rows.map((row) => row.off));
      const longest = Math.max(...rows.map((row) => row.figure));
      const mistakes = tabs.flatMap((tab) => tab.visitor.mistakes);
      const is_same = JSON.stringify(figures) === JSON.stringify(recomputed);
      const cuts = Object.fromEntries(
        ["fin", "rst", "silence", "lost"].map((how) => [how, sum(tabs, (tab) => tab.cuts[how])]),
      );
      const refused = sum(tabs, (tab) => tab.refused);
      const wall_ms = window.to - window.from;
      return {
        reached:
          `${people.length} people, ${tabs.length} tabs, ${cuts.fin} FIN, ${cuts.rst} RST, ${cuts.silence} silences in ${Math.round(wall_ms / 1000)} s: ` +
          `worst error ${(worst / 1000).toFixed(2)} s, most credited too much ${(over / 1000).toFixed(2)} s, ` +
          `${is_same ? "the log gives the same figures" : "THE LOG GIVES OTHER FIGURES"}, ${mistakes.length} events out of order`,
        holds:
          worst <= form.allowance_ms &&
          over <= surplus_ms &&
          longest <= wall_ms + surplus_ms &&
          is_same &&
          mistakes.length === 0 &&
          cuts.lost === 0 &&
          cuts.silence > 0,
        figures: {
          worst_ms: worst,
          over_ms: over,
          longest_ms: longest,
          wall_ms,
          cuts,
          refused,
          is_same,
          mistakes,
          rows,
        },
      };
    });
  },
};
