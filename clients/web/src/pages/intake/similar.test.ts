import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { ItemSchema } from "@/gen/lifeline/backlog/v1/backlog_pb";
import { indexOf, similarTo, type Text } from "./similar";

const item = (id: string, title: string, problem = "", touchpoints: string[] = []) =>
  create(ItemSchema, { name: `portfolios/shop/items/${id}`, title, problem, touchpoints });
const backlog = indexOf([
  item(
    "guest-checkout",
    "Bestellen ohne Konto / Checkout without an account",
    "New customers must choose a password before they can pay, and one in nine leaves there.",
    ["checkout", "account"],
  ),
  item(
    "express-checkout",
    "Express-Kauf mit Wallets / Express checkout with wallets",
    "38 percent of mobile baskets are left at the address form.",
    ["checkout"],
  ),
  item("gift-cards", "Gutscheinkarten / Gift cards", "Gift cards are sold in the stores only.", ["payment"]),
  item("übersetzung", "Übersetzungen prüfen", ""),
]);
const nothing: Text = { title: "", problem: "", outcome: "", touchpoints: [], labels: [] };
const ids = (text: Partial<Text>) =>
  similarTo({ ...nothing, ...text }, backlog).map((found) => found.item.name.split("/")[3]);

describe("similar items", () => {
  it("are found by either half of a title, whatever endings and typing errors", () => {
    expect(ids({ title: "Checkout without account" })).toEqual(["guest-checkout"]);
    expect(ids({ title: "Bestellung ohne Kundenkonto" })).toEqual(["guest-checkout"]);
    expect(ids({ title: "Gutscheinkarte" })[0]).toBe("gift-cards");
    expect(ids({ title: "Ubersetzungen prufen" })).toEqual(["übersetzung"]);
  });
  it("are found by what is wrong and where", () => {
    const found = similarTo(
      {
        ...nothing,
        title: "Login wall",
        problem: "Customers have to choose a password before they pay; many leave.",
        touchpoints: ["Checkout"],
      },
      backlog,
    );
    expect(found[0]?.item.name).toContain("guest-checkout");
    expect(found[0]?.words).toEqual(expect.arrayContaining(["customers", "password"]));
    expect(found[0]?.places).toEqual(["checkout"]);
  });
  it("are none where nothing is alike, or nothing said", () => {
    expect(ids({})).toEqual([]);
    expect(ids({ title: "Data warehouse backup" })).toEqual([]);
    expect(ids({ title: "Something else", touchpoints: ["checkout"] })).toEqual([]);
  });
  it("come with the likeliest first, and not too many", () => {
    const many = indexOf(Array.from({ length: 9 }, (_, at) => item(`i${at}`, `Checkout ${at % 3}`)));
    expect(similarTo({ ...nothing, title: "Checkout" }, many)).toHaveLength(5);
    const [first, second] = similarTo({ ...nothing, title: "Express checkout" }, backlog);
    expect(first?.item.name).toContain("express-checkout");
    expect((first?.score ?? 0) > (second?.score ?? 0)).toBe(true);
  });
});
