import { Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { api, take } from "@/api/client";
import { Confirm } from "@/ui/Dialogs";
import { type Playbook, playbooksKey } from "./queries";

/** Starts a run, with what the playbook asks for. */
export function StartRun({ playbook, onClose }: { playbook: Playbook; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [text, setText] = useState("{}");
  const inputs = objectOf(text);
  const start = useMutation({
    mutationFn: () => take(api.POST("/api/playbooks/{id}/run", { params: { path: { id: playbook.id } }, body: { inputs } })),
    onSuccess: run => {
      void client.invalidateQueries({ queryKey: playbooksKey });
      void navigate(`/playbook-runs/${run.id}`);
    },
  });
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t("playbooks.runTitle")}
      text={
        <Textarea
          label={t("playbooks.inputs")}
          description={t("playbooks.runText")}
          value={text}
          onChange={event => setText(event.currentTarget.value)}
          error={inputs ? undefined : t("playbooks.badInputs")}
          autosize
          minRows={3}
          maxRows={12}
          spellCheck={false}
        />
      }
      action={t("playbooks.run")}
      busy={start.isPending}
      disabled={inputs === null}
      error={start.error}
      onConfirm={() => start.mutate()}
    />
  );
}

function objectOf(text: string): Record<string, unknown> | null {
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === "object" && read !== null && !Array.isArray(read) ? (read as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
