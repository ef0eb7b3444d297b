import type { ReactNode } from "react";
import { usePortfolio } from "@/app/portfolio";
import type { Item } from "@/gen/lifeline/backlog/v1/backlog_pb";
import { useTexts } from "@/texts";
import { SelectField, TextField } from "@/ui/Field";
import type { Form, MoneyWay, RangeForm } from "./form";
import css from "./IntakeForm.module.css";
import { texts } from "./texts";

interface Props {
  form: Form;
  change: (change: Partial<Form>) => void;
  /** What is wrong with a field, by its path in the item. */
  wrong: (path: string) => string | undefined;
  /** The item as the backlog would have it, with its case reckoned. */
  would: Item | undefined;
}

/** What it brings a month: the amount, or what it is reckoned from. */
export function MoneyFields({ form, change, wrong, would }: Props) {
  const t = useTexts(texts);
  const { portfolio, formats } = usePortfolio();
  const currency = portfolio.currencyCode;
  const range = (label: string, key: "volume" | "conversion" | "margin" | "cost", path: string) => (
    <RangeFields
      label={label}
      range={form[key]}
      wrong={(end) => wrong(`business_case.${path}${end === "" ? "" : `.${end}`}`)}
      onChange={(to) => change({ [key]: to })}
    />
  );
  const money = would?.businessCase?.moneyHundredths;
  return (
    <>
      <SelectField
        label={t.moneyWay}
        value={form.moneyWay}
        error={form.moneyWay === "amount" ? undefined : (wrong("business_case") ?? wrong("money"))}
        onChange={({ target }) => change({ moneyWay: target.value as MoneyWay })}
      >
        <option value="none">{t.none}</option>
        <option value="amount">{t.amountWay}</option>
        <option value="sessions">{t.sessions}</option>
        <option value="leads">{t.leads}</option>
        <option value="cost">{t.cost}</option>
      </SelectField>
      {form.moneyWay === "amount" && (
        <div className={css.short}>
          <TextField
            label={t.amount(currency)}
            inputMode="decimal"
            value={form.amount}
            error={wrong("money.amount_hundredths") ?? wrong("money")}
            onChange={({ target }) => change({ amount: target.value })}
          />
        </div>
      )}
      {(form.moneyWay === "leads" || form.moneyWay === "sessions") && (
        <>
          {range(form.moneyWay === "leads" ? t.volumeLeads : t.volumeSessions, "volume", "volume")}
          {range(t.conversion, "conversion", "conversion_ppm")}
          {range(t.margin(currency), "margin", "margin_hundredths")}
        </>
      )}
      {form.moneyWay === "cost" && range(t.costAmount(currency), "cost", "cost_hundredths")}
      {form.moneyWay !== "none" && form.moneyWay !== "amount" && (
        <p className={css.hint} aria-live="polite">
          {money === undefined ? (
            t.rangeHint
          ) : (
            <>
              <b>{t.makes(formats.money(money.likely))}</b>{" "}
              {money.low !== money.high && t.makesRange(formats.money(money.low), formats.money(money.high))}
            </>
          )}
        </p>
      )}
    </>
  );
}

function RangeFields({
  label,
  range,
  wrong,
  onChange,
}: {
  label: ReactNode;
  range: RangeForm;
  wrong: (end: "" | "low" | "likely" | "high") => string | undefined;
  onChange: (range: RangeForm) => void;
}) {
  const t = useTexts(texts);
  const field = (end: "low" | "likely" | "high", name: string) => (
    <TextField
      label={name}
      inputMode="decimal"
      value={range[end]}
      error={wrong(end) ?? (end === "likely" ? wrong("") : undefined)}
      onChange={({ target }) => onChange({ ...range, [end]: target.value })}
    />
  );
  return (
    <fieldset className={css.range}>
      <legend>{label}</legend>
      <div className={css.three}>
        {field("likely", t.likely)}
        {field("low", t.low)}
        {field("high", t.high)}
      </div>
    </fieldset>
  );
}
