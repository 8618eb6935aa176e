import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import { usePages } from "@/api/pages";
import type { LoginSession } from "@/api/types";
import { type Column, DataTable } from "@/ui/DataTable";
import { Chip } from "@/ui/Labels";
import { notify } from "@/ui/notify";
import { Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import { More, Waiting } from "@/ui/States";
import { Time } from "@/ui/Time";
import { deviceOf } from "./device";

export function SessionsPanel() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const sessions = usePages(["sessions"], cursor => take(api.GET("/api/auth/sessions", { params: { query: { cursor } } })));
  const end = useMutation({
    mutationFn: (id: string | null) =>
      take(id === null ? api.DELETE("/api/auth/sessions") : api.DELETE("/api/auth/sessions/{id}", { params: { path: { id } } })),
    onSuccess: () => notify(t("settings.sessionEnded")),
    onSettled: () => void client.invalidateQueries({ queryKey: ["sessions"] }),
  });
  const columns: Column<LoginSession>[] = [
    {
      key: "device",
      header: t("settings.device"),
      cell: each => (
        <span title={each.userAgent ?? undefined}>
          {deviceOf(each.userAgent) ?? t("common.unknown")} {each.current && <Chip tone="good">{t("settings.thisSession")}</Chip>}
        </span>
      ),
    },
    { key: "address", header: t("settings.address"), cell: each => each.address ?? t("common.unknown") },
    { key: "since", header: t("settings.since"), cell: each => <Time at={each.createdAt} />, nowrap: true },
    { key: "used", header: t("settings.lastUsed"), cell: each => <Time at={each.lastUsedAt} />, nowrap: true },
    {
      key: "actions",
      header: t("common.actions"),
      cell: each =>
        each.current ? null : (
          <Button size="xs" variant="default" onClick={() => end.mutate(each.id)}>
            {t("settings.endSession")}
          </Button>
        ),
    },
  ];
  const others = sessions.items.some(each => !each.current);
  return (
    <Panel
      title={t("settings.sessions")}
      flush
      actions={
        others && (
          <Button size="xs" variant="default" loading={end.isPending} onClick={() => end.mutate(null)}>
            {t("settings.endOthers")}
          </Button>
        )
      }
    >
      <Problem error={sessions.error ?? end.error} />
      {sessions.isPending ? (
        <Waiting />
      ) : (
        <DataTable label={t("settings.sessions")} columns={columns} rows={sessions.items} rowKey={each => each.id} />
      )}
      <More pages={sessions} />
    </Panel>
  );
}
