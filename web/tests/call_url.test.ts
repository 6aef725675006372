import assert from "node:assert/strict";
import { test } from "node:test";
import { callAddress } from "../src/call_url";

test("a whole https address leads to a call, by the host that is named", () => {
  assert.equal(callAddress("https://zoom.us/j/1?pwd=a#b")?.href, "https://zoom.us/j/1?pwd=a#b");
  assert.equal(callAddress("HTTPS://US02web.Zoom.us/j/1")?.host, "us02web.zoom.us");
  assert.equal(callAddress("https://bbb.example:8443/rooms/a")?.host, "bbb.example:8443");
  assert.equal(callAddress("https://xn--mnchen-3ya.de/raum")?.host, "xn--mnchen-3ya.de");
  assert.equal(
    callAddress("https://zооm.us/")?.host,
    "xn--zm-fmca.us",
    "letters that only look Latin show",
  );
});

test("everything else leads nowhere, however a browser would read it", () => {
  const others = [
    undefined,
    "",
    "zoom.us/j/1",
    "//zoom.us/j/1",
    "http://zoom.us/j/1",
    "https:zoom.us",
    "https:/zoom.us",
    "https://",
    "https:///zoom.us",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)//https://zoom.us",
    "java\tscript:alert(1)",
    " https://zoom.us",
    "https://zoom.us/ 1",
    "https://zo\nom.us/",
    "https://zoom.us\\@evil.example/",
    "https://zoom.us@evil.example/",
    "https://a:b@zoom.us/",
    "https://zoom.us:99999/",
    "https://xn--a/",
    "data:text/html,https://zoom.us",
  ];
  for (const other of others) assert.equal(callAddress(other), null, String(other));
});
