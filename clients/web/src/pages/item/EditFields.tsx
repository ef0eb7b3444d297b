import { fieldError, type Refusal } from "@/api/errors";
import { usePortfolio } from "@/app/portfolio";
import { Member_Kind } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { useTexts } from "@/texts";
import { SelectField, TextArea, TextField } from "@/ui/Field";
import form from "@/ui/form.module.css";
import { actionTexts } from "./actionTexts";
import { type Edited, type Field, pathOf } from "./edit";

/** The texts of an item, as fields. */
export function EditFields({
  edited,
  refusal,
  onChange,
}: {
  edited: Edited;
  refusal: Refusal | undefined;
  onChange: (change: Partial<Edited>) => void;
}) {
  const t = useTexts(actionTexts);
  const { portfolio, members, memberTitle } = usePortfolio();
  const field = (name: Field) => ({
    label: t.field(name),
    value: edited[name],
    error: fieldError(refusal, pathOf(name)),
    onChange: ({ target }: { target: { value: string } }) => onChange({ [name]: target.value }),
  });
  const people = members.filter(
    ({ kind, inactive, name }) => name === edited.owner || (kind !== Member_Kind.TOOL && !inactive),
  );
  return (
    <>
      <TextField {...field("title")} />
      <TextArea {...field("problem")} />
      <TextArea {...field("outcome")} />
      <TextArea {...field("measure")} rows={2} />
      <div className={form.row}>
        <SelectField {...field("category")}>
          {portfolio.categories
            .filter(({ id, retired }) => !retired || id === edited.category)
            .map(({ id, title }) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
        </SelectField>
        <SelectField {...field("owner")}>
          {people.map(({ name }) => (
            <option key={name} value={name}>
              {memberTitle(name)}
            </option>
          ))}
        </SelectField>
      </div>
      <div className={form.row}>
        <TextField {...field("due")} type="date" />
        <TextField {...field("dueBasis")} />
      </div>
      <TextField {...field("labels")} hint={t.labelsHint} />
      <TextArea {...field("touchpoints")} hint={t.touchpointsHint} rows={2} />
    </>
  );
}
