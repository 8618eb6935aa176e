import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api, ifMatch, take } from "@/api/client";
import { useMay } from "@/api/hooks";
import type { Health, HealthPart } from "@/api/types";
import { FindingCard } from "@/features/findings/FindingCard";
import { Confirm } from "@/ui/Dialogs";
import { OpenFindings, Score } from "@/ui/Labels";
import { notify } from "@/ui/notify";
import { Facts, Panel } from "@/ui/Page";
import parts from "@/ui/parts.module.css";
import { Loaded } from "@/ui/States";
import { Time } from "@/ui/Time";
import { Rename } from "./NameForms";
import { useGroups, useHealth, useOrganizations } from "./queries";
import { ScoreHistory } from "./ScoreHistory";
import type { NodeRef } from "./treeKeys";

/** What is known of the chosen node: its score, what it is made of, and the worst findings below it. */
export function NodePanel({ node, onDeleted }: { node: NodeRef; onDeleted: () => void }) {
  const { t } = useTranslation();
  const health = useHealth(node.level, node.id);
  return (
    <div className={parts.stack}>
      <Panel title={health.data?.name ?? node.name ?? t(`fleet.${node.level}`)} actions={<NodeActions node={node} onDeleted={onDeleted} />}>
        <Loaded query={health} rows={3}>
          {data => <ScoreSummary health={data} />}
        </Loaded>
      </Panel>
      <ScoreHistory level={node.level} id={node.id} name={health.data?.name ?? node.name ?? ""} />
      <Panel title={t("fleet.findings")} flush>
        <Loaded query={health} rows={3}>
          {data =>
            data.findings.length === 0 ? (
              <p className={`${parts.panelBody} ${parts.muted}`}>{t("fleet.noFindings")}</p>
            ) : (
              data.findings.slice(0, 20).map(finding => <FindingCard key={finding.id} finding={finding} withDevice />)
            )
          }
        </Loaded>
      </Panel>
    </div>
  );
}

export function ScoreSummary({ health }: { health: Health }) {
  const { t } = useTranslation();
  return (
    <div className={parts.stack}>
      <div className={parts.tight}>
        <Score score={health.score} standing={health.standing} big />
        <OpenFindings worst={health.worst} count={health.openFindings.total} words />
      </div>
      <Facts
        items={[
          [t("score.coverage"), t("score.coverageOf", health.coverage)],
          [t("score.oldest"), health.oldestPartAt ? <Time key="oldest" at={health.oldestPartAt} /> : null],
        ]}
      />
      <div className={parts.tight}>
        <h3>{t("score.parts")}</h3>
        {health.parts.length === 0 ? (
          <p className={parts.muted}>{t("score.noParts")}</p>
        ) : (
          <Facts
            items={health.parts.map(
              part =>
                [
                  partName(part, t),
                  <span key={part.id ?? part.name} className={parts.row}>
                    <Score score={part.score} standing={part.standing} />
                    <OpenFindings worst={part.worst} count={part.openFindings} />
                  </span>,
                ] as const,
            )}
          />
        )}
      </div>
    </div>
  );
}

function partName(part: HealthPart, t: TFunction): string {
  return part.analyzer ? t(`device.analyzer.${part.analyzer}`) : part.name;
}

function NodeActions({ node, onDeleted }: { node: NodeRef; onDeleted: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const client = useQueryClient();
  const organizations = useOrganizations();
  const groups = useGroups();
  const [task, setTask] = useState<"rename" | "delete" | null>(null);
  const close = () => setTask(null);
  const list = node.level === "organization" ? organizations : groups;
  const item = list.data?.find(candidate => candidate.id === node.id);
  const remove = useMutation({
    mutationFn: () => {
      const params = { path: { id: node.id }, header: ifMatch(item?.version ?? 0) };
      return take(
        node.level === "organization" ? api.DELETE("/api/organizations/{id}", { params }) : api.DELETE("/api/groups/{id}", { params }),
      );
    },
    onSuccess: () => {
      notify(t(node.level === "organization" ? "fleet.organizationDeleted" : "fleet.groupDeleted"));
      void client.invalidateQueries({ queryKey: [node.level === "organization" ? "organizations" : "groups"] });
      close();
      onDeleted();
    },
  });
  if (node.level === "device") {
    return (
      <Button component={Link} to={`/devices/${node.id}`} size="xs">
        {t("fleet.open")}
      </Button>
    );
  }
  if (node.level === "tenant" || !item || !may("structure:write")) {
    return null;
  }
  return (
    <>
      <Button size="xs" variant="default" onClick={() => setTask("rename")}>
        {t("fleet.rename")}
      </Button>
      <Button size="xs" variant="default" onClick={() => setTask("delete")}>
        {t("common.delete")}
      </Button>
      <Rename level={node.level} item={item} opened={task === "rename"} onClose={close} />
      <Confirm
        opened={task === "delete"}
        onClose={close}
        title={t(node.level === "organization" ? "fleet.deleteOrganization" : "fleet.deleteGroup", { name: item.name })}
        text={t("fleet.deleteEmptyOnly")}
        action={t("common.delete")}
        danger
        busy={remove.isPending}
        error={remove.error}
        onReload={() => void list.refetch()}
        onConfirm={() => remove.mutate()}
      />
    </>
  );
}
