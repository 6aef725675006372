// People behind a bad network, as a program that runs inside it: node far_away.mjs '{"at":{…},"lecturer":…,"attendees":[…],"seconds":…}'.
// They join, talk, lose their connections all at once and resume; the figures go out as one line of JSON.
import { Agent } from "node:http";
import { Visitor, start_lecture } from "./visitor.mjs";
import { pass, until } from "./waiting.mjs";

const { at, lecturer, attendees, seconds, per_second } = JSON.parse(process.argv[2]);
const patience_ms = 30_000;
const arriving_ms = 10_000; // people do not come in the same moment
const backing_off_ms = 1000; // a page waits so long at most before its first try; not counted

const percentile = (values, share) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))];
const figures = (values) => ({
  count: values.length, p50_ms: percentile(values, 0.5), p99_ms: percentile(values, 0.99), most_ms: Math.max(...values),
});

let tries_again = 0;

/** Until it is in, as often as it takes; answers how long it took. */
async function bring_in(visitor, agent) {
  const began = performance.now();
  for (;;) {
    try {
      await visitor.come({ patience_ms, agent });
      return performance.now() - began;
    } catch {
      tries_again += 1;
      await pass(250);
    }
  }
}

/** A page has just been loaded: its connection is there, and the ticket comes over it. */
async function with_a_page(visitor) {
  const agent = new Agent({ keepAlive: true });
  while (!(await visitor.open_page(agent, patience_ms).then(() => true, () => false))) tries_again += 1;
  return agent;
}

/** Everybody in turn, at a steady rate; answers how long each `ok` took. */
async function talk(visitors) {
  const took = [];
  const asked = [];
  const began = performance.now();
  for (let number = 0; number < seconds * per_second; ++number) {
    await pass(Math.max(0, began + (1000 * number) / per_second - performance.now()));
    const visitor = visitors[number % visitors.length];
    const sent = performance.now();
    asked.push(visitor.ask("post_chat", { text: `message ${number}` }).then(() => took.push(performance.now() - sent)));
  }
  await Promise.race([Promise.all(asked), pass(patience_ms)]);
  return { took, unanswered: asked.length - took.length };
}

/** Each of the visitors does it, one after the other within so long. */
const over = (ms, work) =>
  Promise.all(visitors.map((visitor, index) => pass((ms * index) / visitors.length).then(() => work(visitor, index))));

const desk = new Visitor(at, lecturer);
await bring_in(desk);
await start_lecture(desk);
const visitors = attendees.map((cookie) => new Visitor(at, cookie));
const agents = await Promise.all(visitors.map(with_a_page));
const joined = await over(arriving_ms, (visitor, index) => bring_in(visitor, agents[index]));
for (const agent of agents) agent.destroy();
let lost = 0;
for (const visitor of visitors) {
  visitor.on_lost = () => {
    if (!visitor.is_accepted) return; // on its way back already
    visitor.is_accepted = false;
    lost += 1;
    bring_in(visitor);
  };
}
const { took: acks, unanswered } = await talk(visitors);
await until(() => visitors.every((visitor) => visitor.is_here), patience_ms);
for (const visitor of visitors) visitor.leave("rst");
const resumed = await over(backing_off_ms, (visitor) => bring_in(visitor));
await desk.ask("post_chat", { text: "the last" });
const is_whole = await until(() => visitors.every((visitor) => visitor.last === desk.last), patience_ms);
process.stdout.write(JSON.stringify({
  join: figures(joined), ack: figures(acks), resume: figures(resumed), unanswered, tries_again, lost, is_whole,
  mistakes: visitors.flatMap((visitor) => visitor.mistakes),
}) + "\n", () => process.exit(0));
