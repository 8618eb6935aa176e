import { Button, Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams, useSearchParams } from "react-router";
import { api, take } from "@/api/client";
import { useMay } from "@/api/hooks";
import type { Device } from "@/api/types";
import { ScoreSummary } from "@/features/fleet/NodePanel";
import { useHealth } from "@/features/fleet/queries";
import { ScoreHistory } from "@/features/fleet/ScoreHistory";
import { Chip } from "@/ui/Labels";
import { Facts, Page, Panel } from "@/ui/Page";
import parts from "@/ui/parts.module.css";
import { Loaded } from "@/ui/States";
import { Time } from "@/ui/Time";
import { EditDevice, RemoveDevice } from "./DeviceForms";
import { EventsTab } from "./EventsTab";
import { FindingsTab } from "./FindingsTab";
import { InventoryTab } from "./InventoryTab";
import { MetricsTab } from "./MetricsTab";

const tabs = ["findings", "metrics", "inventory", "events"] as const;
type Tab = (typeof tabs)[number];
const titles = {
  findings: "device.tabFindings",
  metrics: "device.tabMetrics",
  inventory: "device.tabInventory",
  events: "device.tabEvents",
} as const;
const tone = { ONLINE: "good", OFFLINE: "watch", NEVER_SEEN: "neutral" } as const;

export function DevicePage() {
  const { t } = useTranslation();
  const { id = "" } = useParams();
  const device = useQuery({
    queryKey: ["devices", id],
    queryFn: () => take(api.GET("/api/devices/{id}", { params: { path: { id } } })),
  });
  return (
    <Page
      title={device.data?.name ?? t("fleet.device")}
      parent={{ to: "/fleet", label: t("fleet.title") }}
      intro={
        device.data && (
          <span className={parts.row}>
            <Chip tone={tone[device.data.status]}>{t(`device.status.${device.data.status}`)}</Chip>
            <span>
              {device.data.organizationName} / {device.data.groupName}
            </span>
          </span>
        )
      }
      actions={device.data && <DeviceActions device={device.data} onReload={() => void device.refetch()} />}
    >
      <Loaded query={device} rows={6}>
        {data => <DeviceBody device={data} />}
      </Loaded>
    </Page>
  );
}

function DeviceBody({ device }: { device: Device }) {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const health = useHealth("device", device.id);
  const tab: Tab = tabs.find(name => name === search.get("tab")) ?? "findings";
  return (
    <div className={parts.split}>
      <section className={parts.panel}>
        <Tabs value={tab} onChange={value => setSearch({ tab: value ?? "findings" }, { replace: true })} keepMounted={false}>
          <Tabs.List aria-label={device.name}>
            {tabs.map(name => (
              <Tabs.Tab key={name} value={name}>
                {t(titles[name])}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value="findings">
            <FindingsTab deviceId={device.id} />
          </Tabs.Panel>
          <Tabs.Panel value="metrics">
            <MetricsTab deviceId={device.id} />
          </Tabs.Panel>
          <Tabs.Panel value="inventory">
            <InventoryTab deviceId={device.id} />
          </Tabs.Panel>
          <Tabs.Panel value="events">
            <EventsTab deviceId={device.id} />
          </Tabs.Panel>
        </Tabs>
      </section>
      <div className={parts.stack}>
        <Panel title={t("score.label")}>
          <Loaded query={health} rows={3}>
            {data => <ScoreSummary health={data} />}
          </Loaded>
        </Panel>
        <ScoreHistory level="device" id={device.id} name={device.name} />
        <Panel title={t("common.details")}>
          <Facts
            items={[
              [t("device.system"), device.osName.includes(device.osVersion) ? device.osName : `${device.osName} ${device.osVersion}`],
              [t("device.architecture"), device.architecture],
              ["Host", device.hostname],
              [t("device.sensor"), device.sensorVersion],
              [t("device.lastSeen"), <Time key="seen" at={device.lastSeenAt} />],
              [t("device.enrolled"), <Time key="enrolled" at={device.enrolledAt} exact />],
            ]}
          />
        </Panel>
      </div>
    </div>
  );
}

function DeviceActions({ device, onReload }: { device: Device; onReload: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const [task, setTask] = useState<"edit" | "remove" | null>(null);
  const close = () => setTask(null);
  if (!may("fleet:write")) {
    return null;
  }
  return (
    <>
      <Button variant="default" onClick={() => setTask("edit")}>
        {t("device.edit")}
      </Button>
      <Button variant="default" onClick={() => setTask("remove")}>
        {t("device.remove")}
      </Button>
      <EditDevice key={device.version} device={device} opened={task === "edit"} onClose={close} onReload={onReload} />
      <RemoveDevice device={device} opened={task === "remove"} onClose={close} onReload={onReload} />
    </>
  );
}
