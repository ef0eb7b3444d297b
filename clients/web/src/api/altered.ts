import { clone, create, type DescMessage, type MessageShape } from "@bufbuild/protobuf";

/** A message with some of its fields other than they are; a new one if there is none. */
export function altered<D extends DescMessage>(
  schema: D,
  from: MessageShape<D> | undefined,
  change: Partial<MessageShape<D>>,
): MessageShape<D> {
  return Object.assign(from === undefined ? create(schema) : clone(schema, from), change);
}
