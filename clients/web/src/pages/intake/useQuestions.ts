import { create } from "@bufbuild/protobuf";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { altered } from "@/api/altered";
import { useClients } from "@/api/clients";
import { isAway, type Refusal, refusalOf } from "@/api/errors";
import { itemName, portfolioName } from "@/api/names";
import { usePreviewOf, withItems } from "@/api/preview";
import { useSettled } from "@/api/useSettled";
import { usePortfolio } from "@/app/portfolio";
import { useSession } from "@/app/session";
import { EstimateSchema, type Item, Item_State, ItemSchema } from "@/gen/lifeline/backlog/v1/backlog_pb";
import { TeamEffortSchema } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { type Form, itemOf, pathsOf } from "./form";
import { previewId } from "./standing";

export interface Assumed {
  readonly team: string;
  readonly effortHundredths: bigint;
}

/** What the services say about a request while it is typed. */
export function useQuestions(form: Form, draft: Item | undefined, assumed: readonly Assumed[]) {
  const { backlog } = useClients();
  const { id, portfolio, category } = usePortfolio();
  const { actor, language } = useSession();
  const settled = useSettled(form);
  const text = JSON.stringify(settled);
  const item = useMemo(() => itemOf(settled, language).item, [settled, language]);
  const named = item.title !== "" && item.category !== "";

  const check = useQuery({
    queryKey: ["intake-check", id, actor, draft?.etag, text],
    enabled: named,
    queryFn: async ({ signal }): Promise<{ refusal?: Refusal; would?: Item }> => {
      try {
        if (draft === undefined) {
          const would = await backlog.createItem(
            { parent: portfolioName(id), item, submit: true, validateOnly: true },
            { signal },
          );
          return { would };
        }
        const would = await backlog.updateItem(
          {
            item: altered(ItemSchema, item, { name: draft.name }),
            updateMask: { paths: pathsOf(item, draft) },
            validateOnly: true,
          },
          { signal },
        );
        return { would };
      } catch (error) {
        if (isAway(error)) throw error;
        return { refusal: refusalOf(error) };
      }
    },
  });

  // What is asked does not depend on title and category, but the call needs both.
  const somewhere = portfolio.categories.find(({ retired }) => !retired)?.id ?? "";
  const readiness = useQuery({
    queryKey: ["intake-readiness", id, actor, text, check.data?.would !== undefined],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      backlog.checkReadiness(
        {
          parent: portfolioName(id),
          item: altered(ItemSchema, check.data?.would ?? item, {
            name: "",
            title: item.title || "–",
            category: category(item.category).retired ? somewhere : item.category,
            // Who could see it elsewhere has no part in this.
            externalReferences: [],
          }),
        },
        { signal },
      ),
  });

  // What it brings by its case, the backlog reckons; what it refuses is left out.
  const would = check.data?.would ?? altered(ItemSchema, item, { businessCase: undefined });
  const preview = usePreviewOf(
    id,
    named && check.data !== undefined ? `intake ${text} ${JSON.stringify(assumed, bigints)}` : "",
    () =>
      withItems([
        altered(ItemSchema, would, {
          name: itemName(id, previewId[language]),
          state: Item_State.READY,
          // A key that another item has would make it that item.
          externalReferences: [],
          estimate:
            assumed.length === 0
              ? undefined
              : create(EstimateSchema, {
                  efforts: assumed.map((effort) => create(TeamEffortSchema, effort)),
                }),
        }),
      ]),
  );
  return {
    item,
    named,
    refusal: check.data?.refusal,
    would: check.data?.would,
    readiness: readiness.data,
    preview: named ? preview : undefined,
    behind: settled !== form || preview.isFetching || readiness.isFetching,
  };
}

const bigints = (_: string, value: unknown) => (typeof value === "bigint" ? value.toString() : value);
