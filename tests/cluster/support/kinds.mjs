// What can be taken down, one kind after the other. Each does it, waits, and puts it back:
//
//     run({ cluster, pick, pause }) → what was hit; `pick` chooses from a list, `pause` is how long it stays away.
//
// HAProxy is never touched: whoever wants to live without it needs two of them and an address that moves.

const node_kind = (name, what, act) => ({
  name,
  what,
  run: async ({ cluster, pick, pause }) => act(pick(cluster.nodes), pause),
});

const cut_kind = (name, what, ...roads) =>
  node_kind(name, `a node is cut off from ${what}, nothing is closed`, async (node, pause) => {
    await node.road.cut(...roads);
    await pause(10_000, 20_000);
    await node.road.mend(...roads);
    return node.name;
  });

const nats_kind = (name, what, act) => ({
  name,
  what,
  run: async ({ cluster, pick, pause }) => act(pick(cluster.nats.servers), pause),
});

/** PostgreSQL is hit only while its standby has everything, which is what makes the change-over right. */
const postgres_kind = (name, what, act) => ({
  name,
  what,
  run: async ({ cluster, pause }) => {
    await cluster.postgres.until_synchronous();
    return act(cluster.postgres, pause);
  },
});

export const kinds = [
  node_kind("node-kill", "a node is killed with -9 and started again", async (node, pause) => {
    await node.program.kill();
    await pause(2000, 5000);
    await node.start_again();
    return node.name;
  }),
  node_kind("node-freeze", "a node stands still (SIGSTOP) and goes on", async (node, pause) => {
    await node.program.freeze();
    await pause(10_000, 30_000);
    node.program.thaw();
    return node.name;
  }),
  node_kind("node-restart", "a node is asked to end (SIGTERM) and started again, as in an upgrade", async (node) => {
    await node.program.stop(30_000);
    await node.start_again();
    return node.name;
  }),
  cut_kind("cut-database", "PostgreSQL", "postgres"),
  cut_kind("cut-bus", "NATS", "nats"),
  cut_kind("cut-both", "PostgreSQL and NATS", "postgres", "nats"),
  nats_kind("nats-kill", "a nats-server is killed with -9 and started again", async (server, pause) => {
    await server.kill();
    await pause(2000, 5000);
    server.start();
    return server.name;
  }),
  nats_kind("nats-freeze", "a nats-server stands still and goes on", async (server, pause) => {
    await server.freeze();
    await pause(10_000, 30_000);
    server.thaw();
    return server.name;
  }),
  {
    name: "nats-away",
    what: "all nats-servers are killed with -9 and started again",
    run: async ({ cluster, pause }) => {
      await Promise.all(cluster.nats.servers.map((each) => each.kill()));
      await pause(10_000, 20_000);
      for (const each of cluster.nats.servers) each.start();
      return "NATS";
    },
  },
  postgres_kind("database-kill", "PostgreSQL's primary is killed with -9; the standby is promoted", async (pair) => {
    const { primary } = pair;
    await primary.program.kill();
    await pair.until_other_than(primary);
    return primary.name;
  }),
  postgres_kind(
    "database-freeze",
    "PostgreSQL's primary stands still, is ended, and the standby promoted",
    async (pair) => {
      const { primary } = pair;
      await primary.program.freeze();
      await pair.until_other_than(primary);
      return primary.name;
    },
  ),
  postgres_kind("standby-kill", "PostgreSQL's standby is killed with -9", async (pair) => {
    const { standby } = pair;
    await standby.program.kill();
    await pair.until_alone();
    return standby.name;
  }),
  postgres_kind("standby-freeze", "PostgreSQL's standby stands still, and commits must not", async (pair, pause) => {
    const { standby } = pair;
    await standby.program.freeze();
    await pair.until_alone();
    await pause(2000, 5000);
    standby.program.thaw();
    return standby.name;
  }),
];

/** Those of a list of names or beginnings of names, such as `node,cut-bus`; all of `all`. */
export function chosen_kinds(list) {
  if (list === "all") return kinds;
  return list.split(",").flatMap((wanted) => {
    const found = kinds.filter(({ name }) => name === wanted || name.startsWith(`${wanted}-`));
    if (found.length === 0)
      throw new Error(`there is no kind "${wanted}"; there are ${kinds.map(({ name }) => name).join(", ")}`);
    return found;
  });
}
