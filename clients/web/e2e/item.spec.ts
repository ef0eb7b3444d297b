import { expect, test } from "./suite";

const item = (id: string) => `/p/webshop/items/${id}`;

test("the sum is written out and comes to exactly the score of the ranking", async ({ page, suite }) => {
  const ranked = JSON.parse(suite.lifeline("ranking", "explain", "webshop", "facet-rules", "-o", "json"));
  await page.goto(item("facet-rules"));
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Which facets may be indexed");
  const score = page.getByTestId("score");
  await expect(score).toBeVisible();
  const written = Number((await score.textContent())?.replaceAll(",", ""));
  expect(Math.round(written * 1e6)).toBe(Number(ranked.scoreMicros ?? ranked.score_micros));
  // Each line is weight x rating x confidence, and the lines add up to what is divided.
  const points = await page.getByRole("table").first().locator("tbody tr td:last-child").allTextContents();
  const sum = points.reduce((all, text) => all + Number(text.replace("=", "").replaceAll(",", "")), 0);
  await expect(page.getByRole("row", { name: /^Together 130/ })).toContainText(sum.toFixed(2));
  await expect(page.getByText("Below is not rejected.").first()).toBeVisible();
});

test("below the line it says what would lift it", async ({ page }) => {
  await page.goto(item("facet-rules"));
  await expect(page.getByRole("heading", { name: "What would lift it" })).toBeVisible();
  await expect(page.getByText(/If web needed .* it would stand above the line in q\d/)).toBeVisible();
  await page.getByText("How sure is its side of the line?").click();
  await expect(page.getByText(/random weightings/)).toBeVisible();
});

test("a ride is proposed in a carrier, and taken back at once", async ({ page, as }) => {
  await as("selin.aydin");
  await page.goto(item("pagination-links"));
  const ride = page.getByRole("region", { name: "Riding along" });
  await ride.getByLabel("Web").fill("0.5");
  await ride.getByRole("radio", { name: /Migration to the new CMS/ }).check();
  await ride.getByRole("button", { name: "Propose the ride" }).click();
  await expect(page.getByText("Proposed. Katrin Voss is asked.")).toBeVisible();
  await expect(ride.getByText(/Katrin Voss has not said yes yet/)).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(ride.getByRole("button", { name: "Propose the ride" })).toBeVisible();
});

