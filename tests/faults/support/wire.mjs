// WebSocket frames on a bare socket (RFC 6455 §5), because a fault needs what no library lets one do: a reset, a silence, a reader
// that stops.

export const opcode = { text: 1, close: 8, ping: 9, pong: 10 };

/** A masked frame; the mask is zero, which a server has to take like any other. */
export function client_frame(kind, payload) {
  const body = Buffer.from(payload);
  const is_short = body.length < 126;
  const head = Buffer.alloc(is_short ? 6 : 8);
  head[0] = 0x80 | kind;
  head[1] = 0x80 | (is_short ? body.length : 126);
  if (!is_short) head.writeUInt16BE(body.length, 2);
  return Buffer.concat([head, body]);
}

/** Cuts what a server sends, which is neither masked nor in fragments, into `[kind, payload]`. */
export class FrameCutter {
  #unread = Buffer.alloc(0);

  *feed(bytes) {
    this.#unread = this.#unread.length === 0 ? bytes : Buffer.concat([this.#unread, bytes]);
    for (let frame = this.#next(); frame; frame = this.#next()) yield frame;
  }

  #next() {
    const bytes = this.#unread;
    if (bytes.length < 2) return null;
    const short = bytes[1] & 0x7f;
    const head = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (bytes.length < head) return null;
    const size = short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
    if (bytes.length < head + size) return null;
    this.#unread = bytes.subarray(head + size);
    return [bytes[0] & 0x0f, bytes.subarray(head, head + size)];
  }
}

export const upgrade_text = (port) =>
  `GET /ws HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: http://127.0.0.1:${port}\r\nUpgrade: websocket\r\n` +
  "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n" +
  "Sec-WebSocket-Protocol: aula.v1\r\n\r\n";
