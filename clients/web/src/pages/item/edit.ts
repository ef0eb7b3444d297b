import { dayOfInput, dayText } from "@/days";
import type { Item } from "@/gen/lifeline/backlog/v1/backlog_pb";
import { sameDay } from "./changes";

/** What can be typed of an item, as it stands in the fields. */
export interface Edited {
  readonly title: string;
  readonly problem: string;
  readonly outcome: string;
  readonly measure: string;
  readonly category: string;
  readonly owner: string;
  /** Separated by commas. */
  readonly labels: string;
  /** One a line. */
  readonly touchpoints: string;
  /** `2027-03-26`, or empty. */
  readonly due: string;
  readonly dueBasis: string;
}

export type Field = keyof Edited;

const paths: Readonly<Record<Field, string>> = {
  title: "title",
  problem: "problem",
  outcome: "outcome",
  measure: "measure",
  category: "category",
  owner: "owner",
  labels: "labels",
  touchpoints: "touchpoints",
  due: "due_date",
  dueBasis: "due_basis",
};
export const fields = Object.keys(paths) as Field[];
export const pathOf = (field: Field) => paths[field];

export const editedOf = (item: Item): Edited => ({
  title: item.title,
  problem: item.problem,
  outcome: item.outcome,
  measure: item.measure,
  category: item.category,
  owner: item.owner,
  labels: item.labels.join(", "),
  touchpoints: item.touchpoints.join("\n"),
  due: dayText(item.dueDate),
  dueBasis: item.dueBasis,
});

const split = (text: string, by: RegExp) =>
  text
    .split(by)
    .map((one) => one.trim())
    .filter(Boolean);

/** The fields that differ from the item, in the order of the form. */
export function changedFields(item: Item, edited: Edited): Field[] {
  const now = editedOf(item);
  return fields.filter((field) => {
    switch (field) {
      case "labels":
        return split(edited.labels, /,/).join() !== item.labels.join();
      case "touchpoints":
        return split(edited.touchpoints, /\n/).join("\n") !== item.touchpoints.join("\n");
      case "due":
        return edited.due !== now.due;
      default:
        return edited[field] !== now[field];
    }
  });
}

/** What UpdateItem takes for these fields. Its etag is that of the version that was read. */
export function updateOf(item: Pick<Item, "name" | "etag">, edited: Edited, changed: readonly Field[]) {
  const { labels, touchpoints, due, ...texts } = edited;
  const dueDate = dayOfInput(due);
  return {
    item: {
      name: item.name,
      etag: item.etag,
      ...texts,
      labels: split(labels, /,/),
      touchpoints: split(touchpoints, /\n/),
      ...(dueDate !== undefined && { dueDate }),
    },
    updateMask: { paths: changed.map(pathOf) },
  };
}

/**
 * Fields that somebody else has changed since `read`, of those that are being written: where two people meant the same place. What else
 * they changed stays theirs.
 */
export function clashing(read: Item, stored: Item, changed: readonly Field[]): Field[] {
  const [before, now] = [editedOf(read), editedOf(stored)];
  return changed.filter((field) =>
    field === "due" ? !sameDay(read.dueDate, stored.dueDate) : before[field] !== now[field],
  );
}
