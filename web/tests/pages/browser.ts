/** What the pages ask the browser for, where there is none. */
if (!("navigator" in globalThis)) {
  Object.defineProperty(globalThis, "navigator", { value: { languages: ["en-GB"] } });
}
