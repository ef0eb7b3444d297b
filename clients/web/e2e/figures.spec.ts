import type { Page } from "@playwright/test";
import { expect, test } from "./suite";

const portfolio = "figures";

/** So many days of `value`, from the first of January 2027 on. */
function days(count: number, value: (day: number) => string, note: (day: number) => string = () => "") {
  return Array.from({ length: count }, (_, day) => {
    const date = new Date(Date.UTC(2027, 0, 1 + day)).toISOString().slice(0, 10);
    const [year, month, of] = date.split("-");
    return `${of}.${month}.${year};${value(day)};${note(day)}`;
  }).join("\n");
}

async function create(page: Page, title: string, unit: string, good: string) {
  await page.getByRole("button", { name: "New indicator" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Title").fill(title);
  await dialog.getByLabel("Unit").fill(unit);
  await dialog.getByLabel("What is good").selectOption(good);
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("row", { name: new RegExp(`^${title}`) })).toBeVisible();
}

async function importPoints(page: Page, title: string, text: string) {
  await page.getByRole("button", { name: `Import points: ${title}` }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Or paste it here").fill(text);
  return dialog;
}

test.describe.configure({ mode: "serial" });

test("the first indicator is named and its points are added", async ({ page, suite }) => {
  suite.lifeline("portfolio", "create", portfolio, "--title", "Figures", "--locale", "en-GB");
  await page.goto(`/p/${portfolio}/figures`);
  await expect(page.getByText("There is no indicator yet")).toBeVisible();
  await create(page, "LCP on phones", "ms", "less is better");
  await expect(page.getByRole("heading", { name: "LCP on phones" })).toBeVisible();
  await page.getByRole("button", { name: "Add a value: LCP on phones" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Day").fill("2027-01-01");
  await dialog.getByLabel("Value").fill("2,900.005");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByLabel("Value")).toHaveAttribute("aria-invalid", "true");
  await dialog.getByLabel("Value").fill("2,900");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("row", { name: /^LCP on phones/ })).toContainText("2,900 ms");
});

test("a value that replaces another can be taken back", async ({ page }) => {
  await page.goto(`/p/${portfolio}/figures`);
  await page.getByRole("button", { name: "Add a value: LCP on phones" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Day").fill("2027-01-01");
  await expect(dialog).toContainText("Replaces 2,900 ms of the same day.");
  await dialog.getByLabel("Value").fill("29");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("row", { name: /^LCP on phones/ })).toContainText("29 ms");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("row", { name: /^LCP on phones/ })).toContainText("2,900 ms");
});

test("a file is told all its errors by line, then what it would do", async ({ page }) => {
  await page.goto(`/p/${portfolio}/figures`);
  const wrong = "Tag;Wert;Notiz\n31.02.2027;2900;\n02.01.2027;viel;\n02.01.2027;2800;\n";
  const dialog = await importPoints(page, "LCP on phones", wrong);
  const alert = dialog.getByRole("alert");
  await expect(alert).toContainText("Line 2: “31.02.2027” is no day");
  await expect(alert).toContainText("Line 3: “viel” is no number");
  await expect(alert).toContainText("Line 4: has the same day as line 3");
  await expect(dialog.getByRole("button", { name: /^Add \d+ points/ })).toBeDisabled();

  const right = days(
    60,
    (day) => (day < 30 ? `2.9${10 + day},5` : `2.4${10 + day},5`),
    (day) => (day === 30 ? "Release 42" : ""),
  );
  await dialog.getByLabel("Or paste it here").fill(`Tag;Wert;Notiz\n${right}`);
  const preview = dialog.getByRole("region", { name: "What it would do" });
  await expect(preview).toContainText("59 new days, 1 replaced");
  await expect(preview).toContainText("instead of 2,900 ms");
  await dialog.getByRole("button", { name: "Add 60 points" }).click();
  await expect(page.getByText("59 points added, 1 replaced.")).toBeVisible();
  await expect(page.getByRole("row", { name: /^LCP on phones/ })).toContainText("60");
});

test("what the service refuses stands beside its line", async ({ page }) => {
  await page.goto(`/p/${portfolio}/figures`);
  const text = `2027-04-01,2400,\n2027-03-31,2400,${"x".repeat(300)}`;
  const dialog = await importPoints(page, "LCP on phones", text);
  await dialog.getByRole("button", { name: "Add 2 points" }).click();
  await expect(dialog.getByRole("alert")).toContainText("Line 2: note has 300 characters");
});

test("two indicators suggest a picture, which is read by keyboard and as a table", async ({ page }) => {
  await page.goto(`/p/${portfolio}/figures`);
  await create(page, "Visits", "a day", "more is better");
  const dialog = await importPoints(
    page,
    "Visits",
    days(60, (day) => `${10_000 + day * 100}`),
  );
  await dialog.getByRole("button", { name: "Add 60 points" }).click();

  const picture = page.getByRole("region", { name: "LCP on phones and Visits" });
  const place = picture.getByRole("slider");
  await expect(place).toHaveAttribute(
    "aria-valuetext",
    "1 Mar 2027 · LCP on phones 2,469.5 ms · Visits 15,900 a day",
  );
  await place.focus();
  await page.keyboard.press("Home");
  await expect(place).toHaveAttribute("aria-valuetext", /^1 Jan 2027 · LCP on phones 2,910.5 ms/);
  for (let step = 0; step < 30; ++step) await page.keyboard.press("ArrowRight");
  await expect(place).toHaveAttribute("aria-valuetext", /^31 Jan 2027 .* · Release 42$/);
  await expect(picture.getByRole("list", { name: "Releases and other events" })).toContainText("Release 42");

  await picture.getByRole("button", { name: "As a table" }).click();
  const row = picture.getByRole("row", { name: /^31 Jan 2027/ });
  await expect(row).toContainText("2,440.5 ms");
  await expect(row).toContainText("13,000 a day");
  await expect(row).toContainText("Release 42");
});

test("a picture is chosen, kept in the address, and compared by release", async ({ page }) => {
  await page.goto(`/p/${portfolio}/figures`);
  await page.getByRole("button", { name: "Choose" }).click();
  await page.getByRole("combobox", { name: "Shown", exact: true }).selectOption("one against the other");
  await expect(page.getByRole("heading", { name: "LCP on phones against Visits" })).toBeVisible();
  await expect(page.getByText(/^Correlation -0\.\d+ over 60 days/)).toBeVisible();
  await page
    .getByRole("combobox", { name: "Shown", exact: true })
    .selectOption("before and after each release");
  await page.reload();
  await expect(page.getByRole("heading", { name: "LCP on phones, Visits per release" })).toBeVisible();
  await expect(page.getByRole("row", { name: /Release 42/ }).first()).toContainText("better");
  await page.getByRole("button", { name: "Remove the picture" }).click();
  await page.getByRole("button", { name: "Show those that suggest themselves" }).click();
  await expect(page.getByRole("heading", { name: "LCP on phones and Visits" })).toBeVisible();
});

test("an indicator is changed, and the change undone", async ({ page }) => {
  await page.goto(`/p/${portfolio}/figures`);
  await page.getByRole("button", { name: "Edit: Visits" }).click();
  await page.getByRole("dialog").getByLabel("Title").fill("Sessions");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("row", { name: /^Sessions/ })).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("row", { name: /^Visits/ })).toBeVisible();
});

