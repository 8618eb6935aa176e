import { NativeSelect } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { DeviceSelect } from "./DeviceSelect";
import { useGroups, useOrganizations } from "./queries";

const levels = ["ORGANIZATION", "GROUP", "DEVICE", "TENANT"] as const;
export type ScopeLevel = (typeof levels)[number];
const words = { ORGANIZATION: "fleet.organization", GROUP: "fleet.group", DEVICE: "fleet.device", TENANT: "users.wholeTenant" } as const;

interface Props {
  level: ScopeLevel;
  /** The id of the chosen node; empty while there is none, and for the whole tenant. */
  node: string;
  error?: ReactNode;
  onChange: (chosen: { level: ScopeLevel; node: string }) => void;
}

/** A node of the tree: its level, and which one. */
export function ScopeFields({ level, node, error, onChange }: Props) {
  const { t } = useTranslation();
  const nodes = useNodes(level);
  return (
    <>
      <NativeSelect
        label={t("users.level")}
        data={levels.map(value => ({ value, label: t(words[value]) }))}
        value={level}
        onChange={event => onChange({ level: event.currentTarget.value as ScopeLevel, node: "" })}
      />
      {level === "DEVICE" ? (
        <DeviceSelect label={t("fleet.device")} required error={error} value={node} onChange={id => onChange({ level, node: id })} />
      ) : (
        level !== "TENANT" && (
          <NativeSelect
            label={t(words[level])}
            required
            data={[{ value: "", label: t("common.choose") }, ...nodes]}
            error={error}
            value={node}
            onChange={event => onChange({ level, node: event.currentTarget.value })}
          />
        )
      )}
    </>
  );
}

function useNodes(level: ScopeLevel): { value: string; label: string }[] {
  const organizations = useOrganizations();
  const groups = useGroups();
  const nameOf = (id: string) => organizations.data?.find(each => each.id === id)?.name ?? "";
  switch (level) {
    case "ORGANIZATION":
      return (organizations.data ?? []).map(({ id, name }) => ({ value: id, label: name }));
    case "GROUP":
      return (groups.data ?? []).map(({ id, name, organizationId }) => ({ value: id, label: `${nameOf(organizationId)} / ${name}` }));
    default:
      return [];
  }
}
