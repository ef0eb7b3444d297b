import type { Page } from "@playwright/test";
import { expect, test } from "./suite";

const setWeb = (gross: number) =>
  ["capacity", "set", "webshop", "web", "q1", "--gross", String(gross)].concat([
    "--withhold",
    "8:incidents",
    "--withhold",
    "4:leave",
  ]);

// Other files may have cut it.
test.beforeEach(({ suite }) => {
  suite.lifeline(...setWeb(72));
});

const outcome = (page: Page) => page.getByRole("region", { name: "What it would do" });
const webInQ1 = (page: Page) => page.getByRole("textbox", { name: "Capacity of Web in q1" });

async function cut(page: Page, to: string) {
  await page.locator("summary", { hasText: "Capacities" }).click();
  await webInQ1(page).fill(to);
}

test("a cut shows who would drop and why, survives a reload, and is undone", async ({ page, suite }) => {
  const before = suite.lifeline("ranking", "show", "webshop", "-o", "csv");
  await page.goto("/p/webshop/what-if");
  await expect(outcome(page)).toContainText("Nothing is changed yet");
  await cut(page, "60");
  await expect(outcome(page)).toContainText("Below the line: 2");
  const css = outcome(page).getByRole("listitem").filter({ hasText: "Critical CSS first" });
  await expect(css).toContainText("Dropped because capacity of web in q1 fell from 60 to 48.");
  await expect(outcome(page).getByText("-€11,000")).toBeVisible();
  await expect(outcome(page).getByRole("row", { name: /Web q1/ })).toContainText("of 48");

  await expect(page).toHaveURL(/cap\.q1\.web=60/);
  await page.reload();
  await expect(webInQ1(page)).toHaveValue("60");
  await expect(outcome(page)).toContainText("Below the line: 2");

  await webInQ1(page).fill("70");
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await expect(webInQ1(page)).toHaveValue("60");
  await page.getByRole("button", { name: "Reset" }).click();
  await expect(outcome(page)).toContainText("Nothing is changed yet");
  expect(suite.lifeline("ranking", "show", "webshop", "-o", "csv")).toBe(before);
});

test("weights, capacities and items count as one set", async ({ page }) => {
  await page.goto("/p/webshop/what-if");
  await page.getByRole("spinbutton", { name: "Weight of Geschäftswert" }).fill("50");
  await expect(page.getByText("was 35")).toBeVisible();
  await cut(page, "60");
  await page.locator("summary", { hasText: "Items in and out" }).click();
  await page.getByRole("searchbox", { name: /Add an item/ }).fill("express");
  await page.getByRole("button", { name: /Express checkout/ }).click();
  await page.getByLabel("In this preview it").selectOption("is withdrawn");
  const gone = outcome(page).getByRole("listitem").filter({ hasText: "Express checkout" });
  await expect(gone).toContainText("€46,000 a month");
  await expect(page).toHaveURL(/item\.express-checkout=withdrawn/);
  for (const part of ["Weights", "Capacities", "Items in and out"])
    await expect(page.locator("summary", { hasText: part })).toContainText("1 changed");
});

test("a slider is moved by the keyboard, and Ctrl+Z takes it back", async ({ page }) => {
  await page.goto("/p/webshop/what-if");
  const slider = page.getByRole("slider", { name: /Weight of Geschäftswert/ });
  await slider.focus();
  for (let presses = 0; presses < 10; presses++) await page.keyboard.press("ArrowRight");
  await expect(slider).toHaveValue("45");
  await expect(outcome(page)).toContainText("Compared with ranking");
  await page.keyboard.press("Control+z");
  await expect(slider).toHaveValue("35");
});

