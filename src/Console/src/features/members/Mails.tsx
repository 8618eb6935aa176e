import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import { useMay } from "@/api/hooks";
import { usePages } from "@/api/pages";
import type { Mail } from "@/api/types";
import { breakable } from "@/ui/Code";
import { type Column, DataTable } from "@/ui/DataTable";
import { Side } from "@/ui/Dialogs";
import { Chip } from "@/ui/Labels";
import { notify } from "@/ui/notify";
import { Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { Empty, Loaded, More, Waiting } from "@/ui/States";
import { Time } from "@/ui/Time";

const tones = { WAITING: "neutral", SENT: "good", FAILED: "poor", EXPIRED: "neutral" } as const;

/** What was written to people; what was not sent can be read, and handed over another way. */
export function Mails() {
  const { t } = useTranslation();
  const may = useMay();
  const client = useQueryClient();
  const [reading, setReading] = useState<Mail>();
  const mails = usePages(["mails"], cursor => take(api.GET("/api/mails", { params: { query: { cursor } } })));
  const changed = (word: string) => {
    notify(word);
    void client.invalidateQueries({ queryKey: ["mails"] });
  };
  const retry = useMutation({
    mutationFn: (id: string) => take(api.POST("/api/mails/{id}/retry", { params: { path: { id } } })),
    onSuccess: () => changed(t("members.mailRetried")),
  });
  const drop = useMutation({
    mutationFn: (id: string) => take(api.DELETE("/api/mails/{id}", { params: { path: { id } } })),
    onSuccess: () => changed(t("members.mailTakenBack")),
  });
  const columns: Column<Mail>[] = [
    { key: "to", header: t("members.mailTo"), cell: mail => breakable(mail.recipient), long: true },
    { key: "subject", header: t("members.mailSubject"), cell: mail => mail.subject },
    {
      key: "state",
      header: t("common.status"),
      cell: mail => (
        <>
          <Chip tone={tones[mail.state]}>{t(`members.mailStateOf.${mail.state}`)}</Chip>{" "}
          {mail.error && <code className={parts.mono}>{mail.error}</code>}
        </>
      ),
    },
    { key: "at", header: t("common.created"), cell: mail => <Time at={mail.createdAt} />, nowrap: true },
    {
      key: "actions",
      header: t("common.actions"),
      cell: mail =>
        mail.state === "WAITING" || mail.state === "FAILED" ? (
          <div className={parts.row}>
            <Button size="xs" variant="default" onClick={() => setReading(mail)} aria-label={`${t("members.mailRead")} ${mail.recipient}`}>
              {t("members.mailRead")}
            </Button>
            {mail.state === "FAILED" && may("mails:write") && (
              <Button size="xs" variant="default" loading={retry.isPending} onClick={() => retry.mutate(mail.id)}>
                {t("members.mailRetry")}
              </Button>
            )}
            {may("mails:write") && (
              <Button size="xs" variant="default" loading={drop.isPending} onClick={() => drop.mutate(mail.id)}>
                {t("members.mailTakeBack")}
              </Button>
            )}
          </div>
        ) : null,
    },
  ];
  return (
    <Panel title={t("members.mails")} flush>
      <p className={`${parts.panelBody} ${parts.small} ${parts.muted}`}>{t("members.mailsText")}</p>
      <Problem error={mails.error ?? retry.error ?? drop.error} />
      {mails.isPending ? (
        <Waiting />
      ) : mails.items.length === 0 ? (
        <Empty>{t("members.noMails")}</Empty>
      ) : (
        <DataTable label={t("members.mails")} columns={columns} rows={mails.items} rowKey={mail => mail.id} />
      )}
      <More pages={mails} />
      {reading && <Reading mail={reading} onClose={() => setReading(undefined)} />}
    </Panel>
  );
}

function Reading({ mail, onClose }: { mail: Mail; onClose: () => void }) {
  const { t } = useTranslation();
  // Asked for once: each reading stands in the audit log.
  const text = useQuery({
    queryKey: ["mails", "text", mail.id],
    queryFn: () => take(api.GET("/api/mails/{id}", { params: { path: { id: mail.id } } })),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  return (
    <Side opened onClose={onClose} title={mail.subject}>
      <div className={parts.stack}>
        <p className={`${parts.small} ${parts.muted}`}>{t("members.mailReadText", { email: mail.recipient })}</p>
        <Loaded query={text} rows={5}>
          {data => <pre className={parts.code}>{data.text ?? t("members.mailGone")}</pre>}
        </Loaded>
      </div>
    </Side>
  );
}
