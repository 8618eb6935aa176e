import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { api, take } from "@/api/client";
import type { AuditEntry } from "@/api/types";
import { operationName, useActorName } from "@/ui/Actor";
import { breakable, Code } from "@/ui/Code";
import { type Column, DataTable } from "@/ui/DataTable";
import { Chip } from "@/ui/Labels";
import { Facts, Page, Panel } from "@/ui/Page";
import parts from "@/ui/parts.module.css";
import { Loaded } from "@/ui/States";
import { Time } from "@/ui/Time";
import { type Difference, difference } from "./difference";
import { outcomeTone } from "./labels";
import { ProofPanel } from "./ProofPanel";

export function EntryPage() {
  const { t } = useTranslation();
  const { id = "" } = useParams();
  const entry = useQuery({
    queryKey: ["audit", "entry", id],
    queryFn: () => take(api.GET("/api/audit/{id}", { params: { path: { id } } })),
  });
  return (
    <Page title={entry.data ? operationName(entry.data.action) : t("audit.entry")} parent={{ to: "/audit", label: t("audit.title") }}>
      <Loaded query={entry} rows={8}>
        {data => (
          <div className={parts.split}>
            <div className={parts.stack}>
              <Changes entry={data} />
              <ProofPanel entryId={data.id} />
            </div>
            <Panel title={t("audit.entry")}>
              <EntryFacts entry={data} />
            </Panel>
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function EntryFacts({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation();
  const nameOf = useActorName();
  const { actor, origin, resource } = entry;
  const mono = (text: string | null | undefined) => (text ? <span className={parts.mono}>{text}</span> : null);
  return (
    <Facts
      items={[
        [t("audit.action"), <Code key="action">{entry.action}</Code>],
        [t("audit.when"), <Time key="at" at={entry.at} exact />],
        [t("audit.actor"), [nameOf(actor), actor.email].filter(Boolean).join(", ")],
        [t("audit.part"), actor.kind === "SYSTEM" ? mono(actor.name) : null],
        [t("audit.behalf"), actor.onBehalfOf && nameOf(actor.onBehalfOf)],
        [
          t("audit.outcome"),
          <Chip key="outcome" tone={outcomeTone[entry.outcome]}>
            {t(`audit.outcomeOf.${entry.outcome}`)}
          </Chip>,
        ],
        [t("audit.error"), entry.error],
        [t("audit.category"), t(`audit.categoryOf.${entry.category}`)],
        [t("audit.severity"), t(`audit.severityOf.${entry.severity}`)],
        [t("audit.resource"), [resource.type, resource.name].filter(Boolean).join(" ")],
        ["Id", mono(resource.id)],
        [t("audit.origin"), [origin.ip, origin.userAgent].filter(Boolean).join(", ")],
        [t("audit.session"), mono(origin.sessionId)],
        [t("audit.request"), mono(origin.requestId)],
        [t("audit.sequence"), entry.sequence === null ? t("audit.notSequenced") : String(entry.sequence)],
        [t("audit.leaf"), mono(entry.leafHash)],
      ]}
    />
  );
}

function Changes({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation();
  const rows = difference(entry.before, entry.after);
  const side = (row: Difference, text: string | null) =>
    text === null ? (
      <span className={parts.muted}>{t("audit.absent")}</span>
    ) : (
      <span className={`${parts.mono} ${row.changed ? "" : parts.muted}`}>{breakable(text)}</span>
    );
  const columns: Column<Difference>[] = [
    {
      key: "member",
      header: t("audit.member"),
      cell: row => (
        <>
          <Code>{row.member}</Code>
          {row.changed && <span aria-hidden> ●</span>}
        </>
      ),
    },
    { key: "before", header: t("audit.before"), cell: row => side(row, row.before), long: true },
    { key: "after", header: t("audit.after"), cell: row => side(row, row.after), long: true },
  ];
  return (
    <Panel title={t("audit.changes")} flush>
      {rows.length === 0 ? (
        <p className={`${parts.panelBody} ${parts.muted}`}>{t("audit.noChanges")}</p>
      ) : (
        <DataTable label={t("audit.changes")} columns={columns} rows={rows} rowKey={row => row.member} />
      )}
    </Panel>
  );
}
