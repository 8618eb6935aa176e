import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api, take } from "@/api/client";
import { useMay, useSignedIn } from "@/api/hooks";
import { usePages } from "@/api/pages";
import type { User } from "@/api/types";
import { breakable } from "@/ui/Code";
import { type Column, DataTable } from "@/ui/DataTable";
import { Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import { More, Waiting } from "@/ui/States";
import { Time } from "@/ui/Time";
import { useRoleName } from "./roles";
import { UserActions } from "./UserActions";
import { StatusChip } from "./UserPage";

/** The tenant's own people, for who may see accounts. */
export function Accounts() {
  const { t } = useTranslation();
  const may = useMay();
  const self = useSignedIn().user.id;
  const roleName = useRoleName();
  const users = usePages(["users", "list"], cursor => take(api.GET("/api/users", { params: { query: { cursor } } })));
  const reload = () => void users.refetch();
  const columns: Column<User>[] = [
    {
      key: "name",
      header: t("access.username"),
      cell: user => (
        <>
          <Link to={`/users/${user.id}`}>{user.username}</Link> {user.id === self && `(${t("users.you")})`}
        </>
      ),
    },
    { key: "email", header: t("access.email"), cell: user => breakable(user.email), long: true },
    { key: "role", header: t("users.role"), cell: user => roleName(user.role) },
    { key: "status", header: t("common.status"), cell: user => <StatusChip user={user} /> },
    { key: "login", header: t("users.lastLogin"), cell: user => <Time at={user.lastLoginAt} />, nowrap: true },
    {
      key: "actions",
      header: t("common.actions"),
      cell: user => (may("users:write") && user.id !== self ? <UserActions user={user} onReload={reload} /> : null),
    },
  ];
  return (
    <Panel title={t("users.title")} flush>
      <Problem error={users.error} onReload={reload} />
      {users.isPending ? <Waiting /> : <DataTable label={t("users.title")} columns={columns} rows={users.items} rowKey={user => user.id} />}
      <More pages={users} />
    </Panel>
  );
}
