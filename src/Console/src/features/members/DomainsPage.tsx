import { Button, NativeSelect, Switch, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ifMatch, take } from "@/api/client";
import { useMay } from "@/api/hooks";
import { usePages } from "@/api/pages";
import type { Domain } from "@/api/types";
import { asksForPassword, ConfirmPassword } from "@/features/access/ConfirmPassword";
import { useRoleName, useRoles } from "@/features/users/roles";
import { Confirm, Dialog } from "@/ui/Dialogs";
import { isShownAtFields, useSubmit } from "@/ui/forms";
import { Chip } from "@/ui/Labels";
import { notify } from "@/ui/notify";
import { Facts, Page, Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { Empty, More, Waiting } from "@/ui/States";
import { Time } from "@/ui/Time";

const tones = { PENDING: "neutral", VERIFIED: "good", LAPSED: "poor" } as const;

/** The tenant's domains: how they are proved, and what their people may do. */
export function DomainsPage() {
  const { t } = useTranslation();
  const may = useMay();
  const domains = usePages(["domains"], cursor => take(api.GET("/api/domains", { params: { query: { cursor } } })));
  const [adding, setAdding] = useState(false);
  return (
    <Page
      title={t("domains.title")}
      intro={t("domains.intro")}
      actions={may("domains:write") && <Button onClick={() => setAdding(true)}>{t("domains.add")}</Button>}
    >
      <Problem error={domains.error} onReload={() => void domains.refetch()} />
      {domains.isPending ? <Waiting /> : domains.items.length === 0 && <Empty>{t("domains.none")}</Empty>}
      {domains.items.map(domain => (
        <DomainPanel key={domain.id} domain={domain} />
      ))}
      <More pages={domains} />
      {adding && <AddDomain onClose={() => setAdding(false)} />}
    </Page>
  );
}

function DomainPanel({ domain }: { domain: Domain }) {
  const { t } = useTranslation();
  const may = useMay();
  const client = useQueryClient();
  const [removing, setRemoving] = useState(false);
  const changed = (word: string) => {
    notify(word);
    void client.invalidateQueries({ queryKey: ["domains"] });
  };
  const verify = useMutation({
    mutationFn: () => take(api.POST("/api/domains/{id}/verify", { params: { path: { id: domain.id } } })),
    onSuccess: () => changed(t("domains.verified")),
  });
  const remove = useMutation({
    mutationFn: () => take(api.DELETE("/api/domains/{id}", { params: { path: { id: domain.id }, header: ifMatch(domain.version) } })),
    onSuccess: () => changed(t("domains.removed")),
  });
  return (
    <Panel
      title={domain.name}
      actions={
        may("domains:write") && (
          <div className={parts.row}>
            {domain.state !== "VERIFIED" && (
              <Button
                size="xs"
                loading={verify.isPending}
                onClick={() => verify.mutate()}
                aria-label={`${t("domains.verify")} ${domain.name}`}
              >
                {t("domains.verify")}
              </Button>
            )}
            <Button size="xs" variant="default" onClick={() => setRemoving(true)} aria-label={`${t("domains.remove")} ${domain.name}`}>
              {t("domains.remove")}
            </Button>
          </div>
        )
      }
    >
      <div className={parts.stack}>
        <Facts
          items={[
            [
              t("common.status"),
              <Chip key="state" tone={tones[domain.state]}>
                {t(`domains.stateOf.${domain.state}`)}
              </Chip>,
            ],
            [
              t("domains.recordName"),
              <code key="name" className={parts.mono}>
                {domain.recordName}
              </code>,
            ],
            [
              t("domains.recordText"),
              <code key="text" className={parts.mono}>
                {domain.recordText}
              </code>,
            ],
            [t("domains.checked"), <Time key="checked" at={domain.checkedAt} />],
          ]}
        />
        {domain.state !== "VERIFIED" && <p className={`${parts.small} ${parts.muted}`}>{t("domains.recordHint")}</p>}
        {domain.missingSince && (
          <p className={parts.notice} role="status">
            {t("domains.missing")} <Time at={domain.missingSince} />
          </p>
        )}
        <Problem error={verify.error} />
        {domain.state === "VERIFIED" && may("members:read") && <JoinRole domain={domain} />}
      </div>
      {removing && (
        <Confirm
          opened
          onClose={() => setRemoving(false)}
          title={t("domains.removeTitle", { name: domain.name })}
          text={t("domains.removeText")}
          action={t("domains.remove")}
          danger
          busy={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate()}
        />
      )}
    </Panel>
  );
}

function JoinRole({ domain }: { domain: Domain }) {
  const { t } = useTranslation();
  const may = useMay();
  const client = useQueryClient();
  const roleName = useRoleName();
  const roles = useRoles();
  const key = ["domains", domain.id, "access"];
  const access = useQuery({
    queryKey: key,
    queryFn: () => take(api.GET("/api/domains/{id}/access", { params: { path: { id: domain.id } } })),
  });
  const set = useMutation({
    mutationFn: (body: { joinRole: string | null; requiresSso?: boolean }) =>
      take(
        api.PUT("/api/domains/{id}/access", {
          params: { path: { id: domain.id }, header: ifMatch(access.data?.version ?? 0) },
          body,
        }),
      ),
    onSuccess: () => {
      notify(t("common.saved"));
      void client.invalidateQueries({ queryKey: key });
    },
  });
  const asksAgain = asksForPassword(set.error);
  return (
    <>
      <NativeSelect
        label={t("domains.joinRole")}
        description={t("domains.joinRoleText", { name: domain.name })}
        maw={384}
        disabled={!may("members:write") || !access.data || set.isPending}
        value={access.data?.joinRole ?? ""}
        onChange={event => set.mutate({ joinRole: event.currentTarget.value || null })}
        data={[{ value: "", label: t("domains.mayNotJoin") }, ...roles.map(({ id }) => ({ value: id, label: roleName(id) }))]}
      />
      <Switch
        label={t("sso.domainRequired", { name: domain.name })}
        description={t("sso.domainRequiredHint")}
        checked={access.data?.requiresSso ?? false}
        disabled={!may("members:write") || !may("sign_in:write") || !access.data || set.isPending}
        onChange={event => set.mutate({ joinRole: access.data?.joinRole ?? null, requiresSso: event.currentTarget.checked })}
      />
      <Problem error={access.error ?? (asksAgain ? null : set.error)} />
      <Dialog opened={asksAgain} onClose={() => set.reset()} title={t("factors.confirmTitle")}>
        <ConfirmPassword onDone={() => set.variables && set.mutate(set.variables)} />
      </Dialog>
    </>
  );
}

function AddDomain({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const form = useForm({ initialValues: { name: "" }, validate: { name: value => (value.trim() ? null : t("common.required")) } });
  const add = useSubmit(
    form,
    (body: { name: string }) => take(api.POST("/api/domains", { body })),
    () => {
      notify(t("domains.added"));
      void client.invalidateQueries({ queryKey: ["domains"] });
      onClose();
    },
  );
  return (
    <Dialog opened onClose={onClose} title={t("domains.add")}>
      <form className={parts.stack} noValidate onSubmit={form.onSubmit(values => add.mutate(values))}>
        <TextInput
          label={t("domains.name")}
          placeholder="example.com"
          required
          data-autofocus
          autoComplete="off"
          {...form.getInputProps("name")}
        />
        {!isShownAtFields(add.error, form.values) && <Problem error={add.error} />}
        <div className={`${parts.row} ${parts.end}`}>
          <Button type="submit" loading={add.isPending}>
            {t("domains.add")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
