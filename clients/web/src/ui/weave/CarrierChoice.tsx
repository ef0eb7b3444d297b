import { useQuery } from "@connectrpc/connect-query";
import { keepPreviousData } from "@tanstack/react-query";
import { useId, useState } from "react";
import { usePortfolio } from "@/app/portfolio";
import { type CarrierSuggestion, ScoringService } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { defineTexts, useTexts } from "@/texts";
import form from "@/ui/form.module.css";
import { ItemLink } from "@/ui/ItemLink";
import { Loading } from "@/ui/states";
import { Trouble } from "@/ui/Trouble";
import { asEfforts, type Effort, EffortFields } from "./EffortFields";
import type { Ride } from "./weaving";

const texts = defineTexts({
  en: {
    choose: "Where could it ride?",
    inside: "What it would need inside a carrier",
    unrelated: "Also items that touch nothing in common with it",
    none: "No item above the line that touches the same has room for it.",
    noneAtAll: "No item above the line has room for it. A smaller part inside the carrier may fit.",
    shares: (what: string) => `both touch ${what}`,
    labels: (what: string) => `both labelled ${what}`,
    owner: (who: string) => `${who} is asked`,
    noEffort: "It has no estimate yet, so nobody knows what it would need inside a carrier.",
    rank: (rank: string) => `rank ${rank}`,
  },
  de: {
    choose: "Wo könnte sie mitfahren?",
    inside: "Was sie in einem Trägerprojekt bräuchte",
    unrelated: "Auch Anforderungen, die nichts gemeinsam mit ihr berühren",
    none: "Keine Anforderung über der Linie, die dasselbe berührt, hat Platz dafür.",
    noneAtAll:
      "Keine Anforderung über der Linie hat Platz dafür. Ein kleinerer Teil im Trägerprojekt passt vielleicht.",
    shares: (what: string) => `beide berühren ${what}`,
    labels: (what: string) => `beide mit Schlagwort ${what}`,
    owner: (who: string) => `${who} wird gefragt`,
    noEffort: "Sie ist noch nicht geschätzt; niemand weiß, was sie in einem Trägerprojekt bräuchte.",
    rank: (rank: string) => `Rang ${rank}`,
  },
});

function Suggestion({
  suggestion,
  group,
  chosen,
  onChoose,
}: {
  suggestion: CarrierSuggestion;
  group: string;
  chosen: boolean;
  onChoose: () => void;
}) {
  const t = useTexts(texts);
  const { formats, memberTitle, periodTitle } = usePortfolio();
  const { carrier, title, rank, period, owner, sharedTouchpoints, sharedLabels } = suggestion;
  const notes = [
    periodTitle(period),
    t.rank(formats.count(rank)),
    sharedTouchpoints.length > 0 && t.shares(sharedTouchpoints.join(", ")),
    sharedLabels.length > 0 && t.labels(sharedLabels.join(", ")),
    t.owner(memberTitle(owner)),
  ];
  return (
    <div className={form.choice}>
      <input
        type="radio"
        name={group}
        id={`${group}-${carrier}`}
        checked={chosen}
        onChange={onChoose}
        aria-describedby={`${group}-${carrier}-notes`}
        aria-label={title}
      />
      <span>
        <ItemLink item={carrier} title={title} />
        <br />
        <span id={`${group}-${carrier}-notes`} className={form.hint}>
          {notes.filter(Boolean).join(" · ")}
        </span>
      </span>
    </div>
  );
}

/** Items above the line that could carry an item; what it needs inside them can be changed, and is looked at again. */
export function CarrierChoice({
  rider,
  chosen,
  onChoose,
}: {
  rider: string;
  chosen: Ride | undefined;
  onChoose: (ride: Ride | undefined) => void;
}) {
  const t = useTexts(texts);
  const group = useId();
  const [efforts, setEfforts] = useState<readonly Effort[]>();
  const [unrelated, setUnrelated] = useState(false);
  const { data, error, isError } = useQuery(
    ScoringService.method.suggestCarriers,
    {
      name: rider.replace("/items/", "/rankings/latest/items/"),
      marginalEfforts: efforts === undefined ? [] : [...efforts],
      unrelated,
    },
    { placeholderData: keepPreviousData },
  );
  if (isError && data === undefined) return <Trouble error={error} />;
  if (data === undefined) return <Loading lines={3} />;
  const assumed = efforts ?? asEfforts(data.marginalEfforts);
  if (assumed.length === 0) return <p>{t.noEffort}</p>;
  return (
    <div className={form.form}>
      <fieldset className={form.choices}>
        <legend>{t.inside}</legend>
        <EffortFields
          efforts={assumed}
          onChange={(changed) => {
            setEfforts(changed);
            if (chosen !== undefined) onChoose({ ...chosen, efforts: changed });
          }}
        />
      </fieldset>
      {isError && <Trouble error={error} />}
      <fieldset className={form.choices}>
        <legend>{t.choose}</legend>
        {data.suggestions.length === 0 && <p>{unrelated ? t.noneAtAll : t.none}</p>}
        {data.suggestions.map((suggestion) => (
          <Suggestion
            key={suggestion.carrier}
            suggestion={suggestion}
            group={group}
            chosen={suggestion.carrier === chosen?.carrier}
            onChoose={() =>
              onChoose({
                rider,
                carrier: suggestion.carrier,
                carrierOwner: suggestion.owner,
                efforts: assumed,
              })
            }
          />
        ))}
        <label className={form.choice}>
          <input
            type="checkbox"
            checked={unrelated}
            onChange={({ target }) => {
              setUnrelated(target.checked);
              onChoose(undefined);
            }}
          />
          <span>{t.unrelated}</span>
        </label>
      </fieldset>
    </div>
  );
}
