// R5: everybody is far away and a tenth of all packets is lost, both ways.
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { start } from "../load/bench/children.mjs";
import { BadNetwork, why_no_network } from "./support/bad_network.mjs";
import { bundle_page } from "./support/page_bundle.mjs";
import { cookies_of, fresh_place, on_stage } from "./support/stage.mjs";

const far_away = fileURLToPath(new URL("support/far_away.mjs", import.meta.url));
const network = { delay_ms: 200, jitter_ms: 0, loss_percent: 10 }; // each way
const goals = { join: 6000, ack: 5000, resume: 8000 };
const forms = { full: { people: 200, seconds: 90, per_second: 5 }, short: { people: 40, seconds: 12, per_second: 3 } };

async function people_inside(bad, order) {
  const child = start(bad.inside(process.execPath), [far_away, JSON.stringify(order)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const { value, done } = await lines.next();
  if (done) throw new Error("the people inside ended without a word");
  return JSON.parse(value);
}

const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

/** Times are judged in the full form: the 99th percentile of forty people is the one unlucky of them. */
function judge(found, full) {
  const { join, ack, resume, unanswered, lost, lines, is_whole, mistakes } = found;
  const in_time = join.p99_ms <= goals.join && ack.p99_ms <= goals.ack && resume.p99_ms <= goals.resume;
  return {
    reached:
      `${join.count} people: join p99 ${seconds(join.p99_ms)}, ok p99 ${seconds(ack.p99_ms)} of ${ack.count}, ` +
      `resume p99 ${seconds(resume.p99_ms)}; ${lines} lines tried, ${lost} connections lost, ` +
      `${is_whole ? "everybody has every event" : "SOMEBODY LACKS EVENTS"}, ${mistakes.length} out of order`,
    holds: is_whole && mistakes.length === 0 && unanswered === 0 && (!full || in_time),
    figures: found,
  };
}

export default {
  id: "R5",
  title: "a tenth of all packets lost, 400 ms away",
  goal: "200 people: join p99 6 s, ok p99 5 s, resume p99 8 s; nothing lost",
  needs: why_no_network,
  async run({ full, make_aula, binaries, scratch, log }) {
    if (!existsSync(binaries.packet_delay)) throw new Error(`${binaries.packet_delay} is missing`);
    const form = full ? forms.full : forms.short;
    const bad = new BadNetwork(scratch);
    try {
      const inside = { aula: bad.inside(binaries.aula), load_attendees: bad.inside(binaries.load_attendees) };
      return await on_stage(make_aula, { attendees: form.people, programs: inside }, async (aula) => {
        const { lecturer, attendees } = cookies_of(aula);
        await bad.spoil(binaries.packet_delay, aula.port, network);
        const found = await people_inside(bad, {
          page: await bundle_page(scratch),
          at: fresh_place(aula),
          lecturer,
          attendees,
          ...form,
        });
        log(JSON.stringify(found));
        return judge(found, full);
      });
    } finally {
      await bad.remove();
    }
  },
};
