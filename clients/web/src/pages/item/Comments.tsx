import { useRef, useState } from "react";
import { useChange } from "@/api/change";
import { useClients } from "@/api/clients";
import { fieldError, refusalOf } from "@/api/errors";
import { useComments } from "@/api/item";
import { usePortfolio } from "@/app/portfolio";
import { useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { TextArea } from "@/ui/Field";
import form from "@/ui/form.module.css";
import { useNotices } from "@/ui/Notices";
import { Section } from "@/ui/Section";
import { Loading } from "@/ui/states";
import { Trouble } from "@/ui/Trouble";
import css from "./Comments.module.css";
import { texts } from "./texts";

function Write({ item }: { item: string }) {
  const t = useTexts(texts);
  const { id } = usePortfolio();
  const { backlog } = useClients();
  const change = useChange(id);
  const say = useNotices();
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const self = useRef<HTMLFormElement>(null);
  async function send() {
    setBusy(true);
    setError(undefined);
    try {
      await change(async (requestId) => {
        await backlog.createComment({ parent: item, comment: { text }, requestId });
        return undefined;
      });
      setText("");
      say.done(t.said);
    } catch (refused) {
      setError(refused);
    } finally {
      setBusy(false);
    }
  }
  return (
    <form
      ref={self}
      className={`${form.form} no-print`}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <TextArea
        label={t.comment}
        hint={t.commentHint}
        value={text}
        error={error === undefined ? undefined : fieldError(refusalOf(error), "text")}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={({ key, ctrlKey, metaKey }) => {
          if (key === "Enter" && (ctrlKey || metaKey)) self.current?.requestSubmit();
        }}
      />
      <Trouble error={error} />
      <div className={form.buttons}>
        <Button type="submit" disabled={busy || text.trim() === ""}>
          {t.send}
        </Button>
      </div>
    </form>
  );
}

/** What people say about it, oldest first. */
export function Comments({ item }: { item: string }) {
  const t = useTexts(texts);
  const { formats, memberTitle } = usePortfolio();
  const { data, error, isError } = useComments(item);
  return (
    <Section title={t.comments} note={data === undefined ? undefined : formats.count(data.length)}>
      {isError ? (
        <Trouble error={error} />
      ) : data === undefined ? (
        <Loading lines={2} />
      ) : data.length === 0 ? (
        <p>{t.noComments}</p>
      ) : (
        <ol className={css.comments}>
          {data.map(({ name, author, createTime, text }) => (
            <li key={name}>
              <p className={css.who}>
                <b>{memberTitle(author)}</b> · {formats.dateTime(createTime)}
              </p>
              <p className={css.text}>{text}</p>
            </li>
          ))}
        </ol>
      )}
      <Write item={item} />
    </Section>
  );
}
