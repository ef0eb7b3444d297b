import { idOf } from "@/api/names";
import { plainDecimal } from "@/format";
import { type ReviewReport, ReviewReport_Id } from "@/gen/lifeline/scoring/v1/scoring_pb";
import type { Language } from "@/texts";
import { type ReportWords, reportWords } from "./words";

export type FileFormat = "md" | "html";

interface Column {
  readonly title: string;
  readonly number?: true;
}

const style =
  "body{font:16px/1.45 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;color:#1b1f24;background:#fff}" +
  "h1{font-size:1.6rem}h2{font-size:1.15rem;margin-top:1.8rem}" +
  "table{border-collapse:collapse;width:100%}" +
  "th,td{text-align:left;vertical-align:top;padding:.35rem .6rem .35rem 0;border-bottom:1px solid #d8dee4}" +
  "td.n,th.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}" +
  "@media(prefers-color-scheme:dark){body{color:#e6edf3;background:#0d1117}th,td{border-color:#30363d}}" +
  "@media print{body{margin:0;font-size:11pt}}";

/** What somebody typed, in one line and without meaning to the format. */
function escaped(text: string, format: FileFormat): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  const line = text.replaceAll(/[\u0000-\u001f\u007f]/g, " ");
  const meant: Record<string, string> =
    format === "html"
      ? { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" }
      : {
          "\\": "\\\\",
          "|": "\\|",
          "<": "&lt;",
          "*": "\\*",
          _: "\\_",
          "`": "\\`",
          "[": "\\[",
          "]": "\\]",
        };
  return line.replaceAll(/[&<>"'\\|*_`[\]]/g, (character) => meant[character] ?? character);
}

/** An amount in hundredths with the decimals that there are, in groups of thousands. */
export function plainAmount(hundredths: bigint, language: Language): string {
  return plainDecimal(hundredths, language === "de" ? { point: ",", group: "." } : { group: "," });
}

/** Headings, sentences and tables in either format. */
class Page {
  private text = "";
  private readonly html: boolean;

  constructor(private readonly format: FileFormat) {
    this.html = format === "html";
  }
  private escaped(text: string) {
    return escaped(text, this.format);
  }
  begin(language: Language, title: string) {
    const head = this.escaped(title);
    this.text += this.html
      ? `<!doctype html>\n<html lang="${language}">\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n` +
        `<title>${head}</title>\n<style>${style}</style>\n<h1>${head}</h1>\n`
      : `# ${head}\n`;
  }
  heading(title: string) {
    this.text += this.html ? `<h2>${this.escaped(title)}</h2>\n` : `\n## ${this.escaped(title)}\n`;
  }
  sentence(text: string) {
    this.text += this.html ? `<p>${this.escaped(text)}</p>\n` : `\n${this.escaped(text)}\n`;
  }
  table(columns: readonly Column[], rows: readonly (readonly string[])[]) {
    this.text += this.html ? "<table>\n" : "\n";
    this.row(
      columns,
      columns.map(({ title }) => title),
      "th",
    );
    if (!this.html) this.text += `${columns.map(({ number }) => (number ? "|---:" : "|---")).join("")}|\n`;
    for (const row of rows) this.row(columns, row, "td");
    if (this.html) this.text += "</table>\n";
  }
  private row(columns: readonly Column[], cells: readonly string[], tag: "th" | "td") {
    const cell = (text: string, at: number) =>
      this.html
        ? `<${tag}${columns[at]?.number ? ' class="n"' : ""}>${this.escaped(text)}</${tag}>`
        : `| ${this.escaped(text)} `;
    this.text += this.html ? `<tr>${cells.map(cell).join("")}</tr>\n` : `${cells.map(cell).join("")}|\n`;
  }
  done(): string {
    return this.html ? `${this.text}</html>\n` : this.text;
  }
}

class Writer {
  private readonly page: Page;
  private readonly w: ReportWords;

  constructor(
    private readonly report: ReviewReport,
    private readonly language: Language,
    format: FileFormat,
  ) {
    this.page = new Page(format);
    this.w = reportWords[language] as ReportWords;
  }

  write(): string {
    this.page.begin(this.language, this.report.title);
    if (this.report.provisional) this.page.sentence(this.w.provisional);
    this.writeFigures();
    this.writeDecisions();
    this.writeCauses();
    this.writeMoves();
    this.writePromises();
    this.writeOutside();
    return this.page.done();
  }

  private amount(hundredths: bigint) {
    return plainAmount(hundredths, this.language);
  }
  /** Whole units: cents are no help to who decides. */
  private money(hundredths: bigint) {
    return `${this.amount((hundredths / 100n) * 100n)} ${this.report.currencyCode}`;
  }

  private valueOf({ id, value, compared }: ReviewReport["figures"][number]): string {
    switch (id) {
      case ReviewReport_Id.PLANNED_AND_REALISED:
        return `${this.money(value)} / ${this.money(compared)}`;
      case ReviewReport_Id.ANSWERS:
        return `${value}, ${compared}`;
      case ReviewReport_Id.WAITING:
        return `${value}`;
      case ReviewReport_Id.CAPACITY_OUTSIDE:
        return `${this.amount(value)} ${this.w.of} ${this.amount(compared)}`;
      default:
        return this.money(value);
    }
  }

  private writeFigures() {
    const { w } = this;
    this.page.table(
      [{ title: w.figure }, { title: w.value, number: true }, { title: w.soWhat }],
      this.report.figures.map((figure) => [figure.label, this.valueOf(figure), figure.soWhat]),
    );
  }

  private writeDecisions() {
    const { w, report } = this;
    this.page.heading(w.decisions);
    if (report.decisions.length === 0) {
      this.page.sentence(w.noDecisions);
      return;
    }
    this.page.table(
      [{ title: w.decision }, { title: w.atStake, number: true }, { title: w.who }],
      report.decisions.map(({ sentence, moneyHundredths, role }) => [
        sentence,
        this.money(moneyHundredths),
        w.role(role),
      ]),
    );
    if (report.moreDecisions > 0) this.page.sentence(w.more(`${report.moreDecisions}`));
  }

  private writeCauses() {
    const { w, report } = this;
    this.page.heading(w.causes);
    if (report.causes.length === 0) {
      this.page.sentence(w.nothingMoved);
      return;
    }
    const sum = (of: (total: ReviewReport["causes"][number]) => number) =>
      `${report.causes.reduce((all, total) => all + of(total), 0)}`;
    this.page.table(
      [
        { title: w.cause },
        { title: w.down, number: true },
        { title: w.up, number: true },
        { title: w.moneyDown, number: true },
      ],
      [
        ...report.causes.map(({ group, downCount, upCount, moneyDownHundredths }) => [
          w.group(group),
          `${downCount}`,
          `${upCount}`,
          this.money(moneyDownHundredths),
        ]),
        [w.allMoves, sum(({ downCount }) => downCount), sum(({ upCount }) => upCount), ""],
      ],
    );
  }

  private writeMoves() {
    const { w, report } = this;
    if (report.moves.length === 0) return;
    this.page.table(
      [{ title: w.item }, { title: w.move }, { title: w.why }],
      report.moves.map(({ title, kind, sentence, reason }) => [title, w.kind(kind), sentence || reason]),
    );
  }

  private writePromises() {
    const { w, report } = this;
    if (report.promised.length === 0) return;
    this.page.heading(w.promised);
    this.page.table(
      [{ title: w.item }, { title: w.period }, { title: w.before }, { title: w.now }],
      report.promised.map(({ title, period, before, now, done }) => [
        title,
        idOf(period),
        w.promise(before),
        done ? w.confirmed : w.promise(now),
      ]),
    );
  }

  private writeOutside() {
    const { w, report } = this;
    if (report.outside.length === 0) return;
    this.page.heading(w.outside);
    this.page.table(
      [{ title: w.reason }, { title: w.capacity, number: true }],
      report.outside.map(({ reason, amountHundredths }) => [reason, this.amount(amountHundredths)]),
    );
  }
}

/** The report as a file that stands alone: byte for byte what `lifeline review show -f` writes. */
export function reportFile(report: ReviewReport, language: Language, format: FileFormat): string {
  return new Writer(report, language, format).write();
}
