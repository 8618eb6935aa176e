import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSignedIn } from "@/api/hooks";
import type { Schemas } from "@/api/types";
import { ScopeFields, type ScopeLevel } from "@/features/fleet/ScopeFields";
import { useRoleName, useRoles } from "@/features/users/roles";
import { type Column, DataTable } from "@/ui/DataTable";
import parts from "@/ui/parts.module.css";

type Mapping = Schemas["GroupMapping"];
const levels = { TENANT: "users.wholeTenant", ORGANIZATION: "fleet.organization", GROUP: "fleet.group", DEVICE: "fleet.device" } as const;

/** Which groups of the provider have which roles, and where. */
export function Mappings(props: { mappings: readonly Mapping[]; readOnly?: boolean; onChange: (mappings: readonly Mapping[]) => void }) {
  const { mappings, readOnly, onChange } = props;
  const { t } = useTranslation();
  const { tenant } = useSignedIn();
  const roles = useRoles();
  const roleName = useRoleName();
  const [group, setGroup] = useState("");
  const [role, setRole] = useState("MEMBER");
  const [place, setPlace] = useState<{ level: ScopeLevel; node: string }>({ level: "TENANT", node: "" });
  const isWhole = group.trim() !== "" && (place.level === "TENANT" || place.node !== "");
  const key = (each: Mapping) => `${each.group} ${each.role} ${each.scope.id}`;
  const columns: Column<Mapping>[] = [
    { key: "group", header: t("sso.group"), cell: each => each.group, long: true },
    { key: "role", header: t("users.role"), cell: each => roleName(each.role) },
    { key: "level", header: t("users.level"), cell: each => t(levels[each.scope.level]) },
    {
      key: "actions",
      header: t("common.actions"),
      cell: each =>
        !readOnly && (
          <Button
            size="xs"
            variant="default"
            aria-label={`${t("common.delete")} ${each.group}`}
            onClick={() => onChange(mappings.filter(other => key(other) !== key(each)))}
          >
            {t("common.delete")}
          </Button>
        ),
    },
  ];
  const add = () => {
    const scope = { level: place.level, id: place.level === "TENANT" ? tenant.id : place.node };
    const made: Mapping = { group: group.trim(), role, scope };
    onChange([...mappings.filter(each => key(each) !== key(made)), made]);
    setGroup("");
  };
  return (
    <section className={parts.stack} aria-label={t("sso.mappings")}>
      <div className={parts.tight}>
        <h3>{t("sso.mappings")}</h3>
        <p className={`${parts.small} ${parts.muted}`}>{t("sso.mappingsHint")}</p>
      </div>
      {mappings.length > 0 && <DataTable label={t("sso.mappings")} columns={columns} rows={[...mappings]} rowKey={key} />}
      {!readOnly && (
        <div className={parts.filters}>
          <TextInput label={t("sso.group")} maxLength={256} value={group} onChange={event => setGroup(event.currentTarget.value)} />
          <NativeSelect
            label={t("users.role")}
            data={roles.map(({ id }) => ({ value: id, label: roleName(id) }))}
            value={role}
            onChange={event => setRole(event.currentTarget.value)}
          />
          <ScopeFields level={place.level} node={place.node} onChange={setPlace} />
          <Button variant="default" disabled={!isWhole} onClick={add}>
            {t("sso.addMapping")}
          </Button>
        </div>
      )}
    </section>
  );
}
