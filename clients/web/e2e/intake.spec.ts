import type { Page } from "@playwright/test";
import { expect, test } from "./suite";

const region = (page: Page, name: string) => page.getByRole("region", { name });

test.beforeEach(async ({ page, as }) => {
  await page.goto("/p/webshop/new");
  await as("jonas.petersen");
  await page.reload();
  await expect(page.getByRole("heading", { name: "New request" })).toBeVisible();
});

test("a request is checked as one types, placed, and submitted", async ({ page }) => {
  await expect(region(page, "Is it complete?")).toContainText("a problem: what is wrong?");
  await page.getByLabel("Title", { exact: true }).fill("Compare products side by side");
  await page.getByLabel("Category").selectOption("IT");
  await page.getByLabel("Problem").fill("Nobody can compare two sofas.");
  await page.getByLabel("Outcome").fill("Two products stand beside one another.");
  await expect(region(page, "Is it complete?")).not.toContainText("what is wrong?");
  await expect(region(page, "Is it complete?")).toContainText(
    "a measure: by what will one see that it worked?",
  );
  await page.getByLabel("Measure", { exact: true }).fill("Orders after a comparison, by the web analytics.");
  await page.getByLabel("Evidence", { exact: true }).fill("Survey of 400 customers");
  await page.getByLabel("Grade").selectOption({ label: "Field data (counts 80 %)" });
  await expect(region(page, "Is it complete?")).toContainText("Nothing is missing");

  const standing = region(page, "If it were ready today");
  await expect(standing).toContainText("Cannot be said yet: money, effort is missing.");
  await page.getByLabel("How do you know?").selectOption({ label: "Sessions × conversion × margin" });
  const likely = page.getByLabel("Likely");
  await likely.nth(0).fill("40,000");
  await likely.nth(1).fill("1.5");
  await likely.nth(2).fill("30");
  await expect(page.getByText("Makes €18,000 a month.")).toBeVisible();
  await page.getByLabel("Web", { exact: true }).fill("S");
  await expect(standing).toContainText(/Rank \d+ of \d+/);

  await page.getByRole("button", { name: "Submit" }).click();
  await expect(page.getByRole("heading", { name: "Submitted" })).toBeVisible();
  await expect(page.getByText("effort is estimated")).toBeVisible();
  const link = page.getByRole("link", { name: "Open the request" });
  await expect(link).toHaveAttribute("href", /\/p\/webshop\/items\/webshop-\d+/);
});

test("what is already there is pointed at, and keeps nothing back", async ({ page }) => {
  await page.getByLabel("Title", { exact: true }).fill("Bestellung ohne Kundenkonto");
  const similar = region(page, "Already there?");
  await expect(similar.getByRole("link", { name: /Bestellen ohne Konto/ })).toHaveAttribute(
    "href",
    "/p/webshop/items/guest-checkout",
  );
  await expect(similar).toContainText("alike");
  await expect(page.getByRole("button", { name: "Submit" })).toBeEnabled();
});

test("a draft is private, found again, gone on with and deleted", async ({ page, as }) => {
  await page.getByRole("button", { name: "Save as draft" }).click();
  await expect(page.getByText("A title is needed.")).toBeVisible();
  await page.getByLabel("Title", { exact: true }).fill("An idea");
  await page.getByLabel("Category").selectOption("SEO");
  await page.getByRole("button", { name: "Save as draft" }).click();
  await expect(page.getByText("Draft saved. Only you see it.")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Draft: An idea" })).toBeVisible();

  await as("marc.dubois");
  await page.goto("/p/webshop/new");
  await expect(page.getByLabel("Title", { exact: true })).toBeVisible();
  await expect(page.getByText("My drafts")).toHaveCount(0);

  await as("jonas.petersen");
  await page.goto("/p/webshop/new");
  await page.getByText("My drafts: 1").click();
  await page.getByRole("link", { name: "An idea" }).click();
  await page.getByLabel("Problem").fill("Something is wrong.");
  await page.getByRole("button", { name: "Save as draft" }).click();
  await page.reload();
  await expect(page.getByLabel("Problem")).toHaveValue("Something is wrong.");
  await page.getByRole("button", { name: "Delete: An idea" }).click();
  await expect(page.getByText("The draft is deleted.")).toBeVisible();
  await expect(page.getByRole("heading", { name: "New request" })).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("My drafts: 1")).toBeVisible();
});

test("what is typed is kept, and what the service refuses stands at its field", async ({ page, as }) => {
  await as("ines.lorenz");
  await page.reload();
  await page.getByLabel("Title", { exact: true }).fill("Parcels that arrive");
  await page.getByLabel("Category").selectOption("IT");
  await page.getByLabel("How do you know?").selectOption({ label: "I know the amount" });
  await page.getByLabel("Amount a month in EUR").fill("a lot");
  await expect(page.getByText("This is no number of at most two decimals.")).toBeVisible();
  await page.getByLabel("Amount a month in EUR").fill("5,000");
  await expect(page.getByText(/ines may not say what items bring/)).toBeVisible();
  page.once("dialog", (dialog) => void dialog.accept());
  await page.reload();
  await expect(page.getByLabel("Amount a month in EUR")).toHaveValue("5,000");
  await page.getByRole("button", { name: "Submit" }).click();
  await expect(page.getByLabel("Amount a month in EUR")).toBeFocused();
  await page.getByLabel("How do you know?").selectOption({ label: "I do not know yet" });
  await page.getByRole("button", { name: "Submit" }).click();
  await expect(page.getByRole("heading", { name: "Submitted" })).toBeVisible();
});

for (const [name, width, scheme, language] of [
  ["a phone", 360, "light", "Deutsch"],
  ["a phone at night", 360, "dark", "English"],
  ["a desk", 1440, "dark", "Deutsch"],
] as const) {
  test(`on ${name} nothing is cut off, and axe finds nothing`, async ({ page, expectAccessible }) => {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme: scheme });
    await page.locator("select", { hasText: "English" }).first().selectOption(language);
    const title = page.getByLabel(language === "Deutsch" ? "Titel" : "Title", { exact: true });
    await title.fill("Bestellen ohne Konto");
    await expect(page.getByRole("link", { name: /Bestellen ohne Konto/ })).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    await expectAccessible(page);
  });
}
