import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Device, Schemas, Ticket } from "@/api/types";
import { type Column, DataTable } from "@/ui/DataTable";
import { OpenFindings, Score, SeverityLabel } from "@/ui/Labels";
import { Panel } from "@/ui/Page";
import { Empty, Loaded, type Query } from "@/ui/States";
import { Time } from "@/ui/Time";

export function TicketsFirst({ query }: { query: Query<Schemas["TicketsOverviewView"]> }) {
  const { t } = useTranslation();
  const columns: Column<Ticket>[] = [
    {
      key: "ticket",
      header: t("overview.ticket"),
      cell: ticket => (
        <Link to={`/tickets/${ticket.id}`}>
          #{ticket.number} {ticket.subject}
        </Link>
      ),
    },
    { key: "severity", header: t("tickets.severity"), cell: ticket => <SeverityLabel severity={ticket.severity} /> },
    { key: "opened", header: t("overview.opened"), cell: ticket => <Time at={ticket.createdAt} />, nowrap: true },
  ];
  return (
    <Panel title={t("overview.ticketsFirst")} flush actions={<Link to="/tickets?stage=OPEN">{t("overview.allTickets")}</Link>}>
      <Loaded query={query}>
        {({ first }) =>
          first.length === 0 ? (
            <Empty>{t("overview.noTickets")}</Empty>
          ) : (
            <DataTable label={t("overview.ticketsFirst")} columns={columns} rows={first} rowKey={ticket => ticket.id} />
          )
        }
      </Loaded>
    </Panel>
  );
}

type FleetQuery = Query<Schemas["FleetOverviewView"]>;

export function CareFirst({ query }: { query: FleetQuery }) {
  const { t } = useTranslation();
  const columns: Column<Device>[] = [
    deviceColumn(t("overview.device")),
    {
      key: "stands",
      header: t("overview.stands"),
      cell: device => <Score score={device.score} standing={device.standing} />,
      nowrap: true,
    },
    { key: "open", header: t("overview.open"), cell: device => <OpenFindings worst={device.worst} count={device.openFindings} /> },
  ];
  return (
    <Panel title={t("overview.careFirst")} flush>
      <Loaded query={query}>
        {({ careFirst }) =>
          careFirst.length === 0 ? (
            <Empty>{t("overview.noCare")}</Empty>
          ) : (
            <DataTable label={t("overview.careFirst")} columns={columns} rows={careFirst} rowKey={device => device.id} />
          )
        }
      </Loaded>
    </Panel>
  );
}

export function QuietLongest({ query }: { query: FleetQuery }) {
  const { t } = useTranslation();
  const columns: Column<Device>[] = [
    deviceColumn(t("overview.device")),
    { key: "seen", header: t("overview.lastSeen"), cell: device => <Time at={device.lastSeenAt} />, nowrap: true },
  ];
  return (
    <Panel title={t("overview.quietLongest")} flush>
      <Loaded query={query}>
        {({ quietLongest }) =>
          quietLongest.length === 0 ? (
            <Empty>{t("overview.noQuiet")}</Empty>
          ) : (
            <DataTable label={t("overview.quietLongest")} columns={columns} rows={quietLongest} rowKey={device => device.id} />
          )
        }
      </Loaded>
    </Panel>
  );
}

const deviceColumn = (header: string): Column<Device> => ({
  key: "device",
  header,
  cell: device => (
    <>
      <Link to={`/devices/${device.id}`}>{device.name}</Link> ({device.groupName})
    </>
  ),
});
