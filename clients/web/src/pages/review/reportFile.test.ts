import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { LineCrossing_Kind, ReviewReport_Id, ReviewReportSchema } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { plainAmount, reportFile } from "./reportFile";

const report = create(ReviewReportSchema, {
  title: "January <b>",
  currencyCode: "EUR",
  figures: [
    {
      id: ReviewReport_Id.MONEY_ABOVE,
      label: "Money a month above the line",
      value: 123456789n,
      soWhat: "This is what the planned work is meant to bring.",
    },
  ],
  moves: [{ title: "a | b & <script>", kind: LineCrossing_Kind.DROPPED, reason: "web is full" }],
});

describe("the report's file", () => {
  it("is tables in Markdown, with what others typed escaped", () => {
    const page = reportFile(report, "en", "md");
    expect(page).toContain("# January &lt;b>");
    expect(page).toContain(
      "| Money a month above the line | 1,234,567 EUR | This is what the planned work is meant to bring. |",
    );
    expect(page).toContain("| a \\| b & &lt;script> | dropped | web is full |");
    expect(page).not.toContain("provisional");
  });
  it("stands alone in HTML, and escapes too", () => {
    const page = reportFile(report, "de", "html");
    expect(page).toContain('<html lang="de">');
    expect(page).toContain("1.234.567 EUR");
    expect(page).toContain("a | b &amp; &lt;script&gt;");
    expect(page).not.toContain("<script");
    expect(page).not.toContain("http");
    expect(page).toContain("Heute nichts.");
  });
  it("says that the weights are provisional", () => {
    expect(reportFile({ ...report, provisional: true }, "en", "md")).toContain("provisional");
  });
  it("writes amounts with the decimals that there are", () => {
    expect(plainAmount(1250n, "de")).toBe("12,5");
    expect(plainAmount(-123456705n, "en")).toBe("-1,234,567.05");
    expect(plainAmount(100000n, "de")).toBe("1.000");
  });
});
