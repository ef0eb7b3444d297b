import type { Page } from "@playwright/test";
import { expect, test } from "./suite";

test.beforeAll(({ suite }) => {
  suite.lifeline("capacity", "set", "webshop", "web", "q1", "--gross", "60", "--withhold", "12:incidents");
});

// As behind a login proxy: the door says that tokens tell who calls, and every call says it without the page.
test.beforeEach(async ({ page }) => {
  await page.route("**/session", (route) => route.fulfill({ json: { identity: "token", session: true } }));
});
const signIn = (page: Page, who: string) => page.setExtraHTTPHeaders({ "lifeline-as": `${who}@example.com` });

test("who is signed in is named, and finds the own inbox", async ({ page, expectAccessible }) => {
  await signIn(page, "ines.lorenz");
  await page.goto("/p/webshop/inbox");
  await expect(page.getByRole("banner")).toContainText("Signed in as Ines Lorenz");
  await expect(page.getByLabel("Acting as")).toHaveCount(0);
  await expect(page.getByRole("listitem").filter({ hasText: "Pages of sold-out products" })).toBeVisible();
  await expect(page.getByText("This is everybody's inbox.")).toHaveCount(0);
  await expect(page.getByLabel("Everybody's")).toHaveCount(0);
  await expectAccessible(page);
});

test("who oversees chooses between the own inbox and everybody's", async ({ page }) => {
  await signIn(page, "pavel.novak");
  await page.goto("/p/webshop/inbox");
  await expect(page.getByLabel("Mine")).toBeChecked();
  await page.getByLabel("Everybody's").check();
  await expect(page.getByText("Pages of sold-out products")).toBeVisible();
});

test("who is no member is told so, and reads everything", async ({ page, expectAccessible }) => {
  await signIn(page, "eve");
  await page.goto("/p/webshop/ranking");
  await expect(page.getByText("You are no member of this portfolio.")).toBeVisible();
  await expect(page.getByRole("row").nth(3)).toBeVisible();
  await page.getByRole("link", { name: "Inbox" }).click();
  await expect(page.getByText("This is everybody's inbox. As you are no member")).toBeVisible();
  await page.setViewportSize({ width: 360, height: 740 });
  await expectAccessible(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});
