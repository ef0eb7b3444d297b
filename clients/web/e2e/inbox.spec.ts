import { expect, test } from "./suite";

const inbox = "/p/webshop/inbox";

test.beforeAll(({ suite }) => {
  suite.lifeline("capacity", "set", "webshop", "web", "q1", "--gross", "60", "--withhold", "12:incidents");
});

test("what I owe stands there with why and what would lift it; I have seen it, and defer it", async ({
  page,
  suite,
  as,
}) => {
  await as("ines.lorenz");
  await page.goto(inbox);
  const receipt = page.getByRole("listitem").filter({ hasText: "Pages of sold-out products" });
  await expect(receipt).toContainText("Dropped because capacity of web in q1 fell from 60 to 48.");
  await expect(receipt).toContainText("Would lift it:");
  await expect
    .poll(() => suite.lifeline("receipt", "list", "webshop", "--filter", "item = out-of-stock-pages"))
    .toContain("seen");
  await receipt.getByRole("button", { name: "Defer" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Continue" }).click();
  await expect(dialog.getByRole("alert")).toContainText("deferred_to_period");
  await dialog.getByLabel("Until which period does it wait?").selectOption({ index: 2 });
  await dialog.getByRole("button", { name: "Continue" }).click();
  await dialog.getByRole("button", { name: "Give this answer" }).click();
  await expect(page.getByText("Answered.")).toBeVisible();
  await expect(receipt).toHaveCount(0);
});

test("one answer covers many", async ({ page, as }) => {
  await as("marc.dubois");
  await page.goto(inbox);
  await page.getByLabel("Choose all of them").check();
  await expect(page.getByText(/^\d chosen$/)).toBeVisible();
  const bar = page
    .locator("div")
    .filter({ hasText: /^\d chosen/ })
    .last();
  await expect(bar.getByRole("button", { name: "Appeal" })).toHaveCount(0);
  await bar.getByRole("button", { name: "Accept" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Continue" }).click();
  await expect(dialog.getByRole("listitem")).not.toHaveCount(0);
  await dialog.getByRole("button", { name: "Give this answer" }).click();
  await expect(page.getByText(/\d answered\./)).toBeVisible();
  await expect(page.getByRole("heading", { name: "Answers that are owed" })).toHaveCount(0);
});

test("riding along makes the weave first, and its owner finds it in the inbox", async ({ page, as }) => {
  await as("selin.aydin");
  await page.goto(inbox);
  const receipt = page.getByRole("listitem").filter({ hasText: "Pagination that crawlers can follow" });
  await receipt.getByRole("button", { name: "Ride along" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Web", { exact: true }).fill("0.5");
  await dialog.getByRole("radio", { name: /Migration to the new CMS/ }).check();
  await dialog.getByRole("button", { name: "Continue" }).click();
  await expect(dialog).toContainText("Katrin Voss is asked");
  await dialog.getByRole("button", { name: "Give this answer" }).click();
  await expect(page.getByText("Answered.")).toBeVisible();
  await as("katrin.voss");
  await page.goto(inbox);
  const ride = page.getByRole("region", { name: "Rides that wait for your yes" });
  await ride.getByRole("button", { name: "Agree to the ride" }).click();
  await expect(page.getByRole("dialog")).toContainText("rose");
  await page.getByRole("dialog").getByRole("button", { name: "Agree to the ride" }).click();
  await expect(page.getByText("Agreed: it rides.")).toBeVisible();
  await expect(ride).toHaveCount(0);
});

test("withdrawing takes the request back first, and the answer refers to it", async ({ page, suite, as }) => {
  await as("selin.aydin");
  await page.goto(inbox);
  const receipt = page.getByRole("listitem").filter({ hasText: "Markup for videos" });
  await receipt.getByRole("button", { name: "Withdraw" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Why").fill("There will be no videos.");
  await dialog.getByRole("button", { name: "Continue" }).click();
  await dialog.getByRole("button", { name: "Give this answer" }).click();
  await expect(page.getByText("Answered.")).toBeVisible();
  expect(suite.lifeline("item", "show", "webshop", "video-markup").toLowerCase()).toContain("withdrawn");
});

test("an appeal goes to both leads, and the arbiter grants it with a mandate", async ({
  page,
  suite,
  as,
}) => {
  await as("jonas.petersen");
  await page.goto(inbox);
  const receipt = page.getByRole("listitem").filter({ hasText: "Critical CSS first" });
  await receipt.getByRole("button", { name: "Appeal" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Search by title, id or key").fill("sitemap");
  await dialog.getByRole("radio", { name: /sitemap-split/ }).check();
  await dialog.getByLabel("Why").fill("The first paint costs us orders.");
  await dialog.getByRole("button", { name: "Continue" }).click();
  await expect(dialog).toContainText("should fall instead");
  await dialog.getByRole("button", { name: "Give this answer" }).click();
  await expect(page.getByText("Answered.")).toBeVisible();

  for (const [lead, word] of [
    ["miriam.albers", "Grant"],
    ["tobias.rehm", "Refuse"],
  ] as const) {
    await as(lead);
    await page.goto(inbox);
    const disputes = page.getByRole("region", { name: "Disputes that wait for a word" });
    await expect(disputes).toContainText("The first paint costs us orders.");
    await disputes.getByText("The facts").click();
    await expect(disputes).toContainText("If it were granted");
    await disputes.getByRole("button", { name: word }).click();
    await page.getByRole("dialog").getByLabel("Why").fill("As I see it.");
    await page.getByRole("dialog").getByRole("button", { name: word }).click();
    await expect(page.getByText("Said.")).toBeVisible();
  }

  await as("helga.winter");
  await page.goto(inbox);
  const disputes = page.getByRole("region", { name: "Disputes that wait for a word" });
  await expect(disputes).toContainText("before the arbiter");
  await disputes.getByRole("button", { name: "Grant" }).click();
  await expect(dialog.getByLabel("Who answers for the mandate?")).toHaveValue(/helga/);
  const until = new Date(Date.now() + 60 * 24 * 3_600_000).toISOString().slice(0, 10);
  await dialog.getByLabel("Until when does the mandate hold?").fill(until);
  await dialog.getByLabel("Why").fill("The season does not wait.");
  await dialog.getByRole("button", { name: "Grant" }).click();
  await expect(page.getByText("Said.")).toBeVisible();
  await expect(disputes).toHaveCount(0);
  const placed = suite.lifeline("ranking", "explain", "webshop", "critical-css");
  expect(placed).toContain("by mandate");
});

test("a model is signed by both leads, exactly as it was shown", async ({ page, suite, as }) => {
  suite.lifeline(
    "model",
    "propose",
    "webshop",
    "--reason",
    "As agreed.",
    "--as",
    "miriam.albers@example.com",
  );
  for (const lead of ["miriam.albers", "tobias.rehm"]) {
    await as(lead);
    await page.goto(inbox);
    const models = page.getByRole("region", { name: "Signatures" });
    await expect(models).toContainText("As agreed.");
    await models.getByRole("button", { name: "Sign" }).click();
    await expect(page.getByRole("dialog")).toContainText("You sign exactly what is shown here.");
    await page.getByRole("dialog").getByRole("button", { name: "Sign" }).click();
    await expect(page.getByText("Signed.", { exact: true })).toBeVisible();
    await page.getByRole("button", { name: "Dismiss" }).click();
  }
  await expect(page.getByRole("region", { name: "Signatures" })).toHaveCount(0);
});

test("after some reviews it is asked what waits, and what was delivered is confirmed", async ({
  page,
  suite,
  as,
}) => {
  suite.lifeline("commitment", "update", "webshop", "cms-migration", "--state", "delivered");
  for (const review of ["a", "b", "c", "d"]) {
    suite.lifeline("review", "open", "webshop", review, "--title", review);
    suite.lifeline("review", "close", "webshop", review);
  }
  await as("pavel.novak");
  await page.goto(inbox);
  await expect(page.getByRole("heading", { name: /Waits long below the line/ })).toBeVisible();
  const waiting = page
    .getByRole("listitem")
    .filter({ has: page.getByRole("button", { name: "Let it wait" }) });
  const before = await waiting.count();
  const title = (await waiting.first().getByRole("link").first().textContent()) ?? "";
  await waiting.first().getByRole("button", { name: "Let it wait" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Until which day may it wait?").fill("2020-01-01");
  await dialog.getByLabel("Why").fill("The budget comes in summer.");
  await dialog.getByRole("button", { name: "Let it wait" }).click();
  await expect(dialog.getByRole("alert")).toContainText("must lie after today");
  const until = new Date(Date.now() + 60 * 24 * 3_600_000).toISOString().slice(0, 10);
  await dialog.getByLabel("Until which day may it wait?").fill(until);
  await dialog.getByRole("button", { name: "Let it wait" }).click();
  await expect(page.getByText("It may wait.")).toBeVisible();
  await expect(page.getByRole("link", { name: title })).toHaveCount(0);
  expect(before).toBeGreaterThan(0);

  await as("katrin.voss");
  await page.goto(inbox);
  await expect(page.getByRole("heading", { name: "Was delivered: is it done?" })).toBeVisible();
  await page.getByRole("button", { name: "Confirm that it is done" }).click();
  await expect(dialog).toContainText("cannot be taken back");
  await dialog.getByRole("button", { name: "Confirm that it is done" }).click();
  await expect(page.getByText("Confirmed.")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Was delivered: is it done?" })).toHaveCount(0);
});

test("a planner sees everybody's; a requester has no such switch", async ({ page, as }) => {
  await as("pavel.novak");
  await page.goto(inbox);
  await page.getByLabel("Everybody's").check();
  await expect(page).toHaveURL(/of=all/);
  await expect(page.getByText(/owes it/).first()).toBeVisible();
  await as("ines.lorenz");
  await page.goto(`${inbox}?of=all`);
  await expect(page.getByRole("heading", { name: "Inbox" })).toBeVisible();
  await expect(page.getByLabel("Everybody's")).toHaveCount(0);
});

test("in German, on a phone, without a barrier", async ({ page, as, expectAccessible }) => {
  await page.setViewportSize({ width: 360, height: 800 });
  await as("miriam.albers");
  await page.goto(inbox);
  await page.getByLabel("Language").selectOption("Deutsch");
  await expect(page.getByRole("heading", { name: "Offene Rückmeldungen" })).toBeVisible();
  await expect(page.getByText(/voll: braucht/).first()).toBeVisible();
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(wider).toBeLessThanOrEqual(0);
  await expectAccessible(page);
});
