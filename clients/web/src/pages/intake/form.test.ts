import { describe, expect, it } from "vitest";
import { BusinessCase_Method, Evidence_Grade } from "@/gen/lifeline/backlog/v1/backlog_pb";
import { emptyForm, type Form, formFrom, itemOf, noEvidence, pathsOf } from "./form";
import { formOf } from "./stored";

const form = (change: Partial<Form>): Form => ({ ...emptyForm, title: "T", category: "seo", ...change });

describe("a form", () => {
  it("says an item", () => {
    const { item, wrong } = itemOf(
      form({
        title: " Faster ",
        touchpoints: "checkout\ncart, checkout",
        dueDate: "2027-03-31",
        moneyWay: "amount",
        amount: "1.200,50 €",
        key: "SHOP-1",
        system: "jira",
      }),
      "de",
    );
    expect(wrong.size).toBe(0);
    expect(item).toMatchObject({
      title: "Faster",
      touchpoints: ["checkout", "cart"],
      dueDate: { year: 2027, month: 3, day: 31 },
      money: { amountHundredths: 120050n },
      externalReferences: [{ system: "jira", key: "SHOP-1" }],
      evidence: [],
    });
  });
  it("reckons a case from one figure or three", () => {
    const range = (likely: string, low = "", high = "") => ({ low, likely, high });
    const { item, wrong } = itemOf(
      form({
        moneyWay: "sessions",
        volume: range("4.000", "3.000", "5.000"),
        conversion: range("1,25 %"),
        margin: range("30"),
      }),
      "de",
    );
    expect(wrong.size).toBe(0);
    expect(item.businessCase).toMatchObject({
      method: BusinessCase_Method.SESSIONS,
      volume: { low: 3000n, likely: 4000n, high: 5000n },
      conversionPpm: { low: 12500n, likely: 12500n, high: 12500n },
      marginHundredths: { likely: 3000n },
    });
  });
  it("tells what is no number, and sends no half case", () => {
    const { item, wrong } = itemOf(
      form({
        moneyWay: "leads",
        volume: { low: "x", likely: "5", high: "" },
        conversion: { ...emptyForm.cost, likely: "much" },
      }),
      "de",
    );
    expect([...wrong]).toEqual(["business_case.volume.low", "business_case.conversion_ppm.likely"]);
    expect(item.businessCase).toBe(undefined);
    expect([...itemOf(form({ moneyWay: "amount", amount: "1,005" }), "de").wrong]).toEqual([
      "money.amount_hundredths",
    ]);
  });
  it("gives evidence ids of its own", () => {
    const { item } = itemOf(
      form({
        evidence: [
          { ...noEvidence, title: "new" },
          { ...noEvidence, id: "e1", title: "old" },
          { ...noEvidence, title: " " },
          { ...noEvidence, title: "newer", grade: Evidence_Grade.FIELD_DATA },
        ],
      }),
      "en",
    );
    expect(item.evidence.map(({ id, title }) => `${id} ${title}`)).toEqual(["e2 new", "e1 old", "e3 newer"]);
  });
  it("comes back from a stored draft as it went", () => {
    const typed = form({
      problem: "p",
      dueDate: "2027-01-05",
      evidence: [{ id: "e1", grade: Evidence_Grade.MODEL, title: "a", uri: "https://x" }],
      moneyWay: "leads",
      volume: { low: "10", likely: "20", high: "" },
      conversion: { low: "", likely: "1.25", high: "" },
      margin: { low: "", likely: "30.5", high: "" },
      labels: "a, b",
      touchpoints: "x, y",
    });
    expect(formOf(itemOf(typed, "en").item, "en")).toEqual(typed);
  });
  it("names money only where somebody says it, or takes it back", () => {
    const none = itemOf(form({}), "en").item;
    const amount = itemOf(form({ moneyWay: "amount", amount: "5" }), "en").item;
    const cost = itemOf(form({ moneyWay: "cost", cost: { low: "", likely: "5", high: "" } }), "en").item;
    const moneyIn = (paths: string[]) => paths.filter((path) => path === "money" || path === "business_case");
    expect(moneyIn(pathsOf(none, undefined))).toEqual([]);
    expect(moneyIn(pathsOf(amount, none))).toEqual(["money"]);
    expect(moneyIn(pathsOf(none, amount))).toEqual(["money"]);
    expect(moneyIn(pathsOf(cost, amount))).toEqual(["business_case"]);
    expect(moneyIn(pathsOf(amount, cost))).toEqual(["business_case", "money"]);
  });
  it("is read from the tab only as far as it fits", () => {
    expect(formFrom({ title: "x", evidence: "no", volume: null })).toEqual({ ...emptyForm, title: "x" });
    expect(formFrom(null)).toEqual(emptyForm);
  });
});
