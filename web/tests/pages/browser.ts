/** What the client asks the browser for as soon as it is loaded, where there is none. */
function provide(name: string, value: unknown): void {
  if (!(name in globalThis)) Object.defineProperty(globalThis, name, { value });
}

provide("navigator", { languages: ["en-GB"] });
provide("location", { pathname: "/", hash: "", search: "" });
