import { expect, test } from "./suite";

const title = "Compare products side by side";

test("submit, validate, rank, cut, drop, answer: one request through all hands", async ({
  page,
  suite,
  as,
}) => {
  // Who asks: problem, outcome, measure, and what it is worth.
  await as("jonas.petersen");
  await page.goto("/p/webshop/new");
  await page.getByLabel("Title", { exact: true }).fill(title);
  await page.getByLabel("Category").selectOption("IT");
  await page.getByLabel("Problem").fill("Nobody can compare two sofas.");
  await page.getByLabel("Outcome").fill("Two products stand beside one another.");
  await page.getByLabel("Measure", { exact: true }).fill("Orders after a comparison");
  await page.getByLabel("Evidence", { exact: true }).fill("Survey of 400 customers");
  await page.getByLabel("How do you know?").selectOption({ label: "Sessions × conversion × margin" });
  const likely = page.getByLabel("Likely");
  await likely.nth(0).fill("40,000");
  await likely.nth(1).fill("1.5");
  await likely.nth(2).fill("30");
  await page.getByRole("button", { name: "Submit" }).click();
  await expect(page.getByRole("heading", { name: "Submitted" })).toBeVisible();
  const address = await page.getByRole("link", { name: "Open the request" }).getAttribute("href");
  const id = address?.split("/").pop() ?? "";

  // Who builds it: the effort, and that both sides have said what there is to say.
  await as("tobias.rehm");
  await page.goto(`/p/webshop/ratings?q=${id}`);
  await expect(page.getByRole("grid")).toBeVisible();
  const heads = await page.getByRole("columnheader").allTextContents();
  const web = heads.findIndex((head) => head.startsWith("Web"));
  await page
    .getByRole("row")
    .filter({ hasText: id })
    .getByRole("gridcell")
    .nth(web - 1)
    .click();
  await page.keyboard.type("S");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Control+s");
  await expect(page.getByText("1 cell saved.")).toBeVisible();
  await page.getByRole("button", { name: `Agree that it is ready: ${title}` }).click();
  await expect(page.getByText("1 item takes its turn now.")).toBeVisible();
  await page.goto(`/p/webshop/ranking?q=${id}`);
  const ranked = page.getByRole("row").filter({ hasText: id });
  await expect(ranked).toContainText("above");

  // Who plans: both periods lose the team, the second one here.
  suite.lifeline(
    ...["capacity", "set", "webshop", "web", "q2", "--gross", "12"],
    ...["--withhold", "12:incidents", "--reason", "two people leave"],
  );
  await as("pavel.novak");
  await page.goto("/p/webshop/what-if?cap.q1.web=12");
  await expect(page.getByRole("region", { name: "What it would do" })).toContainText(title);
  await page.getByRole("button", { name: "Make this real…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Reason", { exact: true }).fill("Two people leave");
  await dialog.getByRole("button", { name: "Change the capacity" }).click();
  await expect(page.getByText("The capacity of Web in q1 is changed.")).toBeVisible();

  // Nobody drops in silence: who asked is told why, and answers.
  await as("jonas.petersen");
  await page.goto("/p/webshop/inbox");
  const receipt = page.getByRole("listitem").filter({ hasText: title });
  await expect(receipt).toContainText("capacity of web in q1 fell from 60 to 0");
  await receipt.getByRole("button", { name: "Accept" }).click();
  await dialog.getByRole("button", { name: "Continue" }).click();
  await dialog.getByRole("button", { name: "Give this answer" }).click();
  await expect(page.getByText("Answered.")).toBeVisible();
  await page.goto(address ?? "");
  await expect(page.getByRole("region", { name: "Its crossings" })).toContainText("accepted");
  await page.goto(`/p/webshop/ranking?q=${id}`);
  await expect(ranked).toContainText("needs 2 of web, and no open period has more than 0");
});

test("other weights rank once both leads have signed exactly these", async ({ page, suite, as }) => {
  await as("pavel.novak");
  await page.goto("/p/webshop/what-if?w.business_value=50");
  await page.getByRole("button", { name: "Propose these weights…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name of the version").fill("More weight for value");
  await dialog.getByLabel("Reason", { exact: true }).fill("Value was agreed on first");
  await dialog.getByRole("button", { name: "Propose", exact: true }).click();
  const digest = await page
    .getByRole("article")
    .filter({ hasText: "More weight for value" })
    .locator("code")
    .textContent();

  const signatures = page.getByRole("region", { name: "Signatures" });
  for (const lead of ["miriam.albers", "tobias.rehm"]) {
    // One key opens nothing.
    expect(suite.lifeline("model", "list", "webshop")).toContain("proposed");
    await as(lead);
    await page.goto("/p/webshop/inbox");
    await expect(signatures).toContainText("Value was agreed on first");
    await signatures.getByRole("button", { name: "Sign" }).click();
    await expect(dialog).toContainText("You sign exactly what is shown here.");
    await expect(dialog).toContainText(digest ?? "no digest");
    await dialog.getByRole("button", { name: "Sign" }).click();
    await expect(page.getByText("Signed.", { exact: true })).toBeVisible();
  }
  await expect(signatures).toHaveCount(0);
  expect(suite.lifeline("model", "list", "webshop")).not.toContain("proposed");
  await page.goto("/p/webshop/what-if");
  await expect(page.getByRole("spinbutton", { name: "Weight of Geschäftswert" })).toHaveValue("50");
});
