import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useMay } from "@/api/hooks";
import type { Role } from "@/api/types";
import { useRoleName, useRoles } from "@/features/users/roles";
import { type Column, DataTable } from "@/ui/DataTable";
import { Chip } from "@/ui/Labels";
import { Page, Panel } from "@/ui/Page";
import { Waiting } from "@/ui/States";
import { NewRole } from "./RoleForm";
import { WhoCan } from "./WhoCan";

export function RolesPage() {
  const { t } = useTranslation();
  const may = useMay();
  const roles = useRoles();
  const roleName = useRoleName();
  const [creating, setCreating] = useState(false);
  const columns: Column<Role>[] = [
    { key: "name", header: t("common.name"), cell: role => <Link to={`/roles/${role.id}`}>{roleName(role.id)}</Link>, long: true },
    {
      key: "kind",
      header: t("rights.kind"),
      cell: role => <Chip tone="neutral">{t(role.isStock ? "rights.stock" : "rights.own")}</Chip>,
    },
    { key: "meaning", header: t("rights.meaning"), cell: role => role.meaning, long: true },
    { key: "parents", header: t("rights.parents"), cell: role => role.parents.map(roleName).join(", ") },
    { key: "gives", header: t("rights.gives"), cell: role => t("rights.count", { count: role.permissions.length }), nowrap: true },
  ];
  return (
    <Page
      title={t("rights.title")}
      intro={t("rights.intro")}
      actions={may("roles:write") && <Button onClick={() => setCreating(true)}>{t("rights.new")}</Button>}
    >
      <Panel flush>
        {roles.length === 0 ? <Waiting /> : <DataTable label={t("rights.title")} columns={columns} rows={roles} rowKey={role => role.id} />}
      </Panel>
      <WhoCan />
      <NewRole opened={creating} onClose={() => setCreating(false)} />
    </Page>
  );
}
