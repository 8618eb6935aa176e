import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import { usePages } from "@/api/pages";
import type { Schemas } from "@/api/types";
import { type Assignee, NodeName } from "@/features/users/Assignments";
import { breakable } from "@/ui/Code";
import { type Column, DataTable } from "@/ui/DataTable";
import { Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import { Empty, More, Waiting } from "@/ui/States";
import { useReason } from "./reasons";

/** All that a person or a key may do, by what lets them. */
export function WhatCan({ of }: { of: Assignee }) {
  const { t } = useTranslation();
  const why = useReason();
  const able = usePages(["assignments", "what-can", of.id], cursor =>
    take(api.GET("/api/access/what-can", { params: { query: { principalKind: of.kind, principalId: of.id, cursor } } })),
  );
  const columns: Column<Schemas["WhatCanView"]>[] = [
    {
      key: "why",
      header: t("rights.why"),
      cell: each => why(each.reason),
    },
    { key: "node", header: t("users.node"), cell: ({ reason }) => <NodeName scope={reason.scope} /> },
    { key: "what", header: t("rights.permissions"), cell: ({ permissions }) => breakable(permissions.join(", ")), long: true },
    { key: "not", header: t("rights.forbidden"), cell: ({ forbids }) => breakable(forbids.join(", ")), long: true },
  ];
  return (
    <Panel title={t("rights.whatCan")} flush>
      <Problem error={able.error} />
      {able.isPending ? (
        <Waiting />
      ) : able.items.length === 0 && !able.error ? (
        <Empty>{t("rights.nothing")}</Empty>
      ) : (
        <DataTable label={t("rights.whatCan")} columns={columns} rows={able.items} rowKey={({ reason }) => reason.id} />
      )}
      <More pages={able} />
    </Panel>
  );
}
