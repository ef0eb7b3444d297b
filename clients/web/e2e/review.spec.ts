import { readFileSync } from "node:fs";
import type { Download, Page } from "@playwright/test";
import { expect, test } from "./suite";

const cut = (suite: { lifeline: (...words: string[]) => string }, gross: number) =>
  suite.lifeline("capacity", "set", "webshop", "web", "q1", "--gross", `${gross}`, "--reason", "two people");

const textOf = async (download: Download) => readFileSync(await download.path(), "utf8");

async function open(page: Page, id: string, title: string) {
  await page.getByRole("button", { name: /^Open (a|the first) review$/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Title").fill(title);
  await dialog.getByLabel("Id", { exact: true }).fill(id);
  await dialog.getByRole("button", { name: "Freeze and open" }).click();
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
}

test.describe.configure({ mode: "serial" });

test("without a review the page says what one is", async ({ page, suite }) => {
  suite.lifeline("portfolio", "create", "quiet", "--title", "Quiet");
  await page.goto("/p/quiet/review");
  await expect(page.getByText("There has been no review yet")).toBeVisible();
  await expect(page.getByRole("button", { name: "Open the first review" })).toBeVisible();
});

test("who may not open a review is told so, and nothing is frozen", async ({ page, as, suite }) => {
  await as("ines.lorenz");
  await page.goto("/p/webshop/review");
  await page.getByRole("button", { name: /^Open (a|the first) review$/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Id", { exact: true }).fill("not-hers");
  await dialog.getByRole("button", { name: "Freeze and open" }).click();
  await expect(dialog.getByRole("alert")).toContainText("open reviews");
  expect(suite.lifeline("review", "list", "webshop")).not.toContain("not-hers");
  // The id is free: somebody who may can freeze under it.
  suite.lifeline("review", "open", "webshop", "not-hers", "--title", "Somebody else's");
});

test("a review from open to report: what moved, why, and what was decided", async ({ page, as, suite }) => {
  cut(suite, 72);
  await as("pavel.novak");
  await page.goto("/p/webshop/review");
  await open(page, "e2e-first", "Before the cut");
  cut(suite, 60);
  await open(page, "e2e-second", "After the cut");

  await expect(page.getByText(/compared with ranking \d+/)).toBeVisible();
  const figures = page.getByRole("region", { name: "Seven figures" }).locator("dt");
  await expect(figures).toHaveCount(7);
  await expect(
    page.getByText("This was planned at the last review and is not, or later, now."),
  ).toBeVisible();
  await expect(page.getByRole("row", { name: /^capacity and periods/ })).toContainText("3");
  await expect(page.getByRole("region", { name: "What each side owes" })).toBeVisible();
  suite.lifeline("audit");
  await page.reload();
  await expect(page.getByRole("region", { name: "Silent drops, as of now" })).toContainText(
    "Silent drops: 0. Counted from outside by the audit of",
  );
  const move = page.getByRole("row", { name: /Critical CSS first/ });
  await expect(move).toContainText("dropped");
  await expect(move).toContainText("because capacity of web in q1 fell from 60 to 48");

  await page.getByRole("button", { name: "Add a decision" }).click();
  const decision = page.getByRole("group", { name: "Decision 1" });
  await decision.getByLabel("What was decided").fill("critical-css waits");
  await decision.getByLabel("Item concerned").fill("critical-css");
  await expect(decision).toContainText("Critical CSS first");
  await expect(decision.getByLabel("Decided by")).toHaveValue(/pavel/);
  // What was written outlives the page.
  await page.reload();
  await expect(decision.getByLabel("What was decided")).toHaveValue("critical-css waits");

  const close = async () => {
    await page.getByRole("button", { name: "Close the review" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Close the review" }).click();
  };
  await close();
  await expect(decision.getByLabel("Because")).toHaveAttribute("aria-invalid", "true");
  await decision.getByLabel("Because").fill("the web team has lost two people");
  await close();
  const minutes = page.getByRole("region", { name: "Minutes" });
  await expect(minutes).toContainText("because the web team has lost two people");
  await expect(page.getByRole("button", { name: "Add a decision" })).toHaveCount(0);
  await expect(page.getByText(/^Closed on/).first()).toBeVisible();
});

test("without an audit the report says why nothing is known of silent drops", async ({ page }) => {
  // The suite audits every portfolio when it likes, so that none is without an audit for sure.
  const call = "**/lifeline.audit.v1.AuditService/GetAudit*";
  for (const { status, code, said } of [
    { status: 404, code: "not_found", said: "no audit has looked at this portfolio" },
    { status: 503, code: "unavailable", said: "no audit answers" },
    { status: 500, code: "internal", said: "the audit could not be read" },
  ]) {
    await page.route(call, (route) => route.fulfill({ status, json: { code, message: code } }));
    await page.goto("/p/webshop/review/e2e-second");
    await expect(page.getByRole("region", { name: "Silent drops, as of now" })).toContainText(said);
    await page.unroute(call);
  }
});

test("the files say what the command line writes", async ({ page, suite }) => {
  await page.goto("/p/webshop/review/e2e-second");
  const [markdown] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save as Markdown" }).click(),
  ]);
  expect(markdown.suggestedFilename()).toBe("review-e2e-second.md");
  const words = ["review", "show", "webshop", "e2e-second", "--language"];
  expect(await textOf(markdown)).toBe(suite.lifeline(...words, "en"));

  await page.getByLabel("Language").selectOption("Deutsch");
  const [html] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Als HTML sichern" }).click(),
  ]);
  const file = test.info().outputPath("cli.html");
  suite.lifeline(...words, "de", "-f", file);
  expect(await textOf(html)).toBe(readFileSync(file, "utf8"));
});

test("it prints on two pages", async ({ page }) => {
  await page.goto("/p/webshop/review/e2e-second");
  await expect(page.getByRole("heading", { name: "Every move" })).toBeVisible();
  const margin = { top: "12mm", bottom: "12mm", left: "12mm", right: "12mm" };
  const pdf = (await page.pdf({ format: "A4", margin })).toString("latin1");
  expect(pdf.match(/\/Type \/Page\b/g)?.length).toBeLessThanOrEqual(2);
});

test("what is one call is decided on the spot, the rest where it belongs", async ({ page, as, suite }) => {
  suite.lifeline("mandate", "incident", "webshop", "alt-texts", "--reason", "the shop has no pictures");
  suite.lifeline(
    "--as",
    "jonas.petersen@example.com",
    "receipt",
    "appeal",
    "webshop",
    "critical-css",
    "--instead",
    "cls-banners",
    "--text",
    "February is when we sell",
  );
  await as("tobias.rehm");
  await page.goto("/p/webshop/review/e2e-second");
  const decisions = page.getByRole("region", { name: "Decisions asked of you" });
  const appeal = decisions.getByRole("listitem").filter({ hasText: "Critical CSS first" });
  await expect(appeal).toContainText("The appeal: February is when we sell");
  await expect(appeal).toContainText("Marketing: has not said yet");
  await expect(appeal.getByRole("link", { name: "Inbox" })).toHaveAttribute("href", "/p/webshop/inbox");
  await expect(appeal.getByRole("link", { name: "Item" })).toHaveAttribute(
    "href",
    "/p/webshop/items/critical-css",
  );

  const incident = decisions.getByRole("listitem").filter({ hasText: "incident mandate" });
  await expect(incident).toContainText("IT lead");
  await incident.getByRole("button", { name: "It stays" }).click();
  await expect(page.getByText("The mandate stays.")).toBeVisible();
  await expect(incident).toHaveCount(0);
});

test("what has waited through three reviews is let wait with a day and a reason", async ({
  page,
  as,
  suite,
}) => {
  suite.lifeline("review", "open", "webshop", "e2e-third", "--title", "The third");
  for (const id of ["not-hers", "e2e-first", "e2e-third"]) suite.lifeline("review", "close", "webshop", id);
  await as("pavel.novak");
  await page.goto("/p/webshop/review/e2e-third");
  const asked = page.getByRole("listitem").filter({ hasText: "Product configurator" });
  await expect(asked).toContainText("which has waited below the line for long?");
  await expect(asked.getByRole("link", { name: "What if" })).toBeVisible();
  await asked.getByRole("button", { name: "It may wait" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Until").fill("2020-01-01");
  await dialog.getByLabel("Why").fill("the supplier decides in spring");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByLabel("Until")).toHaveAttribute("aria-invalid", "true");
  await dialog.getByLabel("Until").fill("2099-03-01");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText(/^It may wait until/)).toBeVisible();
  await expect(asked).toHaveCount(0);
});

test("an admin can remove the texts of the minutes, for good", async ({ page, as }) => {
  await as("");
  await page.goto("/p/webshop/review/e2e-second");
  await page.getByRole("button", { name: "Remove the texts of the minutes" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByLabel("Why")).toHaveAttribute("aria-invalid", "true");
  await dialog.getByLabel("Why").fill("they named a person");
  await dialog.getByRole("button", { name: "Save" }).click();
  const minutes = page.getByRole("region", { name: "Minutes" });
  await expect(minutes).toContainText("because [redacted]");
  await expect(minutes.getByRole("button")).toHaveCount(0);
});

test("in German everything is German, and everybody can read it", async ({ page, expectAccessible }) => {
  await page.goto("/p/webshop/review/e2e-second");
  await page.getByLabel("Language").selectOption("Deutsch");
  await expect(page.getByRole("heading", { name: "Das ist zu entscheiden" })).toBeVisible();
  await expect(page.getByText("Das wartet; unter der Linie heißt nicht abgelehnt.")).toBeVisible();
  await expect(page.getByRole("row", { name: /^Kapazität und Zeiträume/ })).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel("Farben").selectOption("dunkel");
  await expectAccessible(page);
  await page.setViewportSize({ width: 360, height: 740 });
  await expectAccessible(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});