test("a scenario is kept, opened again, and given up with a reason", async ({ page, suite, as }) => {
  await as("pavel.novak");
  await page.goto("/p/webshop/what-if");
  await cut(page, "60");
  await expect(outcome(page)).toContainText("Below the line");
  await page.getByRole("button", { name: "Keep as a scenario…" }).click();
  await page.getByLabel("What it is about").fill("Less for web");
  await expect(page.getByLabel("Short name")).toHaveValue("less-for-web");
  await page.getByRole("button", { name: "Keep", exact: true }).click();
  await expect(page.getByText("“Less for web” is kept.")).toBeVisible();
  expect(suite.lifeline("scenario", "list", "webshop")).toContain("less-for-web");

  await page.getByRole("button", { name: "Reset" }).click();
  await page.locator("summary", { hasText: "Scenarios" }).click();
  const kept = page.getByRole("listitem").filter({ hasText: "Less for web" });
  await expect(kept).toContainText("2 below, 0 above, -€11,000 a month");
  await kept.getByRole("button", { name: "Open" }).click();
  await expect(webInQ1(page)).toHaveValue("60");

  await kept.getByRole("button", { name: "Close…" }).click();
  await page.getByLabel("It is given up").check();
  await page.getByRole("button", { name: "Close", exact: true }).last().click();
  await expect(page.getByText("A reason is needed.")).toBeVisible();
  await page.getByLabel("Reason", { exact: true }).fill("Web stays whole");
  await page.getByRole("button", { name: "Close", exact: true }).last().click();
  await expect(kept).toContainText("given up");
  await expect(kept).toContainText("Web stays whole");
});

test("weights are proposed, and the page says who signs what", async ({ page, suite, as }) => {
  await as("pavel.novak");
  await page.goto("/p/webshop/what-if?w.business_value=50");
  await page.getByRole("button", { name: "Propose these weights…" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("row", { name: "Geschäftswert 35 50" })).toBeVisible();
  await dialog.getByLabel("Name of the version").fill("More weight for value");
  await dialog.getByLabel("Reason", { exact: true }).fill("Value was agreed on first");
  await dialog.getByRole("button", { name: "Propose", exact: true }).click();
  const waiting = page.getByRole("article").filter({ hasText: "More weight for value" });
  await expect(waiting).toContainText(
    /Key of the marketing lead: not yet signed; can be signed by [^:]*Miriam Albers/,
  );
  await expect(waiting).toContainText(
    /Key of the IT lead: not yet signed; can be signed by [^:]*Tobias Rehm/,
  );
  await expect(waiting.locator("code")).toHaveText(/^[0-9a-f]{64}$/);
  expect(suite.lifeline("model", "list", "webshop")).toContain("proposed");
});

test("who may not propose is told so, in the words of the service", async ({ page, as }) => {
  await as("selin.aydin");
  await page.goto("/p/webshop/what-if?w.business_value=50");
  await page.getByRole("button", { name: "Propose these weights…" }).click();
  await expect(page.getByRole("alert")).toContainText("Selin Aydin may not write scoring models");
  await expect(page.getByRole("button", { name: "Propose", exact: true })).toBeDisabled();
  await page.keyboard.press("Escape");
  await page.getByLabel("Language").selectOption("Deutsch");
  await page.getByRole("button", { name: "Gewichte vorschlagen…" }).click();
  await expect(page.getByRole("alert")).toContainText("Das dürfen Sie hier nicht: Selin Aydin");
});

test("a capacity is made real with a reason, and that can be undone", async ({ page, suite, as }) => {
  await as("pavel.novak");
  await page.goto("/p/webshop/what-if?cap.q1.web=60");
  await page.getByRole("button", { name: "Make this real…" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("Below the line: 2");
  await dialog.getByRole("button", { name: "Change the capacity" }).click();
  await expect(dialog).toContainText("A reason is needed.");
  await dialog.getByLabel("Reason", { exact: true }).fill("Two people leave");
  await dialog.getByRole("button", { name: "Change the capacity" }).click();
  await expect(page.getByText("The capacity of Web in q1 is changed.")).toBeVisible();
  await expect(outcome(page)).toContainText("Nothing is changed yet");
  expect(suite.lifeline("crossing", "list", "webshop")).toContain("critical-css");
  await page
    .getByText("The capacity of Web in q1 is changed.")
    .locator("..")
    .getByRole("button", { name: "Undo" })
    .click();
  await expect(webInQ1(page)).toHaveValue("72");
});

for (const [language, title] of [
  ["English", "What if"],
  ["Deutsch", "Was wäre wenn"],
] as const) {
  test(`it is accessible and fits a phone: ${language}`, async ({ page, expectAccessible }) => {
    await page.goto("/p/webshop/what-if?cap.q1.web=60&item.search-upgrade=withdrawn&fill=strict");
    await page.getByLabel("Language").selectOption(language);
    await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
    await expect(
      page.getByRole("heading", { level: 3, name: /Below the line|Unter die Linie/ }),
    ).toBeVisible();
    await expectAccessible(page);
    await page.setViewportSize({ width: 360, height: 740 });
    const wider = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    await expect.poll(wider).toBeLessThanOrEqual(0);
  });
}
