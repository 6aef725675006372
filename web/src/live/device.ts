/** What a connection is told by the device; all of it may come in any order, and twice. */
export interface DeviceNews {
  /** The device says that it has no network. */
  networkLost(): void;
  /** The network is there again, or the person looks at the page again. */
  lookAgain(): void;
  /** The page is put aside, perhaps to be shown again as it is. */
  sleep(): void;
  /** It is shown again; whatever was open then is not to be trusted. */
  wake(): void;
}

type Watched = [EventTarget, string, (event: Event) => void];

/**
 * Passes on what the device knows: its network, and that it or its browser sleeps and wakes. Answers
 * how to stop that.
 */
export function followDevice(news: DeviceNews): () => void {
  const isKept = (event: Event) => (event as PageTransitionEvent).persisted;
  const watched: Watched[] = [
    [window, "offline", () => news.networkLost()],
    [window, "online", () => news.lookAgain()],
    [document, "visibilitychange", () => !document.hidden && news.lookAgain()],
    [document, "resume", () => news.lookAgain()], // a tab that the browser had frozen
    [window, "pagehide", (event) => isKept(event) && news.sleep()],
    [window, "pageshow", (event) => isKept(event) && news.wake()],
  ];
  for (const [target, type, take] of watched) target.addEventListener(type, take);
  return () => {
    for (const [target, type, take] of watched) target.removeEventListener(type, take);
  };
}
