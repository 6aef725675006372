// R11: a day of lectures, one after the other, on a server that is never restarted.
import { end } from "../load/bench/children.mjs";
import { median } from "../load/bench/figures.mjs";
import { metric } from "./support/metrics.mjs";
import { open_files, rss_bytes } from "./support/process.mjs";
import { database_bytes, on_stage, wal_bytes } from "./support/stage.mjs";
import { tiny_pdf } from "./support/tiny_pdf.mjs";
import { until } from "./support/waiting.mjs";

const mib = 1024 * 1024;

/** What happens in one lecture hour: a talkative class that turns a page a minute and loses its network once. */
const hour = { people: 95, messages: 300, slides: 60 };
const lectures = 24;

/** How long a lecture is, from the first who comes to the last who leaves. */
const talk_seconds = (full) => (full ? 115 : 1.2);

/**
 * In the full form each lecture is a session of its own. A room is given up five minutes after the last person, so in the short
 * form four sessions take turns: else the rooms of all would be counted as growth.
 */
const sessions_of = (aula, full) => aula.rooms(...Array.from({ length: full ? lectures : 4 }, () => ({})));

async function lecture(aula, room, full) {
  const seconds = talk_seconds(full);
  room.deck ??= await aula.upload(room.session, tiny_pdf(full ? 3 : 16));
  const { deck } = room;
  const crowd = await aula.crowd();
  await crowd.ask({ do: "join", course: aula.course, rooms: [{ session: room.session, count: hour.people }] });
  const streams = [
    { rate: hour.messages / seconds, authors: hour.people },
    { rate: hour.slides / seconds, deck: deck.id, pages: deck.pages },
  ];
  const talk = await crowd.ask({ do: "paced", warm: 0, seconds, streams });
  const back = await crowd.ask({ do: "rejoin", within: 1, streams: [{ rate: 1, authors: 1 }] });
  await crowd.ask({ do: "leave" });
  await end(crowd.child);
  return { talk, back };
}

const sum = (answer, what) => answer.streams.reduce((so_far, stream) => so_far + stream[what], 0);
const mistakes_in = ({ talk, back }) => ({
  doubled: talk.doubled + back.doubled,
  gaps: talk.gaps + back.gaps,
  missing_chat: talk.streams[0].missing,
  missing_slides: talk.streams[1].missing,
  missing_away: sum(back, "missing"),
  stayed_away: back.cut - back.back,
});

/** The server between two lectures, when everybody has left. */
async function look(aula, went) {
  await until(async () => (await metric(aula, "aula_connections_open")) === 0, 20_000, 100);
  return {
    rss: rss_bytes(aula.pid),
    fds: open_files(aula.pid),
    wal: wal_bytes(aula),
    db: database_bytes(aula),
    p99_ms: went.talk.streams[0].delivery.p99_ms,
    sent: sum(went.talk, "sent"),
    ...mistakes_in(went),
  };
}

const typical = (looks, what) => median(looks.map((each) => each[what]));
const most = (looks, what) => Math.max(...looks.map((each) => each[what]));

/** SQLite keeps so much of the database for the writer: what is in it is no leak. */
const page_cache_max = 16 * mib;

/** The first lectures fill caches, rings and the allocator's pages; from the fifth on nothing may grow. */
function judge(looks, full) {
  const [first, settled, last] = [looks.slice(0, 4), looks.slice(4, 8), looks.slice(-4)];
  const p99 = (some) => median(some.map((each) => each.p99_ms));
  const figures = {
    events: looks.reduce((so_far, each) => so_far + each.sent, 0),
    rss_mib: looks.map((each) => Math.round((10 * each.rss) / mib) / 10),
    fds: looks.map((each) => each.fds),
    db_kib: looks.map((each) => Math.round(each.db / 1024)),
    wal_kib: looks.map((each) => Math.round(each.wal / 1024)),
    p99_ms: looks.map((each) => each.p99_ms),
    p99_first_ms: p99(first),
    p99_last_ms: p99(last),
  };
  const kinds = ["doubled", "gaps", "missing_chat", "missing_slides", "missing_away", "stayed_away"];
  const mistakes = Object.fromEntries(
    kinds.map((kind) => [kind, looks.reduce((so_far, each) => so_far + each[kind], 0)]),
  );
  const mistaken = Object.values(mistakes).reduce((so_far, each) => so_far + each, 0);
  const grown = (most(last, "rss") - most(settled, "rss")) / mib;
  const cached = Math.min(page_cache_max, most(last, "db") - most(settled, "db")) / mib;
  const is_flat = {
    memory: grown - cached <= 4,
    fds: typical(last, "fds") <= typical(settled, "fds"), // now and then one is open for a moment
    wal: most(last, "wal") <= Math.max(most(settled, "wal") + mib, 8 * mib),
    p99: !full || p99(last) <= 1.1 * p99(first),
    mistakes: mistaken === 0,
  };
  const reached =
    `${figures.events} messages and slides, ${mistaken} lost or doubled; memory ${grown >= 0 ? "+" : ""}${grown.toFixed(1)} MiB ` +
    `(the database +${cached.toFixed(1)} MiB, which is cached), ` +
    `${typical(settled, "fds")} → ${typical(last, "fds")} files, log at most ${(most(looks, "wal") / mib).toFixed(1)} MiB, ` +
    `p99 ${p99(first).toFixed(1)} → ${p99(last).toFixed(1)} ms`;
  return { reached, holds: Object.values(is_flat).every(Boolean), figures: { ...figures, mistakes, is_flat } };
}

export default {
  id: "R11",
  title: "24 lecture hours in a row",
  goal: "memory, open files and the log of writes stay flat; p99 of the last ten minutes as of the first, ±10 %",
  async run({ full, make_aula, log }) {
    return on_stage(make_aula, { attendees: hour.people }, async (aula) => {
      const rooms = sessions_of(aula, full);
      const looks = [];
      for (let turn = 0; turn < lectures; ++turn) {
        const went = await lecture(aula, rooms[turn % rooms.length], full);
        looks.push(await look(aula, went));
        log(`lecture ${turn + 1}: ${JSON.stringify(looks.at(-1))}`);
      }
      return judge(looks, full);
    });
  },
};
