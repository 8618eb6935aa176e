import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, ifMatch, take } from "@/api/client";
import { useMay } from "@/api/hooks";
import { usePages } from "@/api/pages";
import type { Invitation } from "@/api/types";
import { useRoleName } from "@/features/users/roles";
import { breakable } from "@/ui/Code";
import { type Column, DataTable } from "@/ui/DataTable";
import { Chip } from "@/ui/Labels";
import { notify } from "@/ui/notify";
import { Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { Empty, More, Waiting } from "@/ui/States";
import { Time } from "@/ui/Time";

const tones = { PENDING: "neutral", ACCEPTED: "good", REVOKED: "neutral", EXPIRED: "poor" } as const;

/** Who was asked into the tenant, and what came of it. */
export function Invitations() {
  const { t } = useTranslation();
  const may = useMay();
  const client = useQueryClient();
  const roleName = useRoleName();
  const invitations = usePages(["invitations"], cursor => take(api.GET("/api/invitations", { params: { query: { cursor } } })));
  const changed = (word: string) => {
    notify(word);
    void client.invalidateQueries({ queryKey: ["invitations"] });
    void client.invalidateQueries({ queryKey: ["mails"] });
  };
  const resend = useMutation({
    mutationFn: (id: string) => take(api.POST("/api/invitations/{id}/resend", { params: { path: { id } } })),
    onSuccess: () => changed(t("members.resent")),
  });
  const revoke = useMutation({
    mutationFn: ({ id, version }: Invitation) =>
      take(api.DELETE("/api/invitations/{id}", { params: { path: { id }, header: ifMatch(version) } })),
    onSuccess: () => changed(t("members.revoked")),
  });
  const columns: Column<Invitation>[] = [
    { key: "email", header: t("access.email"), cell: invitation => breakable(invitation.email), long: true },
    {
      key: "role",
      header: t("users.role"),
      cell: invitation => `${roleName(invitation.role)} (${t(`members.levelOf.${invitation.scope.level}`)})`,
    },
    {
      key: "state",
      header: t("common.status"),
      cell: invitation => <Chip tone={tones[invitation.state]}>{t(`members.stateOf.${invitation.state}`)}</Chip>,
    },
    { key: "by", header: t("members.by"), cell: invitation => invitation.invitedByName },
    { key: "until", header: t("members.goodUntil"), cell: invitation => <Time at={invitation.expiresAt} />, nowrap: true },
    {
      key: "actions",
      header: t("common.actions"),
      cell: invitation =>
        may("members:write") && (invitation.state === "PENDING" || invitation.state === "EXPIRED") ? (
          <div className={parts.row}>
            <Button
              size="xs"
              variant="default"
              loading={resend.isPending && resend.variables === invitation.id}
              onClick={() => resend.mutate(invitation.id)}
              aria-label={`${t("members.resend")} ${invitation.email}`}
            >
              {t("members.resend")}
            </Button>
            <Button
              size="xs"
              variant="default"
              loading={revoke.isPending && revoke.variables.id === invitation.id}
              onClick={() => revoke.mutate(invitation)}
              aria-label={`${t("members.revoke")} ${invitation.email}`}
            >
              {t("members.revoke")}
            </Button>
          </div>
        ) : null,
    },
  ];
  return (
    <Panel title={t("members.invitations")} flush>
      <Problem error={invitations.error ?? resend.error ?? revoke.error} />
      {invitations.isPending ? (
        <Waiting />
      ) : invitations.items.length === 0 ? (
        <Empty>{t("members.noInvitations")}</Empty>
      ) : (
        <DataTable label={t("members.invitations")} columns={columns} rows={invitations.items} rowKey={invitation => invitation.id} />
      )}
      <More pages={invitations} />
    </Panel>
  );
}
