import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api, take } from "@/api/client";
import { useMay, useSignedIn } from "@/api/hooks";
import type { Schemas, Ticket } from "@/api/types";
import { isShownAtFields, useSubmit } from "@/ui/forms";
import { Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { linkKinds, observableKinds } from "./labels";

const useStale = (ticket: Ticket) => {
  const client = useQueryClient();
  return () => void client.invalidateQueries({ queryKey: ["tickets", ticket.id] });
};

interface PartProps {
  label: ReactNode;
  value: ReactNode;
  onRemove: (() => void) | undefined;
}

function Part({ label, value, onRemove }: PartProps) {
  const { t } = useTranslation();
  return (
    <li className={parts.row}>
      {label && <span className={`${parts.small} ${parts.muted}`}>{label}</span>}
      <span style={{ overflowWrap: "anywhere", flex: 1 }}>{value}</span>
      {onRemove && (
        <Button size="compact-xs" variant="default" onClick={onRemove}>
          {t("common.delete")}
        </Button>
      )}
    </li>
  );
}

/** What was seen that a ticket is about. */
export function Observables({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation();
  const may = useMay()("tickets:write") && ticket.mergedIntoId === null;
  const stale = useStale(ticket);
  const path = { id: ticket.id };
  const there = useQuery({
    queryKey: ["tickets", ticket.id, "observables"],
    queryFn: () => take(api.GET("/api/tickets/{id}/observables", { params: { path } })),
  });
  const form = useForm({ initialValues: { kind: "IP_ADDRESS" as Schemas["ObservableType"], value: "" } });
  const add = useSubmit(
    form,
    (body: typeof form.values) => take(api.POST("/api/tickets/{id}/observables", { params: { path }, body })),
    () => {
      form.setFieldValue("value", "");
      stale();
    },
  );
  const remove = useMutation({
    mutationFn: (observableId: string) =>
      take(api.DELETE("/api/tickets/{id}/observables/{observableId}", { params: { path: { ...path, observableId } } })),
    onSuccess: stale,
  });
  return (
    <Panel title={t("tickets.observables")}>
      <div className={parts.stack}>
        <Problem error={there.error ?? remove.error} />
        {there.data?.items.length === 0 && <p className={parts.muted}>{t("tickets.noObservables")}</p>}
        <ul className={parts.tight}>
          {there.data?.items.map(one => (
            <Part
              key={one.id}
              label={t(`tickets.observableKindOf.${one.kind}`)}
              value={one.value}
              onRemove={may ? () => remove.mutate(one.id) : undefined}
            />
          ))}
        </ul>
        {may && (
          <form className={parts.stack} noValidate onSubmit={form.onSubmit(values => add.mutate(values))}>
            <NativeSelect
              label={t("tickets.observableKind")}
              data={observableKinds.map(value => ({ value, label: t(`tickets.observableKindOf.${value}`) }))}
              {...form.getInputProps("kind")}
            />
            <TextInput label={t("tickets.value")} {...form.getInputProps("value")} />
            {!isShownAtFields(add.error, form.values) && <Problem error={add.error} />}
            <div>
              <Button type="submit" variant="default" loading={add.isPending}>
                {t("tickets.add")}
              </Button>
            </div>
          </form>
        )}
      </div>
    </Panel>
  );
}

/** What else a ticket has to do with. */
export function Links({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation();
  const may = useMay()("tickets:write") && ticket.mergedIntoId === null;
  const stale = useStale(ticket);
  const path = { id: ticket.id };
  const there = useQuery({
    queryKey: ["tickets", ticket.id, "links"],
    queryFn: () => take(api.GET("/api/tickets/{id}/links", { params: { path } })),
  });
  const form = useForm({ initialValues: { kind: "URL" as Schemas["TicketLinkKind"], target: "" } });
  const add = useSubmit(
    form,
    (body: typeof form.values) => take(api.POST("/api/tickets/{id}/links", { params: { path }, body })),
    () => {
      form.setFieldValue("target", "");
      stale();
    },
  );
  const remove = useMutation({
    mutationFn: (linkId: string) => take(api.DELETE("/api/tickets/{id}/links/{linkId}", { params: { path: { ...path, linkId } } })),
    onSuccess: stale,
  });
  return (
    <Panel title={t("tickets.links")}>
      <div className={parts.stack}>
        <Problem error={there.error ?? remove.error} />
        {there.data?.items.length === 0 && <p className={parts.muted}>{t("tickets.noLinks")}</p>}
        <ul className={parts.tight}>
          {there.data?.items.map(one => (
            <Part
              key={one.id}
              label={t(`tickets.linkKindOf.${one.kind}`)}
              value={<Target link={one} />}
              onRemove={may ? () => remove.mutate(one.id) : undefined}
            />
          ))}
        </ul>
        {may && (
          <form className={parts.stack} noValidate onSubmit={form.onSubmit(values => add.mutate(values))}>
            <NativeSelect
              label={t("tickets.observableKind")}
              data={linkKinds.map(value => ({ value, label: t(`tickets.linkKindOf.${value}`) }))}
              {...form.getInputProps("kind")}
            />
            <TextInput label={t("tickets.target")} {...form.getInputProps("target")} />
            {!isShownAtFields(add.error, form.values) && <Problem error={add.error} />}
            <div>
              <Button type="submit" variant="default" loading={add.isPending}>
                {t("tickets.add")}
              </Button>
            </div>
          </form>
        )}
      </div>
    </Panel>
  );
}

// An alert of ours has an id; a product's own mark of one leads nowhere here.
const isId = (text: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);

function Target({ link }: { link: Schemas["TicketLinkView"] }) {
  return link.kind === "ALERT" && isId(link.target) ? (
    <Link to={`/alerts/${link.target}`}>{link.target}</Link>
  ) : link.kind === "DEVICE" ? (
    <Link to={`/devices/${link.target}`}>{link.target}</Link>
  ) : link.kind === "URL" ? (
    <a href={link.target} rel="noreferrer noopener nofollow" target="_blank">
      {link.target}
    </a>
  ) : (
    link.target
  );
}

/** Who follows a ticket. */
export function Watchers({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation();
  const may = useMay();
  const { user } = useSignedIn();
  const stale = useStale(ticket);
  const path = { id: ticket.id };
  const there = useQuery({
    queryKey: ["tickets", ticket.id, "watchers"],
    queryFn: () => take(api.GET("/api/tickets/{id}/watchers", { params: { path } })),
  });
  const watches = there.data?.items.some(one => one.userId === user.id) ?? false;
  const change = useMutation({
    mutationFn: async () => {
      if (watches) {
        await take(api.DELETE("/api/tickets/{id}/watchers/{userId}", { params: { path: { ...path, userId: user.id } } }));
      } else {
        await take(api.POST("/api/tickets/{id}/watchers", { params: { path }, body: { userId: user.id } }));
      }
    },
    onSuccess: stale,
  });
  return (
    <Panel
      title={t("tickets.watchers")}
      actions={
        may("tickets:write") &&
        there.isSuccess && (
          <Button size="compact-sm" variant="default" loading={change.isPending} onClick={() => change.mutate()}>
            {t(watches ? "tickets.unwatch" : "tickets.watch")}
          </Button>
        )
      }
    >
      <Problem error={there.error ?? change.error} />
      {there.data?.items.length === 0 && <p className={parts.muted}>{t("tickets.noWatchers")}</p>}
      <ul className={parts.tight}>
        {there.data?.items.map(one => (
          <Part key={one.userId} label={null} value={<Person id={one.userId} />} onRemove={undefined} />
        ))}
      </ul>
    </Panel>
  );
}

function Person({ id }: { id: string }) {
  const may = useMay();
  const { user } = useSignedIn();
  const person = useQuery({
    queryKey: ["users", id],
    queryFn: () => take(api.GET("/api/users/{id}", { params: { path: { id } } })),
    enabled: may("users:read") && id !== user.id,
  });
  return <>{id === user.id ? user.username : (person.data?.username ?? id)}</>;
}
