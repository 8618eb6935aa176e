import { Button } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { api, ifMatch, take } from "@/api/client";
import { PolicyEditor } from "@/features/policies/PolicyEditor";
import { notify } from "@/ui/notify";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { type Playbook, playbooksKey } from "./queries";
import { Rehearsal, useRehearsal } from "./Rehearsal";

/** Milliseconds after the last key until the text is checked. */
const pause = 400;

/** A playbook's text, checked while it is written: each mistake is marked where it is, and said below. */
export function PlaybookForm({ playbook, text: begins, readOnly = false }: { playbook?: Playbook; text: string; readOnly?: boolean }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [text, setText] = useState(begins);
  const [settled] = useDebouncedValue(text, pause);
  const checked = useQuery({
    queryKey: ["playbooks", "validate", settled],
    queryFn: () => take(api.POST("/api/playbooks/validate", { body: { text: settled } })),
    placeholderData: before => before,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const save = useMutation({
    mutationFn: () =>
      playbook
        ? take(api.PUT("/api/playbooks/{id}", { params: { path: { id: playbook.id }, header: ifMatch(playbook.version) }, body: { text } }))
        : take(api.POST("/api/playbooks", { body: { text } })),
    onSuccess: saved => {
      notify(t("common.saved"));
      void client.invalidateQueries({ queryKey: playbooksKey });
      if (!playbook) {
        void navigate(`/playbooks/${saved.id}`);
      }
    },
  });
  const rehearsal = useRehearsal(text, playbook);
  const mistakes = (checked.data?.mistakes ?? []).map(({ line, column, detail }) => ({ line, column, message: detail, isWarning: false }));
  return (
    <form
      className={parts.stack}
      noValidate
      onSubmit={event => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <PolicyEditor
        value={text}
        onChange={setText}
        problems={mistakes}
        readOnly={readOnly}
        label={t("playbooks.text")}
        description={t("playbooks.textHint")}
      />
      <Problem error={save.error ?? checked.error} onReload={() => void client.invalidateQueries({ queryKey: playbooksKey })} />
      {!readOnly && (
        <div className={parts.row}>
          <Button type="submit" loading={save.isPending} disabled={mistakes.length > 0}>
            {t(playbook ? "playbooks.saveDraft" : "common.save")}
          </Button>
          <Button variant="default" disabled={mistakes.length > 0 || rehearsal.isPending} onClick={() => rehearsal.begin()}>
            {t("playbooks.rehearse")}
          </Button>
        </div>
      )}
      <Rehearsal of={rehearsal} />
    </form>
  );
}