test("a drop stands in its timeline with its cause, and is answered here", async ({ page, suite, as }) => {
  suite.lifeline("capacity", "set", "webshop", "web", "q1", "--gross", "60", "--withhold", "12:incidents");
  await as("jonas.petersen");
  await page.goto(item("critical-css"));
  const owed = page.getByRole("region", { name: "An answer is owed" });
  await expect(owed).toContainText("dropped");
  await expect(owed).toContainText("because capacity of web in q1 fell from 60 to 48");
  const timeline = page.getByRole("region", { name: "Its crossings" });
  await expect(timeline).toContainText("capacity 100 % of it");
  await owed.getByRole("button", { name: "Accept" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("What do you say with it?").fill("Next quarter is fine.");
  await dialog.getByRole("button", { name: "Continue" }).click();
  await expect(dialog).toContainText("cannot be changed later");
  await dialog.getByRole("button", { name: "Give this answer" }).click();
  await expect(page.getByText("Answered.")).toBeVisible();
  await expect(owed).toHaveCount(0);
  await expect(timeline).toContainText("accepted");
  await expect(timeline).toContainText("Next quarter is fine.");
});

test("who was slower is told so, loses nothing, and sees what the other wrote", async ({
  page,
  suite,
  as,
}) => {
  await as("jonas.petersen");
  await page.goto(item("lcp-hero"));
  await page.getByRole("button", { name: "Edit texts" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Title").fill("The hero image first");
  suite.lifeline(
    "item",
    "update",
    "webshop",
    "lcp-hero",
    "--title",
    "Hero first",
    "--as",
    "jonas.petersen@example.com",
  );
  await dialog.getByRole("button", { name: "Save", exact: true }).click();
  await expect(dialog.getByRole("alert")).toContainText("Jonas Petersen has changed this item meanwhile");
  await expect(dialog.getByRole("alert")).toContainText("Hero first");
  await expect(dialog.getByLabel("Title")).toHaveValue("The hero image first");
  await dialog.getByRole("button", { name: "Save mine over it" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("The hero image first");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Hero first");
});

test("declining asks for a reason, shows who would cross, and can be undone", async ({ page, as }) => {
  await as("tobias.rehm");
  await page.goto(item("title-test"));
  await page.getByText("What can be done").click();
  await page.getByRole("button", { name: "Decline" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Continue" }).click();
  await expect(dialog.getByRole("alert")).toContainText("reason");
  await dialog.getByLabel("Why").fill("Another tool does it already.");
  await dialog.getByRole("button", { name: "Continue" }).click();
  await expect(dialog).toContainText("It would be: declined.");
  await expect(dialog).toContainText("Who would cross the line");
  await dialog.getByRole("button", { name: "Decline" }).click();
  await expect(page.getByText("It is now: declined.")).toBeVisible();
  await expect(page.getByText("Another tool does it already.").first()).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("region", { name: "What it is about" })).toContainText("validating");
});

test("opinions that differ are settled by name, and then it can be ready", async ({ page, suite, as }) => {
  suite.lifeline("portfolio", "update", "webshop", "--effort-opinions", "2");
  const estimate = (who: string, days: number) =>
    suite.lifeline(
      "item",
      "estimate",
      "webshop",
      "title-test",
      "--effort",
      `web=${days}`,
      "--as",
      `${who}@example.com`,
    );
  // The backlog hears of the two opinions a moment later; until then hers alone would do.
  await expect
    .poll(() => {
      estimate("katrin.voss", 2);
      const check = JSON.parse(suite.lifeline("item", "check", "webshop", "title-test", "-o", "json"));
      return check.steps.some(
        (step: { kind: string; members: string[] }) =>
          step.kind === "KIND_ESTIMATE" && !step.members.includes("portfolios/webshop/members/katrin"),
      );
    })
    .toBe(true);
  estimate("tobias.rehm", 5);
  await as("tobias.rehm");
  await page.goto(item("title-test"));
  const readiness = page.getByRole("region", { name: "On its way to ready" });
  await expect(readiness).toContainText("effort: 2 to 5 (2 opinions)");
  await readiness.getByRole("button", { name: "Settle opinions" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByLabel("Web")).toHaveValue("5");
  await dialog.getByLabel("Web").fill("3");
  await dialog.getByLabel("Why").fill("As talked about.");
  await dialog.getByRole("button", { name: "Settle opinions" }).click();
  await expect(page.getByText("Settled.")).toBeVisible();
  await expect(readiness.getByRole("button", { name: "Settle opinions" })).toHaveCount(0);
});

test("what is said stays, and the history tells who changed what and why", async ({ page, suite, as }) => {
  suite.lifeline(
    "item",
    "update",
    "webshop",
    "gift-cards",
    "--due",
    "2027-06-01",
    "--reason",
    "Father's day",
  );
  await as("marc.dubois");
  await page.goto(item("gift-cards"));
  await page.getByLabel("Your comment").fill("Could this ride in the checkout?");
  await page.getByLabel("Your comment").press("Control+Enter");
  await expect(page.getByRole("region", { name: "Comments" })).toContainText("Marc Dubois");
  await page.getByText("Who changed what, and why").click();
  const change = page.getByRole("listitem").filter({ hasText: "Father's day" });
  await expect(change.getByRole("row", { name: /^Due/ })).toContainText("1 Jun 2027");
});

test("in German everything is German, on a phone, and without a barrier", async ({
  page,
  expectAccessible,
}) => {
  await page.setViewportSize({ width: 360, height: 800 });
  await page.goto(item("facet-rules"));
  await page.getByLabel("Language").selectOption("Deutsch");
  await expect(page.getByRole("heading", { name: "Wie ihr Punktwert zustande kommt" })).toBeVisible();
  await expect(page.getByText(/Wenn web .* bräuchte, stünde es in q\d über der Linie/)).toBeVisible();
  await expect(page.getByRole("region", { name: "Ihre Linienwechsel" })).toContainText("web ist in q1 voll");
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(wider).toBeLessThanOrEqual(0);
  await expectAccessible(page);
});
