// Debian's Chromium through playwright-core, and people in it: one context (cookies, storage, network) for each.
import { createRequire } from "node:module";

const require = createRequire(new URL("../../../web/package.json", import.meta.url));
const { chromium } = require("playwright-core");

export const phone = { width: 390, height: 844 };
export const desktop = { width: 1280, height: 860 };

/** A condition that is not met by then never will be; the machine is shared, so this is long. */
const patience = 60_000;

/** `keepsPages`: a page that is left is kept as it is, to be shown again by "back", as browsers do that nobody drives. */
export const launch = ({ keepsPages = false } = {}) =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    ignoreDefaultArgs: keepsPages ? ["--disable-back-forward-cache"] : [],
  });

/**
 * A person with a browser of their own. `page.complaints` collects everything that should not happen on any page: errors,
 * refused content, requests to other hosts.
 */
export async function person(browser, server, { viewport = desktop, ...options } = {}) {
  const context = await browser.newContext({ viewport, locale: "en-GB", baseURL: server.url, ...options });
  context.setDefaultTimeout(patience);
  const page = await context.newPage();
  page.complaints = [];
  page.on("pageerror", (error) => page.complaints.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" && !isNetworkNotice(message)) page.complaints.push(message.text());
  });
  page.on("request", (request) => {
    if (/^(https?|wss?):/.test(request.url()) && new URL(request.url()).host !== new URL(server.url).host) {
      page.complaints.push(`third party: ${request.url()}`);
    }
  });
  return page;
}

/** Chromium's own line for an answer of 4xx or for a network that is gone: the page shows it, which tests check there. */
const isNetworkNotice = (message) => /^Failed to load resource|WebSocket connection to/.test(message.text());

/** Opens a personal link and waits until it has let the person in. */
export async function enter(page, link) {
  await page.goto(link);
  await page.waitForURL((url) => url.pathname !== "/join");
}
