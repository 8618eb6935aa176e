import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";
import { api, ifMatch, take } from "@/api/client";
import { useMay } from "@/api/hooks";
import { usePages } from "@/api/pages";
import type { Role, Schemas } from "@/api/types";
import { NodeName } from "@/features/users/Assignments";
import { useRoleName, useRoles } from "@/features/users/roles";
import { Code } from "@/ui/Code";
import { type Column, DataTable } from "@/ui/DataTable";
import { Confirm } from "@/ui/Dialogs";
import { notify } from "@/ui/notify";
import { Page, Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { Empty, More, Waiting } from "@/ui/States";
import { Time } from "@/ui/Time";
import { EditRole } from "./RoleForm";
import { SubjectName } from "./SubjectName";

/** A role: what it gives by itself, what by those that it inherits from, and who has it. */
export function RolePage() {
  const { t } = useTranslation();
  const { id = "" } = useParams();
  const may = useMay();
  const roles = useRoles();
  const roleName = useRoleName();
  const [task, setTask] = useState<"edit" | "delete" | null>(null);
  const role = roles.find(each => each.id === id);
  const own = role && !role.isStock && may("roles:write");
  return (
    <Page
      title={role ? roleName(role.id) : t("rights.role")}
      parent={{ to: "/roles", label: t("rights.title") }}
      intro={role?.meaning}
      actions={
        own && (
          <>
            <Button variant="default" onClick={() => setTask("edit")}>
              {t("common.edit")}
            </Button>
            <Button variant="default" onClick={() => setTask("delete")}>
              {t("common.delete")}
            </Button>
          </>
        )
      }
    >
      {!role ? (
        roles.length === 0 ? (
          <Waiting />
        ) : (
          <Empty>{t("rights.gone")}</Empty>
        )
      ) : (
        <>
          <Panel title={t("rights.permissions")}>
            <Given role={role} roles={roles} />
          </Panel>
          {may("roles:read") && <Holders role={role} />}
          {task === "edit" && <EditRole role={role} onClose={() => setTask(null)} />}
          {task === "delete" && <DeleteRole role={role} onClose={() => setTask(null)} />}
        </>
      )}
    </Page>
  );
}

/** All that a role gives, by where it comes from. */
function Given({ role, roles }: { role: Role; roles: readonly Role[] }) {
  const { t } = useTranslation();
  const roleName = useRoleName();
  const parents = role.parents.map(id => roles.find(each => each.id === id)).filter(each => each !== undefined);
  const heirs = roles.filter(each => each.parents.includes(role.id));
  return (
    <div className={parts.stack}>
      <div>
        <h3>{t("rights.byItself")}</h3>
        {role.given.length === 0 ? <p className={parts.muted}>{t("rights.nothing")}</p> : <Names names={role.given} />}
      </div>
      {parents.map(parent => (
        <div key={parent.id}>
          <h3>
            {t("rights.inheritedFrom")} <Link to={`/roles/${parent.id}`}>{roleName(parent.id)}</Link>
          </h3>
          <Names names={parent.permissions} />
        </div>
      ))}
      {heirs.length > 0 && (
        <div>
          <h3>{t("rights.heirs")}</h3>
          {heirs.map(heir => (
            <div key={heir.id}>
              <Link to={`/roles/${heir.id}`}>{roleName(heir.id)}</Link>
            </div>
          ))}
        </div>
      )}
    </div>
  );
}

export function Names({ names }: { names: readonly string[] }) {
  return (
    <div className={parts.row}>
      {names.map(name => (
        <Code key={name}>{name}</Code>
      ))}
    </div>
  );
}

function Holders({ role }: { role: Role }) {
  const { t } = useTranslation();
  const holders = usePages(["assignments", "of", role.id], cursor =>
    take(api.GET("/api/role-assignments", { params: { query: { role: role.id, cursor } } })),
  );
  const columns: Column<Schemas["AssignmentView"]>[] = [
    {
      key: "who",
      header: t("rights.who"),
      cell: each => <SubjectName kind={each.principalKind} id={each.principalId} />,
    },
    { key: "node", header: t("users.node"), cell: each => <NodeName scope={each.scope} /> },
    {
      key: "until",
      header: t("users.until"),
      cell: each => (each.expiresAt ? <Time at={each.expiresAt} exact /> : t("users.noEnd")),
    },
  ];
  return (
    <Panel title={t("rights.holders")} flush>
      <Problem error={holders.error} onReload={() => void holders.refetch()} />
      {holders.isPending ? (
        <Waiting />
      ) : holders.items.length === 0 && !holders.error ? (
        <Empty>{t("rights.nobody")}</Empty>
      ) : (
        <DataTable label={t("rights.holders")} columns={columns} rows={holders.items} rowKey={each => each.id} />
      )}
      <More pages={holders} />
    </Panel>
  );
}

function DeleteRole({ role, onClose }: { role: Role; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () => take(api.DELETE("/api/roles/{id}", { params: { path: { id: role.id }, header: ifMatch(role.version) } })),
    onSuccess: async () => {
      notify(t("rights.deleted"));
      await navigate("/roles");
      void client.invalidateQueries({ queryKey: ["roles"] });
    },
  });
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t("rights.deleteTitle", { name: role.name })}
      text={t("rights.deleteText")}
      action={t("common.delete")}
      danger
      busy={remove.isPending}
      error={remove.error}
      onReload={() => void client.invalidateQueries({ queryKey: ["roles"] })}
      onConfirm={() => remove.mutate()}
    />
  );
}
