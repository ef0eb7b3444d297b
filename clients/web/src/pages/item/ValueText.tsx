import { usePortfolio } from "@/app/portfolio";
import { useTexts } from "@/texts";
import { ItemLink } from "@/ui/ItemLink";
import { useWords } from "@/ui/words";
import type { Value } from "./changes";
import { texts } from "./texts";

const long = 240;

/** A value of the history, as the reader writes it. */
export function ValueText({ value }: { value: Value }) {
  const t = useTexts(texts);
  const words = useWords();
  const { formats, memberTitle } = usePortfolio();
  const sure = "confidence" in value && value.confidence !== undefined ? ` (${value.confidence} %)` : "";
  switch (value.kind) {
    case "none":
      return t.none;
    case "text":
      return value.text.length <= long ? (
        value.text
      ) : (
        <details>
          <summary>{t.longText}</summary>
          {value.text}
        </details>
      );
    case "member":
      return memberTitle(value.name);
    case "item":
      return <ItemLink item={value.name} />;
    case "items":
      return value.names.map((name, index) => (
        <span key={name}>
          {index > 0 && ", "}
          <ItemLink item={name} />
        </span>
      ));
    case "state":
      return words.state(value.state);
    case "date":
      return formats.date(value.date);
    case "money":
      return formats.money(value.hundredths) + sure;
    case "amount":
      return formats.amount(value.hundredths) + sure;
    case "percent":
      return `${value.percent} %`;
    case "count":
      return formats.count(value.count);
  }
}
