import { describe, expect, it } from "vitest";
import { idFrom, readPictures, suggestPictures, writePictures } from "./pictures";

const kpi = (id: string, title: string, category = "") => ({
  name: `portfolios/shop/kpis/${id}`,
  title,
  category,
});

describe("pictures", () => {
  it("stand in the address, and leave the rest of it alone", () => {
    const pictures = [{ first: "lcp", second: "", view: "release" as const }];
    const search = writePictures(new URLSearchParams("range=90&p=a~b~time"), pictures);
    expect(search.toString()).toBe("range=90&p=lcp%7E%7Erelease");
    expect(readPictures(search)).toEqual(pictures);
    expect(readPictures(writePictures(search, []))).toEqual([]);
    expect(readPictures(new URLSearchParams("range=90"))).toBeUndefined();
    expect(readPictures(new URLSearchParams("p=a~b~pie&p=~b~time"))).toEqual([]);
  });
  it("suggest themselves by what there is", () => {
    const shop = [
      kpi("cr", "Conversion Rate"),
      kpi("lcp-mobile", "LCP mobil"),
      kpi("sessions", "Sitzungen"),
      kpi("indexed", "Indexierter Anteil"),
      kpi("up", "Verfügbarkeit"),
      kpi("organic", "Organischer Umsatz"),
    ];
    expect(suggestPictures(shop)).toEqual([
      { first: "lcp-mobile", second: "sessions", view: "time" },
      { first: "cr", second: "lcp-mobile", view: "against" },
      { first: "indexed", second: "up", view: "time" },
      { first: "organic", second: "", view: "release" },
    ]);
  });
  it("are of two sides where no usual pair is there", () => {
    expect(suggestPictures([kpi("a", "A", "seo"), kpi("b", "B", "seo"), kpi("c", "C", "it")])).toEqual([
      { first: "a", second: "c", view: "time" },
    ]);
    expect(suggestPictures([kpi("a", "A")])).toEqual([{ first: "a", second: "", view: "time" }]);
    expect(suggestPictures([])).toEqual([]);
  });
});

describe("an id", () => {
  it("comes from what people call it", () => {
    expect(idFrom("Größe der Seite (LCP) – mobil", new Set())).toBe("groesse-der-seite-lcp-mobil");
    expect(idFrom("Café", new Set(["cafe"]))).toBe("cafe-2");
    expect(idFrom("…", new Set())).toBe("kpi");
  });
});
