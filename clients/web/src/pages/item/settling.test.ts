import { create } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { ItemSchema } from "@/gen/lifeline/backlog/v1/backlog_pb";
import { settlementOf, teamsOf } from "./settling";

const opinion = (...efforts: { team: string; effortHundredths: bigint }[]) => ({
  subject: { case: "estimate" as const, value: { efforts } },
});

test("the talk begins with the most that anybody says of a team", () => {
  const item = create(ItemSchema, {
    opinions: [
      opinion({ team: "web", effortHundredths: 300n }),
      opinion({ team: "web", effortHundredths: 500n }, { team: "data", effortHundredths: 100n }),
      { subject: { case: "rating", value: { criterion: "fit", valueHundredths: 700n } } },
    ],
  });
  expect(teamsOf(item).map(({ team, effortHundredths }) => [team, effortHundredths])).toEqual([
    ["web", 500n],
    ["data", 100n],
  ]);
});

test("money is no rating, and what is left empty stays open", () => {
  const values = new Map([
    ["fit", 600n],
    ["money", 900_000n],
  ]);
  expect(settlementOf(values, [])).toEqual({
    ratings: [{ criterion: "fit", valueHundredths: 600n }],
    money: { amountHundredths: 900_000n },
    efforts: [],
  });
  expect(settlementOf(new Map(), [])).toEqual({ ratings: [], efforts: [] });
});
