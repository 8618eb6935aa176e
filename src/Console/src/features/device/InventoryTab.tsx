import { TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import { ApiProblem } from "@/api/problem";
import type { Inventory } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { Code } from "@/ui/Code";
import { type Column, DataTable } from "@/ui/DataTable";
import { Chip } from "@/ui/Labels";
import { Facts } from "@/ui/Page";
import parts from "@/ui/parts.module.css";
import { Empty, Loaded } from "@/ui/States";
import { Time } from "@/ui/Time";

const shownAtOnce = 200;

export function InventoryTab({ deviceId }: { deviceId: string }) {
  const { t } = useTranslation();
  const inventory = useQuery({
    queryKey: ["devices", deviceId, "inventory"],
    queryFn: async () => {
      try {
        return await take(api.GET("/api/devices/{id}/inventory", { params: { path: { id: deviceId } } }));
      } catch (error) {
        if (error instanceof ApiProblem && error.status === 404) {
          return null;
        }
        throw error;
      }
    },
  });
  return (
    <Loaded query={inventory} rows={6}>
      {data => (data === null ? <Empty>{t("device.noInventory")}</Empty> : <Lists inventory={data} />)}
    </Loaded>
  );
}

function Lists({ inventory }: { inventory: Inventory }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [filter, setFilter] = useState("");
  const wanted = useDeferredValue(filter.trim().toLocaleLowerCase());
  const software = inventory.software.filter(item => item.name.toLocaleLowerCase().includes(wanted));
  const { system, hardware } = inventory;
  return (
    <>
      <div className={`${parts.panelBody} ${parts.stack}`}>
        <p className={`${parts.small} ${parts.muted}`}>{t("device.asOf", { at: format.moment(inventory.at) })}</p>
        <Facts
          items={[
            [t("device.system"), system.osName],
            [t("device.kernel"), system.kernel],
            [t("device.architecture"), system.architecture],
            [t("device.virtualization"), system.virtualization],
            [t("device.booted"), <Time key="boot" at={system.bootedAt} exact />],
            [t("device.processor"), `${hardware.cpuModel}, ${t("device.processors", { count: hardware.cpuCount })}`],
            [t("device.memory"), format.bytes(hardware.memoryBytes)],
            ...hardware.disks.map(
              disk =>
                [t("device.disk", { name: disk.name }), [format.bytes(disk.sizeBytes), disk.model].filter(Boolean).join(", ")] as const,
            ),
          ]}
        />
      </div>
      <Part title={t("device.invUpdates")} count={inventory.updates.length} open>
        <Rows
          label={t("device.invUpdates")}
          rows={inventory.updates}
          rowKey={item => item.name}
          columns={[
            { key: "name", header: t("device.package"), cell: item => item.name },
            { key: "current", header: t("device.current"), cell: item => item.currentVersion },
            { key: "new", header: t("device.available"), cell: item => item.newVersion },
            { key: "security", header: "", cell: item => (item.security ? <Chip tone="poor">{t("device.security")}</Chip> : null) },
          ]}
        />
      </Part>
      <Part title={t("device.invListeners")} count={inventory.listeners.length}>
        <Rows
          label={t("device.invListeners")}
          rows={inventory.listeners}
          rowKey={item => `${item.protocol} ${item.address} ${item.port} ${item.process}`}
          columns={[
            { key: "port", header: t("device.port"), cell: item => `${item.protocol} ${item.port}`, nowrap: true },
            { key: "address", header: t("device.address"), cell: item => <Code>{item.address}</Code> },
            { key: "process", header: t("device.process"), cell: item => item.process },
          ]}
        />
      </Part>
      <Part title={t("device.invUsers")} count={inventory.users.length}>
        <Rows
          label={t("device.invUsers")}
          rows={inventory.users}
          rowKey={item => item.name}
          columns={[
            { key: "name", header: t("common.name"), cell: item => item.name },
            { key: "uid", header: t("device.uid"), cell: item => String(item.uid) },
            { key: "shell", header: t("device.shell"), cell: item => <Code>{item.shell}</Code> },
            { key: "can", header: t("device.canLogIn"), cell: item => t(item.canLogIn ? "common.yes" : "common.no") },
          ]}
        />
      </Part>
      <Part title={t("device.invSoftware")} count={inventory.software.length}>
        <div className={parts.panelBody}>
          <TextInput label={t("device.filterSoftware")} value={filter} onChange={event => setFilter(event.currentTarget.value)} />
        </div>
        <Rows
          label={t("device.invSoftware")}
          rows={software.slice(0, shownAtOnce)}
          rowKey={item => `${item.source} ${item.name} ${item.version}`}
          columns={[
            { key: "name", header: t("device.package"), cell: item => item.name },
            { key: "version", header: t("common.version"), cell: item => item.version },
            { key: "source", header: t("device.source"), cell: item => item.source },
          ]}
        />
        {software.length > shownAtOnce && <p className={`${parts.panelBody} ${parts.muted}`}>+ {software.length - shownAtOnce}</p>}
      </Part>
    </>
  );
}

function Part({ title, count, open, children }: { title: string; count: number; open?: boolean; children: ReactNode }) {
  return (
    <details className={parts.filterFold} open={open && count > 0}>
      <summary>
        {title} ({count})
      </summary>
      {children}
    </details>
  );
}

function Rows<T>({
  label,
  rows,
  rowKey,
  columns,
}: {
  label: string;
  rows: readonly T[];
  rowKey: (row: T) => string;
  columns: Column<T>[];
}) {
  const { t } = useTranslation();
  return rows.length === 0 ? (
    <Empty>{t("device.listEmpty")}</Empty>
  ) : (
    <DataTable label={label} columns={columns} rows={rows} rowKey={rowKey} />
  );
}
