import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { Evidence_Grade, ItemSchema } from "@/gen/lifeline/backlog/v1/backlog_pb";
import { SizeSchema, TeamSchema } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { Criterion_Source, CriterionSchema, ScoringModelSchema } from "@/gen/lifeline/scoring/v1/scoring_pb";
import {
  anchorAt,
  type Column,
  columnsOf,
  plain,
  type Reading,
  readCell,
  readDraft,
  storedIn,
} from "./columns";

const fit = create(CriterionSchema, {
  id: "fit",
  anchors: [
    { ratingHundredths: 0n, text: "none" },
    { ratingHundredths: 500n, text: "some" },
  ],
});
const web = create(TeamSchema, { name: "portfolios/shop/teams/web", title: "Web" });
const money: Column = { kind: "money", key: "money" };
const rating: Column = { kind: "rating", key: "rating:fit", criterion: fit };
const effort: Column = { kind: "effort", key: "effort:web", team: web };
const confidence: Column = { kind: "confidence", key: "confidence" };

const reading: Reading = {
  language: "de",
  currencyCode: "EUR",
  sizes: [create(SizeSchema, { letter: "M", effortHundredths: 500n })],
  gradeName: (grade) =>
    ({
      [Evidence_Grade.UNSPECIFIED]: "",
      [Evidence_Grade.ASSERTION]: "Behauptung",
      [Evidence_Grade.MODEL]: "Modell",
      [Evidence_Grade.FIELD_DATA]: "Felddaten",
      [Evidence_Grade.MEASURED_TEST]: "Messung",
    })[grade],
};
const read = (column: Column, typed: string) => {
  const cell = readCell(column, typed, reading);
  return "wrong" in cell ? cell.wrong : cell.text;
};

describe("a cell", () => {
  it("takes numbers as spreadsheets write them, in German or English where that is beyond doubt", () => {
    expect(read(money, "12.000")).toBe("12000");
    expect(read(money, "1.234,50 €")).toBe("1234.5");
    expect(read(money, "€ 1,234.50")).toBe("1234.5");
    expect(read(money, "2500 EUR")).toBe("2500");
    expect(read(rating, "7,5")).toBe("7.5");
    expect(read(rating, "7.5")).toBe("7.5");
  });
  it("never rounds, and takes nothing outside of the scale", () => {
    expect(read(rating, "7,125")).toBe("tooManyDecimals");
    expect(read(rating, "10,01")).toBe("outside");
    expect(read(rating, "-1")).toBe("outside");
    expect(read(money, "-1")).toBe("negative");
    expect(read(money, "1".repeat(30))).toBe("tooLarge");
    expect(read(rating, "high")).toBe("notANumber");
  });
  it("takes the portfolio's sizes for efforts, and grades for confidence", () => {
    expect(read(effort, "m")).toBe("5");
    expect(read(effort, "0")).toBe("0");
    expect(read(effort, "XXL")).toBe("noSize");
    expect(read(confidence, "80 %")).toBe("80");
    expect(read(confidence, "felddaten")).toBe("80");
    expect(read(confidence, "b")).toBe("50");
    expect(read(confidence, "m")).toBe("notAPercent");
    expect(read(confidence, "101")).toBe("notAPercent");
    expect(read(confidence, "80,5")).toBe("notAPercent");
  });
  it("is emptied by nothing or a dash", () => {
    expect(readCell(money, " ", reading)).toEqual({ text: "", value: undefined });
    expect(readCell(money, "–", reading)).toEqual({ text: "", value: undefined });
  });
  it("keeps what was typed where it is no number", () => {
    expect(readCell(money, " a lot ", reading)).toEqual({ text: "a lot", wrong: "notANumber" });
  });
});

it("plain numbers read the same in every language", () => {
  for (const value of [0n, 5n, 50n, 100n, 105n, 123450n, 150000n, -250n]) {
    const text = plain(value);
    expect(readCell({ ...money }, text.replace("-", ""), reading)).toMatchObject({
      value: value < 0n ? -value : value,
    });
    expect(readCell({ ...money }, text.replace("-", ""), { ...reading, language: "en" })).toMatchObject({
      value: value < 0n ? -value : value,
    });
  }
  expect(plain(undefined)).toBe("");
});

it("a draft that was wrong in one language stays wrong in the other", () => {
  expect(readDraft(money, "7,125", { ...reading, language: "en" })).toMatchObject({ wrong: "notANumber" });
  expect(readDraft(money, "7,125", reading)).toMatchObject({ wrong: "tooManyDecimals" });
  expect(readDraft(rating, "11", reading)).toMatchObject({ wrong: "outside" });
  expect(readDraft(money, "1234.5", reading)).toEqual({ text: "1234.5", value: 123450n });
});

it("columns are money, what is rated, teams and confidence", () => {
  const model = create(ScoringModelSchema, {
    criteria: [fit, create(CriterionSchema, { id: "size", source: Criterion_Source.EFFORT })],
  });
  expect(columnsOf(model, [web]).map(({ key }) => key)).toEqual([
    "money",
    "rating:fit",
    "effort:web",
    "confidence",
  ]);
});

it("a cell has the reader's own opinion before what is in force", () => {
  const item = create(ItemSchema, {
    ratings: [{ criterion: "fit", valueHundredths: 500n }],
    opinions: [
      {
        subject: { case: "rating", value: { criterion: "fit", valueHundredths: 300n, ratedBy: "members/a" } },
      },
      {
        subject: {
          case: "estimate",
          value: { efforts: [{ team: web.name, effortHundredths: 200n }], estimatedBy: "members/a" },
        },
      },
    ],
    confidence: 80,
  });
  expect(storedIn(item, rating, "members/a")).toBe(300n);
  expect(storedIn(item, rating, "members/b")).toBe(500n);
  expect(storedIn(item, effort, "members/a")).toBe(200n);
  expect(storedIn(item, effort, undefined)).toBe(undefined);
  expect(storedIn(item, confidence, undefined)).toBe(8000n);
  expect(storedIn(item, money, undefined)).toBe(undefined);
});

it("a value means the anchor that it has reached", () => {
  expect(anchorAt(fit, 499n)).toBe("none");
  expect(anchorAt(fit, 500n)).toBe("some");
  expect(anchorAt(fit, undefined)).toBe(undefined);
});
