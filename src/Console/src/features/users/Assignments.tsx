import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api, ifMatch, take } from "@/api/client";
import { useMay } from "@/api/hooks";
import { usePages } from "@/api/pages";
import type { Level, Schemas } from "@/api/types";
import { useGroups, useOrganizations } from "@/features/fleet/queries";
import { type Column, DataTable } from "@/ui/DataTable";
import { Confirm } from "@/ui/Dialogs";
import { notify } from "@/ui/notify";
import { Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { Empty, More, Waiting } from "@/ui/States";
import { Time } from "@/ui/Time";
import { GiveRole } from "./GiveRole";
import { useRoleName } from "./roles";

type Assignment = Schemas["AssignmentView"];

/** Who or what has roles. */
export interface Assignee {
  kind: "USER" | "GROUP" | "API_KEY";
  id: string;
}

/** Which roles a person, a user group or a key has by itself, at which nodes of the tree and until when. */
export function Assignments({ of }: { of: Assignee }) {
  const { t } = useTranslation();
  const may = useMay()("roles:assign");
  const client = useQueryClient();
  const roleName = useRoleName();
  const [giving, setGiving] = useState(false);
  const [taking, setTaking] = useState<Assignment | null>(null);
  const assignments = usePages(["assignments", of.id], cursor =>
    take(api.GET("/api/role-assignments", { params: { query: { principalId: of.id, cursor } } })),
  );
  const remove = useMutation({
    mutationFn: ({ id, version }: Assignment) =>
      take(api.DELETE("/api/role-assignments/{id}", { params: { path: { id }, header: ifMatch(version) } })),
    onSuccess: () => {
      notify(t("users.roleTaken"));
      setTaking(null);
      void client.invalidateQueries({ queryKey: ["assignments"] });
      void client.invalidateQueries({ queryKey: ["users"] });
    },
  });
  const columns: Column<Assignment>[] = [
    { key: "role", header: t("users.role"), cell: each => roleName(each.role) },
    { key: "node", header: t("users.node"), cell: each => <NodeName scope={each.scope} /> },
    {
      key: "until",
      header: t("users.until"),
      cell: each => (each.expiresAt ? <Time at={each.expiresAt} exact /> : t("users.noEnd")),
    },
    { key: "since", header: t("users.since"), cell: each => <Time at={each.createdAt} />, nowrap: true },
    {
      key: "actions",
      header: t("common.actions"),
      cell: each =>
        may && (
          <Button size="xs" variant="default" onClick={() => setTaking(each)} aria-label={`${t("users.takeRole")} ${roleName(each.role)}`}>
            {t("users.takeRole")}
          </Button>
        ),
    },
  ];
  return (
    <Panel
      title={t("users.assignments")}
      flush
      actions={
        may && (
          <Button size="xs" onClick={() => setGiving(true)}>
            {t("users.giveRole")}
          </Button>
        )
      }
    >
      <Problem error={assignments.error} onReload={() => void assignments.refetch()} />
      {assignments.isPending ? (
        <Waiting />
      ) : assignments.items.length === 0 && !assignments.error ? (
        <Empty>{t("users.noAssignments")}</Empty>
      ) : (
        <DataTable label={t("users.assignments")} columns={columns} rows={assignments.items} rowKey={each => each.id} />
      )}
      <More pages={assignments} />
      {giving && <GiveRole to={of} onClose={() => setGiving(false)} />}
      {taking && (
        <Confirm
          opened
          onClose={() => setTaking(null)}
          title={t("users.takeRoleTitle", { role: roleName(taking.role) })}
          text={t("users.takeRoleText")}
          action={t("users.takeRole")}
          danger
          busy={remove.isPending}
          error={remove.error}
          onReload={() => void assignments.refetch()}
          onConfirm={() => remove.mutate(taking)}
        />
      )}
    </Panel>
  );
}

/** A node of the tree by its name, with a way to it. What is gone, or out of the reader's reach, is named by its level. */
export function NodeName({ scope }: { scope: Schemas["Scope"] }) {
  const { t } = useTranslation();
  const level = scope.level.toLowerCase() as Level;
  const organizations = useOrganizations();
  const groups = useGroups();
  const device = useQuery({
    queryKey: ["devices", scope.id],
    queryFn: () => take(api.GET("/api/devices/{id}", { params: { path: { id: scope.id } } })),
    enabled: level === "device",
    retry: false,
  });
  if (level === "tenant") {
    return <>{t("users.wholeTenant")}</>;
  }
  const name =
    level === "device"
      ? device.data?.name
      : (level === "organization" ? organizations : groups).data?.find(each => each.id === scope.id)?.name;
  return (
    <>
      <span className={parts.muted}>{t(`fleet.${level}`)}</span>{" "}
      {name && <Link to={level === "device" ? `/devices/${scope.id}` : `/fleet?node=${level}:${scope.id}`}>{name}</Link>}
    </>
  );
}
