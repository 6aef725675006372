// What people see and do in a room, in the words of the page.

/** The page of the deck that is drawn, from its accessible name; 0 for none. */
export async function shownPage(page) {
  const alt = await page.locator("main .slide img").first().getAttribute("alt");
  return Number(/Page (\d+) of/.exec(alt)?.[1] ?? 0);
}

/** Waits until the picture of that page has arrived and is drawn. */
export async function seesPage(page, number) {
  await page.waitForFunction((wanted) => {
    const picture = document.querySelector("main .slide img");
    return picture?.alt.startsWith(`Page ${wanted} of`) && picture.complete && picture.naturalWidth > 0;
  }, number);
}

/** Everything in the chat that the server has shown, oldest first. */
export const chatOf = (page) => page.locator("[role=log] li.message:not(.unsent) .said").allTextContents();

/** Waits until the chat is exactly this, in this order: nothing missing, nothing twice. */
export async function seesChat(page, texts) {
  await page.waitForFunction((wanted) => {
    const said = [...document.querySelectorAll("[role=log] li.message:not(.unsent) .said")];
    const shown = said.map((one) => one.textContent);
    return shown.length >= wanted.length && shown.at(-1) === wanted.at(-1);
  }, texts);
  const shown = await chatOf(page);
  if (JSON.stringify(shown) !== JSON.stringify(texts)) {
    throw new Error(`the chat is\n${shown.join("\n")}\ninstead of\n${texts.join("\n")}`);
  }
}

/** Types a message and sends it by Enter. */
export async function say(page, text) {
  const field = page.getByRole("textbox", { name: "Your message" });
  await field.fill(text);
  await field.press("Enter");
}

/** Opens the doors and begins. */
export async function startLecture(page) {
  await page.getByRole("button", { name: "Open the doors" }).click();
  await page.getByRole("button", { name: "Start the lecture" }).click();
  await page.getByRole("button", { name: "Break" }).waitFor();
}

/** Goes to the next page by the button under the slide, wherever the focus is. */
export const turnPage = (page) => page.getByRole("button", { name: "Next", exact: true }).click();
