import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api, take } from "@/api/client";
import { useMay } from "@/api/hooks";
import type { Schemas } from "@/api/types";
import { Facts, Page, Panel } from "@/ui/Page";
import parts from "@/ui/parts.module.css";
import { SeverityBars } from "@/ui/SeverityBars";
import { Empty, Loaded } from "@/ui/States";
import { FirstSteps } from "./FirstSteps";
import css from "./overview.module.css";
import { ScorePanel } from "./ScorePanel";
import { CareFirst, QuietLongest, TicketsFirst } from "./WhatFirst";

/** Where everybody begins: how the tenant stands, and what to do first, of what the reader may see. */
export function OverviewPage() {
  const { t } = useTranslation();
  const may = useMay();
  const [seesFleet, seesTickets] = [may("fleet:read"), may("tickets:read")];
  const fleet = useQuery({
    queryKey: ["health", "overview"],
    queryFn: () => take(api.GET("/api/fleet/overview")),
    enabled: seesFleet,
    // A device that goes quiet causes no event.
    refetchInterval: 60_000,
  });
  const tickets = useQuery({
    queryKey: ["tickets", "overview"],
    queryFn: () => take(api.GET("/api/tickets/overview")),
    enabled: seesTickets,
  });
  const isEmpty = fleet.data?.devices.total === 0;
  return (
    <Page title={t("overview.title")} intro={t("overview.intro")}>
      {isEmpty && <FirstSteps />}
      <div className={css.grid}>
        {seesFleet && !isEmpty && (
          <>
            <div className={css.wide}>
              <ScorePanel />
            </div>
            <div className={css.narrow}>
              <Panel title={t("overview.findings")}>
                <Loaded query={fleet}>{data => <FleetNumbers fleet={data} />}</Loaded>
              </Panel>
            </div>
          </>
        )}
        {seesTickets && (
          <>
            <div className={css.narrow}>
              <Panel title={t("overview.tickets")}>
                <Loaded query={tickets}>{data => <TicketNumbers tickets={data} />}</Loaded>
              </Panel>
            </div>
            <TicketsFirst query={tickets} />
          </>
        )}
        {seesFleet && !isEmpty && (
          <>
            <CareFirst query={fleet} />
            <QuietLongest query={fleet} />
          </>
        )}
      </div>
      {may.known && !seesFleet && !seesTickets && (
        <Panel>
          <Empty>{t("overview.nothingAllowed")}</Empty>
        </Panel>
      )}
    </Page>
  );
}

function FleetNumbers({ fleet }: { fleet: Schemas["FleetOverviewView"] }) {
  const { t } = useTranslation();
  const { online, quiet, neverSeen, total } = fleet.devices;
  return (
    <div className={parts.stack}>
      <SeverityBars label={t("overview.findings")} counts={fleet.openFindings} />
      <Facts
        items={[
          [t("overview.devices"), String(total)],
          [t("overview.online"), String(online)],
          [t("overview.quiet"), String(quiet)],
          [t("overview.neverSeen"), String(neverSeen)],
        ]}
      />
    </div>
  );
}

function TicketNumbers({ tickets }: { tickets: Schemas["TicketsOverviewView"] }) {
  const { t } = useTranslation();
  return (
    <div className={parts.stack}>
      <SeverityBars label={t("overview.tickets")} counts={tickets.bySeverity} to={severity => `/tickets?stage=OPEN&severity=${severity}`} />
      <Facts
        items={[
          [t("tickets.stageOf.NEW"), <Link key="new" to="/tickets?stage=NEW">{`${tickets.byStage.new}`}</Link>],
          [t("tickets.stageOf.IN_PROGRESS"), <Link key="going" to="/tickets?stage=IN_PROGRESS">{`${tickets.byStage.inProgress}`}</Link>],
        ]}
      />
      {tickets.awaitingApproval > 0 && (
        <p className={parts.notice}>
          <Link to="/runs?state=AWAITING_APPROVAL">{t("overview.awaiting", { count: tickets.awaitingApproval })}</Link>
        </p>
      )}
    </div>
  );
}
