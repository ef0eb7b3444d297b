import type { Page } from "@playwright/test";
import { expect, test } from "./suite";

const commitments = (page: Page) => page.getByRole("table", { name: "Commitments" });
const dialog = (page: Page) => page.getByRole("dialog");

test("teams by periods, with what is used, withheld and committed", async ({ page, suite }) => {
  suite.lifeline(
    "capacity",
    "set",
    "webshop",
    "data",
    "q2",
    "--gross",
    "20",
    "--withhold",
    "4:monthly reports",
  );
  await page.goto("/p/webshop/roadmap");
  await expect(page.getByRole("heading", { level: 2, name: "Timeline" })).toBeVisible();
  const row = page.getByRole("table", { name: "Capacity by team and period" }).getByRole("row", {
    name: /q2 Daten/,
  });
  await expect(row).toContainText("4 monthly reports");
  await expect(page.getByText("today", { exact: true })).toBeVisible();
  const mandates = page.getByRole("table", { name: "Mandates" });
  await expect(mandates.getByRole("row", { name: /TLS/ })).toContainText("Tobias Rehm");
  await expect(page.getByText(/q1: 11 of .* that mandates may take/)).toBeVisible();
  await page.getByRole("combobox", { name: "Team" }).selectOption("Web");
  await expect(page).toHaveURL(/team=web/);
  await expect(page.getByRole("row", { name: /q2 Daten/ })).toHaveCount(0);
});

test("commitments beyond the capacity are shown as overdrawn", async ({ page, suite }) => {
  const content = (gross: string) =>
    suite.lifeline(
      "capacity",
      "set",
      "webshop",
      "content",
      "q1",
      "--gross",
      gross,
      "--withhold",
      "2:daily work",
    );
  content("6");
  await page.goto("/p/webshop/roadmap");
  const row = page.getByRole("row", { name: /q1 Redaktion/ });
  await expect(row).toContainText("overdrawn by 4");
  await expect(page.getByText("Commitments overdraw the capacity by 4.")).toBeVisible();
  content("34");
  await expect(row).not.toContainText("overdrawn");
});

test("a planner promises, starts, and gives up with a reason", async ({ page, suite, as }) => {
  await as("pavel.novak");
  await page.goto("/p/webshop/roadmap");
  await page.getByRole("button", { name: /^Promise .*Load the hero image first/ }).click();
  await expect(dialog(page)).toContainText("What it would do");
  await dialog(page).getByRole("button", { name: "Promise", exact: true }).click();
  const row = commitments(page).getByRole("row", { name: /Load the hero image first/ });
  await expect(row).toContainText("promised");

  await row.getByRole("button", { name: /^Start/ }).click();
  await dialog(page).getByRole("textbox", { name: "Work remaining for Web" }).fill("3.5");
  await dialog(page).getByRole("button", { name: "Save" }).click();
  await expect(row).toContainText("started");
  await expect(row).toContainText("Web 3.5");

  await row.getByRole("button", { name: /^Give up/ }).click();
  await dialog(page).getByRole("button", { name: "Give up", exact: true }).click();
  await expect(dialog(page)).toContainText("A reason is needed.");
  await dialog(page).getByLabel("Reason", { exact: true }).fill("Moved to another team");
  await dialog(page).getByRole("button", { name: "Give up", exact: true }).click();
  await expect(row).toHaveCount(0);
  expect(suite.lifeline("commitment", "list", "webshop")).not.toContain("lcp-hero");
});

test("a promise can be undone", async ({ page, as }) => {
  await as("pavel.novak");
  await page.goto("/p/webshop/roadmap");
  await page.getByRole("button", { name: /^Promise .*Measure real loading times/ }).click();
  await dialog(page).getByRole("button", { name: "Promise", exact: true }).click();
  const row = commitments(page).getByRole("row", { name: /Measure real loading times/ });
  await expect(row).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).last().click();
  await expect(row).toHaveCount(0);
});

test("who plans nothing is offered nothing to plan", async ({ page, as }) => {
  await as("selin.aydin");
  await page.goto("/p/webshop/roadmap");
  await expect(commitments(page)).toBeVisible();
  await expect(page.getByRole("button", { name: /^(Promise|Give up|Deliver)/ })).toHaveCount(0);
});

test("the carrier's owner lets an item ride, and nobody else can", async ({ page, suite, as }) => {
  suite.lifeline(
    ...["--as", "pavel.novak@example.com", "weave", "add", "webshop", "pagination-links", "cms-migration"],
    ...["--effort", "web=0.5"],
  );
  const agree = () => page.getByRole("button", { name: /^Agree… .*Pagination/ });
  await as("selin.aydin");
  await page.goto("/p/webshop/roadmap");
  await agree().click();
  await expect(dialog(page).getByRole("alert")).toContainText("Katrin Voss owns cms-migration");
  await expect(dialog(page).getByRole("button", { name: "Agree", exact: true })).toBeDisabled();

  await as("katrin.voss");
  await page.goto("/p/webshop/roadmap");
  await agree().click();
  await expect(dialog(page)).toContainText("Above the line: 1");
  await dialog(page).getByRole("button", { name: "Agree", exact: true }).click();
  const rider = page.getByRole("listitem").filter({ hasText: "Pagination" }).last();
  await expect(rider).toContainText("agreed by Katrin Voss");
});

test("the timeline prints on one landscape page", async ({ page }) => {
  await page.goto("/p/webshop/roadmap");
  await expect(page.getByRole("heading", { level: 2, name: "Timeline" })).toBeVisible();
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
  const pages = [...pdf.matchAll(/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]/g)].map(
    ([, width, height]) => Number(width) > Number(height),
  );
  expect(pages[0]).toBe(true);
  expect(pages.filter((landscape) => landscape)).toHaveLength(1);
});

for (const [language, title] of [
  ["English", "Timeline"],
  ["Deutsch", "Zeitachse"],
] as const) {
  test(`it is accessible and fits a phone: ${language}`, async ({ page, expectAccessible }) => {
    await page.goto("/p/webshop/roadmap");
    await page.getByLabel("Language").selectOption(language);
    await expect(page.getByRole("heading", { level: 2, name: title })).toBeVisible();
    await expectAccessible(page);
    await page.setViewportSize({ width: 360, height: 740 });
    const wider = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    await expect(page.getByRole("navigation").locator("[aria-current]")).toBeInViewport({ ratio: 1 });
    await expect.poll(wider).toBeLessThanOrEqual(0);
  });
}
