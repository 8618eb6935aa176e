import { ActionIcon, Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ifMatch, take } from "@/api/client";
import { useMay } from "@/api/hooks";
import { type Column, DataTable } from "@/ui/DataTable";
import { Confirm, Side } from "@/ui/Dialogs";
import { Chip } from "@/ui/Labels";
import { notify } from "@/ui/notify";
import { Page, Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { Empty, Loaded } from "@/ui/States";
import { RuleForm } from "./RuleForm";
import { bodyOf, type Listed, type Rule } from "./rules";

/** By which rules alerts and findings become tickets: the first that is for one decides. */
export function RulesPage() {
  const { t } = useTranslation();
  const may = useMay()("tickets:rules");
  const rules = useQuery({ queryKey: ["tickets", "rules"], queryFn: () => take(api.GET("/api/tickets/rules")) });
  const [editing, setEditing] = useState<Rule | "new">();
  const create = may && <Button onClick={() => setEditing("new")}>{t("tickets.rules.new")}</Button>;
  return (
    <Page
      title={t("tickets.rules.title")}
      intro={t("tickets.rules.intro")}
      parent={{ to: "/tickets", label: t("tickets.title") }}
      actions={create}
    >
      <Panel flush>
        <Loaded query={rules} rows={4}>
          {data =>
            data.items.length === 0 ? (
              <Empty title={t("tickets.rules.emptyTitle")} action={create}>
                {t("tickets.rules.empty")}
              </Empty>
            ) : (
              <RuleTable rules={data.items} onEdit={setEditing} />
            )
          }
        </Loaded>
      </Panel>
      <Side
        opened={editing !== undefined}
        onClose={() => setEditing(undefined)}
        title={editing === "new" ? t("tickets.rules.new") : (editing?.name ?? "")}
      >
        {editing && (
          <RuleForm
            key={editing === "new" ? "new" : `${editing.id} ${editing.version}`}
            rule={editing === "new" ? undefined : editing}
            rules={rules.data?.items.map(each => each.rule) ?? []}
            onDone={() => setEditing(undefined)}
          />
        )}
      </Side>
    </Page>
  );
}

function RuleTable({ rules, onEdit }: { rules: readonly Listed[]; onEdit: (rule: Rule) => void }) {
  const { t } = useTranslation();
  const may = useMay()("tickets:rules");
  const client = useQueryClient();
  const [removing, setRemoving] = useState<Rule>();
  const refresh = () => void client.invalidateQueries({ queryKey: ["tickets", "rules"] });
  const order = useMutation({
    mutationFn: (ids: string[]) => take(api.POST("/api/tickets/rules/order", { body: { ids } })),
    onSettled: refresh,
  });
  const toggle = useMutation({
    mutationFn: (rule: Rule) =>
      take(
        api.PUT("/api/tickets/rules/{id}", {
          params: { path: { id: rule.id }, header: ifMatch(rule.version) },
          body: { ...bodyOf(rule), isEnabled: !rule.isEnabled },
        }),
      ),
    onSettled: refresh,
  });
  const remove = useMutation({
    mutationFn: (rule: Rule) =>
      take(api.DELETE("/api/tickets/rules/{id}", { params: { path: { id: rule.id }, header: ifMatch(rule.version) } })),
    onSuccess: () => {
      notify(t("tickets.rules.removed"));
      setRemoving(undefined);
      refresh();
    },
  });
  const raise = (index: number) => {
    const ids = rules.map(each => each.rule.id);
    const [moved] = ids.splice(index, 1);
    ids.splice(index - 1, 0, moved as string);
    order.mutate(ids);
  };
  const columns: Column<Listed>[] = [
    {
      key: "name",
      header: t("common.name"),
      cell: ({ rule }) => (
        <div className={parts.tight}>
          <strong>{rule.name}</strong>
          <Summary rule={rule} />
          {rule.failing && <span className={`${parts.small} ${parts.poor}`}>{rule.failing}</span>}
        </div>
      ),
    },
    {
      key: "state",
      header: t("tickets.rules.state"),
      cell: ({ rule }) => (
        <Chip tone={rule.isEnabled ? "good" : "neutral"}>{t(rule.isEnabled ? "tickets.rules.on" : "tickets.rules.off")}</Chip>
      ),
    },
    { key: "opened", header: t("tickets.rules.opened"), cell: ({ use }) => use.opened },
    { key: "joined", header: t("tickets.rules.joined"), cell: ({ use }) => use.joined },
    { key: "suppressed", header: t("tickets.rules.suppressed"), cell: ({ use }) => use.suppressed },
    {
      key: "actions",
      header: t("common.actions"),
      cell: ({ rule }) => {
        const index = rules.findIndex(each => each.rule.id === rule.id);
        return may ? (
          <div className={parts.row}>
            <ActionIcon
              variant="default"
              aria-label={t("tickets.rules.raise", { name: rule.name })}
              disabled={index === 0 || order.isPending}
              onClick={() => raise(index)}
            >
              ↑
            </ActionIcon>
            <Button size="xs" variant="default" onClick={() => onEdit(rule)} aria-label={`${t("tickets.rules.edit")} ${rule.name}`}>
              {t("tickets.rules.edit")}
            </Button>
            <Button
              size="xs"
              variant="default"
              loading={toggle.isPending && toggle.variables?.id === rule.id}
              onClick={() => toggle.mutate(rule)}
              aria-label={`${t(rule.isEnabled ? "tickets.rules.turnOff" : "tickets.rules.turnOn")} ${rule.name}`}
            >
              {t(rule.isEnabled ? "tickets.rules.turnOff" : "tickets.rules.turnOn")}
            </Button>
            <Button size="xs" variant="default" onClick={() => setRemoving(rule)} aria-label={`${t("common.delete")} ${rule.name}`}>
              {t("common.delete")}
            </Button>
          </div>
        ) : null;
      },
    },
  ];
  return (
    <>
      <Problem error={order.error ?? toggle.error} />
      <DataTable label={t("tickets.rules.title")} columns={columns} rows={rules} rowKey={each => each.rule.id} />
      <Confirm
        opened={removing !== undefined}
        onClose={() => setRemoving(undefined)}
        title={t("tickets.rules.removeTitle", { name: removing?.name })}
        text={t("tickets.rules.removeText")}
        action={t("common.delete")}
        danger
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => removing && remove.mutate(removing)}
      />
    </>
  );
}

function Summary({ rule }: { rule: Rule }) {
  const { t } = useTranslation();
  const { match } = rule;
  const said = [
    t(`tickets.rules.sourceOf.${rule.source}`),
    match.severityAtLeast && t("tickets.rules.atLeast", { severity: t(`severity.${match.severityAtLeast}`) }),
    ...(match.connectors ?? []),
    ...(match.findingRules ?? []),
    ...(match.texts ?? []).map(text => `“${text}”`),
    ...(match.observables ?? []),
  ].filter(Boolean);
  return (
    <span className={`${parts.small} ${parts.muted}`}>
      {said.join(" · ")} → {t(`tickets.rules.outcomeOf.${rule.outcome}`)}
      {rule.reason ? `: ${rule.reason}` : ""}
    </span>
  );
}
