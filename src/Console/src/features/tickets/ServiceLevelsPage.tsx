import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ifMatch, take } from "@/api/client";
import { useMay } from "@/api/hooks";
import type { Schemas } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { type Column, DataTable } from "@/ui/DataTable";
import { Confirm } from "@/ui/Dialogs";
import { SeverityLabel } from "@/ui/Labels";
import { notify } from "@/ui/notify";
import { Facts, Page, Panel } from "@/ui/Page";
import parts from "@/ui/parts.module.css";
import { Loaded } from "@/ui/States";
import { ServiceLevelsForm } from "./ServiceLevelsForm";

type Terms = Schemas["SlaView"];

/** How soon tickets are to be taken on and closed, and when people work. */
export function ServiceLevelsPage() {
  const { t } = useTranslation();
  const terms = useQuery({ queryKey: ["tickets", "sla"], queryFn: () => take(api.GET("/api/tickets/sla")) });
  return (
    <Page title={t("tickets.sla.title")} intro={t("tickets.sla.intro")} parent={{ to: "/tickets", label: t("tickets.title") }}>
      <Loaded query={terms} rows={6}>
        {data => <TermsPanel terms={data} onReload={() => void terms.refetch()} />}
      </Loaded>
    </Page>
  );
}

function TermsPanel({ terms, onReload }: { terms: Terms; onReload: () => void }) {
  const { t } = useTranslation();
  const may = useMay()("tickets:admin");
  const client = useQueryClient();
  const [editing, setEditing] = useState(false);
  const [forgetting, setForgetting] = useState(false);
  const done = () => {
    notify(t("common.saved"));
    setEditing(false);
    setForgetting(false);
    void client.invalidateQueries({ queryKey: ["tickets", "sla"] });
  };
  const forget = useMutation({
    mutationFn: () => take(api.DELETE("/api/tickets/sla", { params: { header: ifMatch(terms.version) } })),
    onSuccess: done,
  });
  if (editing) {
    return (
      <Panel title={t("tickets.sla.own")}>
        <ServiceLevelsForm terms={terms} onReload={onReload} onDone={done} onCancel={() => setEditing(false)} />
      </Panel>
    );
  }
  return (
    <Panel
      title={t(terms.isUsual ? "tickets.sla.usual" : "tickets.sla.own")}
      actions={
        may && (
          <>
            {!terms.isUsual && (
              <Button size="xs" variant="default" onClick={() => setForgetting(true)}>
                {t("tickets.sla.forget")}
              </Button>
            )}
            <Button size="xs" onClick={() => setEditing(true)}>
              {t("tickets.sla.change")}
            </Button>
          </>
        )
      }
    >
      <div className={parts.stack}>
        <Targets targets={terms.targets} />
        <Times terms={terms} />
      </div>
      <Confirm
        opened={forgetting}
        onClose={() => setForgetting(false)}
        title={t("tickets.sla.forgetTitle")}
        text={t("tickets.sla.forgetText")}
        action={t("tickets.sla.forget")}
        busy={forget.isPending}
        error={forget.error}
        onReload={onReload}
        onConfirm={() => forget.mutate()}
      />
    </Panel>
  );
}

function Targets({ targets }: { targets: Terms["targets"] }) {
  const { t } = useTranslation();
  const { duration } = useFormat();
  const within = (minutes: number | null) => (minutes === null ? t("tickets.sla.noClock") : duration(minutes * 60));
  const columns: Column<Schemas["SlaTarget"]>[] = [
    { key: "severity", header: t("tickets.severity"), cell: each => <SeverityLabel severity={each.severity} /> },
    { key: "acknowledge", header: t("tickets.sla.acknowledge"), cell: each => within(each.acknowledgeMinutes) },
    { key: "resolve", header: t("tickets.sla.resolve"), cell: each => within(each.resolveMinutes) },
    {
      key: "counts",
      header: t("tickets.sla.counts"),
      cell: each => t(each.inBusinessHours ? "tickets.sla.working" : "tickets.sla.always"),
    },
  ];
  return <DataTable label={t("tickets.sla.targets")} columns={columns} rows={targets} rowKey={each => each.severity} />;
}

function Times({ terms }: { terms: Terms }) {
  const { t } = useTranslation();
  const { day } = useFormat();
  const hours = terms.hours.map(each => `${t(`tickets.sla.dayOf.${each.day}`)} ${each.from}–${each.to}`).join(", ");
  return (
    <Facts
      items={[
        [t("tickets.sla.timeZone"), terms.timeZone],
        [t("tickets.sla.hours"), hours || t("tickets.sla.noHours")],
        [t("tickets.sla.holidays"), terms.holidays.map(each => day(`${each}T12:00:00`)).join(", ") || t("tickets.sla.noHolidays")],
      ]}
    />
  );
}
