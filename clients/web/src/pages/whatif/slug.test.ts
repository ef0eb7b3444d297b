import { expect, it } from "vitest";
import { slugOf } from "./slug";

it("makes an id of a title", () => {
  expect(slugOf("Weniger für Web (Q1)")).toBe("weniger-fuer-web-q1");
  expect(slugOf("  Élan – 2 %  ")).toBe("elan-2");
  expect(slugOf(`${"x".repeat(62)} y`)).toBe("x".repeat(62));
});