const shop = "/p/webshop/figures";

async function addValue(page: Page, title: string, day: string, value: string) {
  await page.getByRole("button", { name: `Add a value: ${title}` }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Day").fill(day);
  await dialog.getByLabel("Value").fill(value);
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toHaveCount(0);
}

test("a visibility rule is set in the words of whoever has to react", async ({ page, expectAccessible }) => {
  await page.goto(shop);
  await create(page, "Indexed share", "percent", "more is better");
  await addValue(page, "Indexed share", "2026-01-01", "95");
  await page.getByRole("button", { name: "Edit: Indexed share" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Open an item by itself").check();
  await dialog.getByLabel("Not below").fill("ninety");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByLabel("Not below")).toHaveAttribute("aria-invalid", "true");
  await dialog.getByLabel("Not below").fill("90");
  await dialog.getByLabel("Working days to react").fill("2");
  // What is missing is said by the service, where it is missing.
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByLabel("Team that reacts")).toHaveAttribute("aria-invalid", "true");
  await expect(dialog.getByLabel("Owner of the item")).toHaveAttribute("aria-invalid", "true");
  await expect(dialog.getByLabel("Category")).toHaveAttribute("aria-invalid", "true");
  await dialog.getByLabel("Team that reacts").selectOption("Web");
  await dialog.getByLabel("Owner of the item").selectOption("Jonas Petersen");
  await dialog.getByLabel("Category").selectOption("SEO");
  await expect(dialog).toContainText(
    "Falls below 90 percent: opens an item; owner Jonas Petersen, team Web has 2 working days.",
  );
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Save" }).click();
  const row = page.getByRole("row", { name: /^Indexed share/ });
  await expect(row).toContainText("Below 90 percent: team Web within 2 working days, owner Jonas Petersen");
  await expect(row).not.toContainText("Broken");
  const picture = page.getByRole("region", { name: "Indexed share" });
  await expect(picture.getByText("limit 90")).toBeVisible();
  await expect(picture).toContainText("the limit of its visibility rule is 90 percent");
});

test("a value that breaks the rule opens an item, and a better one ends it", async ({ page }) => {
  await page.goto(shop);
  await addValue(page, "Indexed share", "2026-01-02", "87");
  await expect(
    page.getByText(/^Indexed share: 87 percent breaks the visibility rule .* opened an item, due/),
  ).toBeVisible();
  const row = page.getByRole("row", { name: /^Indexed share/ });
  await expect(row).toContainText("Broken since 2 Jan 2026: 87 percent; team Web by");
  const due = /team Web by (\d+ \w+ \d+)/.exec((await row.textContent()) ?? "")?.[1] ?? "?";
  await row.getByRole("link", { name: "Indexed share: 87 < 90 percent" }).click();
  await expect(page.getByRole("heading", { name: "Indexed share: 87 < 90 percent" })).toBeVisible();
  const about = page.getByRole("region", { name: "What it is about" });
  await expect(about).toContainText("Jonas Petersen");
  await expect(about).toContainText(due);

  await page.goBack();
  await addValue(page, "Indexed share", "2026-01-03", "93");
  await expect(page.getByText(/^Indexed share keeps its visibility rule again/)).toBeVisible();
  await expect(row).toContainText("Last broken on 2 Jan 2026 with 87 percent; it is kept again.");
  await expect(row).not.toContainText("Broken since");
});

test("a file can break the rule too, and the rule can be taken away", async ({ page }) => {
  await page.goto(shop);
  const dialog = await importPoints(page, "Indexed share", "2026-01-04;80");
  await dialog.getByRole("button", { name: "Add 1 points" }).click();
  const row = page.getByRole("row", { name: /^Indexed share/ });
  await expect(row).toContainText("Broken since 4 Jan 2026: 80 percent");
  await expect(row.getByRole("link", { name: "Indexed share: 80 < 90 percent" })).toBeVisible();

  await page.getByRole("button", { name: "Edit: Indexed share" }).click();
  await dialog.getByLabel("Open an item by itself").uncheck();
  await expect(dialog).toContainText("Saving takes the rule away.");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(row).toContainText("Last broken on 4 Jan 2026 with 80 percent.");
  await expect(row).not.toContainText("Below 90 percent");
});

test("in German everything is German, and everybody can read it", async ({ page, expectAccessible }) => {
  await page.goto(`/p/${portfolio}/figures?p=lcp-on-phones~visits~time&p=lcp-on-phones~visits~against`);
  await page.getByLabel("Language").selectOption("Deutsch");
  await expect(page.getByRole("heading", { name: "LCP on phones und Visits" })).toBeVisible();
  await expect(page.getByText("Die Achsen beginnen nicht bei 0.").first()).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel("Farben").selectOption("dunkel");
  await expectAccessible(page);
  await page.setViewportSize({ width: 360, height: 740 });
  await expectAccessible(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});
