// The room that everybody sends to everybody in, on Node's `ws`: for scripts/bench --peers. Says its port, or why not.
import { createRequire } from "node:module";

const own = createRequire(new URL("../../../web/package.json", import.meta.url));
let ws;
try {
  ws = own("ws");
} catch {
  process.stdout.write(JSON.stringify({ absent: "the npm package ws is not installed; scripts/build npm" }) + "\n");
  process.exit(0);
}

const room = new ws.WebSocketServer({ host: "127.0.0.1", port: 0, backlog: 4096 });
room.on("connection", (socket) => {
  socket.on("error", () => socket.terminate());
  socket.on("message", (message) => {
    for (const each of room.clients) if (each.readyState === ws.WebSocket.OPEN) each.send(message, { binary: false });
  });
});
room.on("listening", () => process.stdout.write(JSON.stringify({ port: room.address().port }) + "\n"));
process.on("SIGTERM", () => process.exit(0));
