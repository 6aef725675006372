// R15: random histories of uploads, deletions, imports and kills: files, rows and what anybody can fetch agree, and what was
// deleted is nowhere.
import { FileHouse, files_with } from "./support/file_house.mjs";
import { seeded } from "./support/random.mjs";
import { pass, until } from "./support/waiting.mjs";

const histories = { short: 200, full: 3000 };
const settle_ms = 20_000;
const flood_every = 50;
const more_than_wait = 80;

const settings = { "limits.registrations_per_minute": 1_000_000 };

/** Some steps at once and some in turn; with `is_killed`, the server ends among them. */
async function live_through(house, aula, random, number) {
  const count = 3 + Math.floor(random() * 6);
  const is_killed = random() < 0.3;
  const under_way = [];
  if (number % flood_every === flood_every - 1) under_way.push(house.flood(more_than_wait));
  for (let step = 0; step < count; ++step) {
    under_way.push(house.step());
    if (random() < 0.5) await Promise.all(under_way.splice(0));
  }
  if (is_killed) {
    await pass(random() * 30); // a kill comes at any moment of the work
    await aula.kill("SIGKILL");
  }
  await Promise.all(under_way);
  if (is_killed) await aula.serve();
  if (!is_killed && random() < 0.1) {
    await aula.halt();
    await aula.serve();
  }
  if (random() < 0.8) await house.remove_slow();
  return is_killed;
}

async function agreement(house) {
  let differ = [];
  await until(
    async () => {
      differ = await house.differences();
      return differ.length === 0;
    },
    settle_ms,
    30,
  );
  return differ;
}

async function run({ full, log, make_aula }) {
  const seed = Number(process.env.AULA_SEED ?? Date.now() % 1_000_000);
  const random = seeded(seed);
  const aula = make_aula(settings);
  await aula.serve();
  const house = new FileHouse(aula, random);
  const complaints = [];
  let kills = 0;
  let done = 0;
  for (; done < (full ? histories.full : histories.short) && complaints.length === 0; ++done) {
    if (await live_through(house, aula, random, done)) ++kills;
    complaints.push(...(await agreement(house)).map((each) => `after history ${done + 1}: ${each}`));
  }
  await house.leave();
  complaints.push(...(await agreement(house)).map((each) => `at the end: ${each}`));
  await aula.halt();
  const words = [...house.deleted].map((slug) => `${slug}.example`);
  for (const file of files_with(aula.data, words)) complaints.push(`words of a deleted course are in ${file}`);
  log(`seed ${seed}: ${JSON.stringify(house.counts)}`);
  return {
    reached: `${done} histories with ${kills} kills, seed ${seed}${complaints.length ? `; ${complaints[0]}` : ""}`,
    holds: complaints.length === 0,
    figures: { histories: done, kills, seed, ...house.counts, complaints: complaints.slice(0, 20) },
  };
}

export default {
  id: "R15",
  title: "uploads, deletions, imports and kills in random order",
  goal: "200 histories: folder, database and what anybody can fetch agree; what was deleted is nowhere",
  run,
};
