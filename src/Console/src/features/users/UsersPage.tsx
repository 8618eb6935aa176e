import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ifMatch, take } from "@/api/client";
import { useMay, useSignedIn } from "@/api/hooks";
import { usePages } from "@/api/pages";
import type { User } from "@/api/types";
import { type Column, DataTable } from "@/ui/DataTable";
import { Confirm } from "@/ui/Dialogs";
import { Chip } from "@/ui/Labels";
import { notify } from "@/ui/notify";
import { Page, Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { More, Waiting } from "@/ui/States";
import { Time } from "@/ui/Time";
import { useRoleName } from "./roles";
import { EditUser, NewUser } from "./UserForms";

export function UsersPage() {
  const { t } = useTranslation();
  const may = useMay();
  const client = useQueryClient();
  const self = useSignedIn().user.id;
  const roleName = useRoleName();
  const users = usePages(["users"], cursor => take(api.GET("/api/users", { params: { query: { cursor } } })));
  const [creating, setCreating] = useState(false);
  const [editing, setEditing] = useState<User | null>(null);
  const [disabling, setDisabling] = useState<User | null>(null);
  const change = useMutation({
    mutationFn: ({ user, status }: { user: User; status: User["status"] }) =>
      take(
        api.PUT("/api/users/{id}", {
          params: { path: { id: user.id }, header: ifMatch(user.version) },
          body: { username: user.username, role: user.role, status },
        }),
      ),
    onSuccess: () => {
      notify(t("common.saved"));
      setDisabling(null);
      void client.invalidateQueries({ queryKey: ["users"] });
    },
  });
  const columns: Column<User>[] = [
    {
      key: "name",
      header: t("access.username"),
      cell: user => (user.id === self ? `${user.username} (${t("users.you")})` : user.username),
    },
    { key: "email", header: t("access.email"), cell: user => user.email },
    { key: "role", header: t("users.role"), cell: user => roleName(user.role) },
    {
      key: "status",
      header: t("common.status"),
      cell: user => <Chip tone={user.status === "ACTIVE" ? "good" : "neutral"}>{t(`users.statusOf.${user.status}`)}</Chip>,
    },
    { key: "login", header: t("users.lastLogin"), cell: user => <Time at={user.lastLoginAt} />, nowrap: true },
    {
      key: "actions",
      header: t("common.actions"),
      cell: user =>
        may("users:write") && user.id !== self ? (
          <div className={parts.row}>
            <Button size="xs" variant="default" onClick={() => setEditing(user)} aria-label={`${t("common.edit")} ${user.username}`}>
              {t("common.edit")}
            </Button>
            {user.status === "ACTIVE" ? (
              <Button size="xs" variant="default" onClick={() => setDisabling(user)} aria-label={`${t("users.disable")} ${user.username}`}>
                {t("users.disable")}
              </Button>
            ) : (
              <Button
                size="xs"
                variant="default"
                loading={change.isPending}
                onClick={() => change.mutate({ user, status: "ACTIVE" })}
                aria-label={`${t("users.enable")} ${user.username}`}
              >
                {t("users.enable")}
              </Button>
            )}
          </div>
        ) : null,
    },
  ];
  const reload = () => void users.refetch();
  return (
    <Page
      title={t("users.title")}
      intro={t("users.intro")}
      actions={may("users:write") && <Button onClick={() => setCreating(true)}>{t("users.new")}</Button>}
    >
      <Problem error={users.error ?? (disabling ? null : change.error)} onReload={reload} />
      <Panel flush>
        {users.isPending ? (
          <Waiting />
        ) : (
          <DataTable label={t("users.title")} columns={columns} rows={users.items} rowKey={user => user.id} />
        )}
        <More pages={users} />
      </Panel>
      <NewUser opened={creating} onClose={() => setCreating(false)} />
      {editing && <EditUser user={editing} onClose={() => setEditing(null)} onReload={reload} />}
      {disabling && (
        <Confirm
          opened
          onClose={() => setDisabling(null)}
          title={t("users.disableTitle", { name: disabling.username })}
          text={t("users.disableText")}
          action={t("users.disable")}
          danger
          busy={change.isPending}
          error={change.error}
          onReload={reload}
          onConfirm={() => change.mutate({ user: disabling, status: "DISABLED" })}
        />
      )}
    </Page>
  );
}
