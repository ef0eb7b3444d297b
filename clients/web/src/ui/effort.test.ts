import { create } from "@bufbuild/protobuf";
import { expect, it } from "vitest";
import { SizeSchema } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { parseEffort } from "./effort";

it("an effort is a number or a size", () => {
  const sizes = [create(SizeSchema, { letter: "XL", effortHundredths: 3000n })];
  expect(parseEffort(" xl ", sizes, "de")).toBe(3000n);
  expect(parseEffort("2,5", sizes, "de")).toBe(250n);
  expect(parseEffort("L", sizes, "de")).toBe(undefined);
});
