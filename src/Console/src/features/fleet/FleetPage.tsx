import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { useMay, useSignedIn } from "@/api/hooks";
import { Page, Panel } from "@/ui/Page";
import parts from "@/ui/parts.module.css";
import { Empty, Loaded } from "@/ui/States";
import { AddDevice } from "./AddDevice";
import { NewGroup, NewOrganization } from "./NameForms";
import { NodePanel } from "./NodePanel";
import { useGroups, useOrganizations } from "./queries";
import { Tree } from "./Tree";
import { type NodeRef, parseNode } from "./treeKeys";

type Task = "organization" | "group" | "device" | null;

export function FleetPage() {
  const { t } = useTranslation();
  const may = useMay();
  const { tenant } = useSignedIn();
  const [search, setSearch] = useSearchParams();
  const [task, setTask] = useState<Task>(null);
  const organizations = useOrganizations();
  const groups = useGroups();
  const root: NodeRef = { level: "tenant", id: tenant.id, name: tenant.name };
  const selected = parseNode(search.get("node")) ?? root;
  const select = (node: NodeRef) => setSearch({ node: `${node.level}:${node.id}` }, { replace: true });
  const close = () => setTask(null);
  const within = selected.level === "tenant" ? undefined : selected;
  return (
    <Page
      title={t("fleet.title")}
      intro={t("fleet.intro")}
      actions={
        <>
          {may("structure:write") && (
            <>
              <Button variant="default" onClick={() => setTask("organization")}>
                {t("fleet.newOrganization")}
              </Button>
              <Button variant="default" onClick={() => setTask("group")} disabled={!organizations.data?.length}>
                {t("fleet.newGroup")}
              </Button>
            </>
          )}
          {may("fleet:enroll") && <Button onClick={() => setTask("device")}>{t("fleet.addDevice")}</Button>}
        </>
      }
    >
      <div className={parts.split}>
        <Panel title={t("fleet.tree")} flush>
          <Loaded query={organizations} rows={6}>
            {list =>
              list.length === 0 ? (
                <Empty
                  title={t("fleet.emptyTitle")}
                  action={may("structure:write") && <Button onClick={() => setTask("organization")}>{t("fleet.newOrganization")}</Button>}
                >
                  {t("fleet.empty")}
                </Empty>
              ) : (
                <Tree tenant={root} organizations={list} groups={groups.data ?? []} selected={selected} onSelect={select} />
              )
            }
          </Loaded>
        </Panel>
        <NodePanel key={`${selected.level}:${selected.id}`} node={selected} onDeleted={() => setSearch({}, { replace: true })} />
      </div>
      <NewOrganization opened={task === "organization"} onClose={close} />
      <NewGroup opened={task === "group"} onClose={close} organizationId={within?.level === "organization" ? within.id : undefined} />
      <AddDevice opened={task === "device"} onClose={close} groupId={within?.level === "group" ? within.id : undefined} />
    </Page>
  );
}
