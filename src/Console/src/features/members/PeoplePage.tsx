import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api, take } from "@/api/client";
import { useMay } from "@/api/hooks";
import { usePages } from "@/api/pages";
import type { Member } from "@/api/types";
import { Accounts } from "@/features/users/Accounts";
import { useRoleName } from "@/features/users/roles";
import { NewUser } from "@/features/users/UserForms";
import { breakable } from "@/ui/Code";
import { type Column, DataTable } from "@/ui/DataTable";
import { Confirm } from "@/ui/Dialogs";
import { Chip } from "@/ui/Labels";
import { notify } from "@/ui/notify";
import { Page, Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import { More, Waiting } from "@/ui/States";
import { Time } from "@/ui/Time";
import { Invitations } from "./Invitations";
import { Invite } from "./Invite";
import { Mails } from "./Mails";

/** Everybody who can act in the tenant: its own people, and guests; who was asked to come, and what was written to them. */
export function PeoplePage() {
  const { t } = useTranslation();
  const may = useMay();
  const [creating, setCreating] = useState(false);
  const [inviting, setInviting] = useState(false);
  return (
    <Page
      title={t("users.people")}
      intro={t("members.intro")}
      actions={
        <>
          {may("users:write") && <Button onClick={() => setCreating(true)}>{t("users.new")}</Button>}
          {may("members:write") && <Button onClick={() => setInviting(true)}>{t("members.invite")}</Button>}
        </>
      }
    >
      {may("users:read") && <Accounts />}
      {may("members:read") && <Members guestsOnly={may("users:read")} />}
      {may("members:read") && <Invitations />}
      {may("mails:read") && <Mails />}
      <NewUser opened={creating} onClose={() => setCreating(false)} />
      {inviting && <Invite onClose={() => setInviting(false)} />}
    </Page>
  );
}

/** Members with their roles. Where the own people stand beside, only guests, where there are some. */
function Members({ guestsOnly }: { guestsOnly: boolean }) {
  const { t } = useTranslation();
  const may = useMay();
  const roleName = useRoleName();
  const members = usePages(["members"], cursor => take(api.GET("/api/members", { params: { query: { cursor } } })));
  const [leaving, setLeaving] = useState<Member>();
  const columns: Column<Member>[] = [
    {
      key: "name",
      header: t("access.username"),
      cell: member => (
        <>
          {member.isGuest ? member.name : <Link to={`/users/${member.userId}`}>{member.name}</Link>}{" "}
          {member.isGuest && <Chip tone="neutral">{t("members.guest", { name: member.homeName })}</Chip>}
        </>
      ),
    },
    { key: "email", header: t("access.email"), cell: member => breakable(member.email), long: true },
    {
      key: "roles",
      header: t("members.roles"),
      cell: member =>
        [...new Set(member.roles.map(role => `${roleName(role.role)} (${t(`members.levelOf.${role.scope.level}`)})`))].join(", "),
    },
    { key: "joined", header: t("members.since"), cell: member => <Time at={member.joinedAt} />, nowrap: true },
    {
      key: "actions",
      header: t("common.actions"),
      cell: member =>
        member.isGuest && may("members:write") ? (
          <Button size="xs" variant="default" onClick={() => setLeaving(member)} aria-label={`${t("members.letGo")} ${member.name}`}>
            {t("members.letGo")}
          </Button>
        ) : null,
    },
  ];
  const rows = guestsOnly ? members.items.filter(member => member.isGuest) : members.items;
  if (guestsOnly && rows.length === 0 && !members.error && !members.hasNextPage) {
    return null;
  }
  const title = guestsOnly ? t("members.guests") : t("members.title");
  return (
    <Panel title={title} flush>
      <Problem error={members.error} onReload={() => void members.refetch()} />
      {members.isPending ? <Waiting /> : <DataTable label={title} columns={columns} rows={rows} rowKey={member => member.userId} />}
      <More pages={members} />
      {leaving && <LetGo member={leaving} onClose={() => setLeaving(undefined)} />}
    </Panel>
  );
}

function LetGo({ member, onClose }: { member: Member; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const letGo = useMutation({
    mutationFn: () => take(api.DELETE("/api/members/{userId}", { params: { path: { userId: member.userId } } })),
    onSuccess: () => {
      notify(t("members.gone"));
      void client.invalidateQueries({ queryKey: ["members"] });
      onClose();
    },
  });
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t("members.letGoTitle", { name: member.name })}
      text={t("members.letGoText")}
      action={t("members.letGo")}
      danger
      busy={letGo.isPending}
      error={letGo.error}
      onConfirm={() => letGo.mutate()}
    />
  );
}
