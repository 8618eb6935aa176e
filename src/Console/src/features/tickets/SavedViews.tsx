import { Button, Checkbox, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api, ifMatch, take } from "@/api/client";
import { useMay, useSignedIn } from "@/api/hooks";
import { usePages } from "@/api/pages";
import type { Schemas } from "@/api/types";
import { Dialog } from "@/ui/Dialogs";
import { isShownAtFields, useSubmit } from "@/ui/forms";
import { notify } from "@/ui/notify";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";

/** What the list is narrowed by; what does not narrow it is undefined. */
type Query = { [K in keyof Schemas["TicketQuery"]]?: Schemas["TicketQuery"][K] | undefined };
type View = Schemas["SavedViewView"];

/** The address of the list as a kept filter has it. */
function addressOf({ query, sort }: View, me: string): string {
  const search = new URLSearchParams();
  for (const name of ["text", "execution", "stage", "severity", "priority", "deviceId", "tag", "observable"] as const) {
    const value = query[name];
    if (value) {
      search.set(name, value);
    }
  }
  // A filter that was kept by other means may look for a number or a part of a text.
  if (query.search && !query.text) {
    search.set("text", query.search);
  }
  if (query.open) {
    search.set("stage", "OPEN");
  }
  if (query.overdue) {
    search.set("overdue", "true");
  }
  if (query.assigneeId === me) {
    search.set("whose", "mine");
  } else if (query.assigned === false) {
    search.set("whose", "nobody");
  } else if (query.watcherId === me) {
    search.set("whose", "followed");
  }
  if (sort) {
    search.set("sort", sort);
  }
  return `/tickets?${search}`;
}

/** Filters that somebody keeps, one press away. */
export function SavedViews({ query, sort }: { query: Query; sort: Schemas["TicketSort"] | null }) {
  const { t } = useTranslation();
  const may = useMay();
  const { user } = useSignedIn();
  const client = useQueryClient();
  const [keeping, setKeeping] = useState(false);
  const stale = () => void client.invalidateQueries({ queryKey: ["tickets", "views"] });
  const views = usePages(["tickets", "views"], cursor => take(api.GET("/api/tickets/views", { params: { query: { cursor } } })));
  const remove = useMutation({
    mutationFn: (view: View) =>
      take(api.DELETE("/api/tickets/views/{id}", { params: { path: { id: view.id }, header: ifMatch(view.version) } })),
    onSuccess: stale,
  });
  const narrows = Object.values(query).some(value => value !== undefined);
  if (views.items.length === 0 && !(narrows && may("tickets:write"))) {
    return null;
  }

  return (
    <nav className={`${parts.panelBody} ${parts.row}`} aria-label={t("tickets.views")}>
      {views.items.map(view => (
        <span key={view.id} className={parts.row}>
          <Link to={addressOf(view, user.id)}>{view.name}</Link>
          {view.ownerId === user.id && (
            <Button
              size="compact-xs"
              variant="default"
              aria-label={t("tickets.removeView", { name: view.name })}
              onClick={() => remove.mutate(view)}
            >
              ×
            </Button>
          )}
        </span>
      ))}
      {narrows && may("tickets:write") && (
        <Button size="compact-sm" variant="default" onClick={() => setKeeping(true)}>
          {t("tickets.keepView")}
        </Button>
      )}
      <Problem error={remove.error} />
      {keeping && (
        <Keep
          query={query}
          sort={sort}
          onClose={() => setKeeping(false)}
          onDone={() => {
            setKeeping(false);
            stale();
          }}
        />
      )}
    </nav>
  );
}

interface KeepProps {
  query: Query;
  sort: Schemas["TicketSort"] | null;
  onClose: () => void;
  onDone: () => void;
}

function Keep({ query, sort, onClose, onDone }: KeepProps) {
  const { t } = useTranslation();
  const form = useForm({
    initialValues: { name: "", isShared: false },
    validate: { name: value => (value.trim() ? null : t("common.required")) },
  });
  const keep = useSubmit(
    form,
    (values: typeof form.values) =>
      take(api.POST("/api/tickets/views", { body: { ...values, query: query as Schemas["TicketQuery"], sort } })),
    () => {
      notify(t("tickets.viewKept"));
      onDone();
    },
  );
  return (
    <Dialog opened onClose={onClose} title={t("tickets.keepView")}>
      <form className={parts.stack} noValidate onSubmit={form.onSubmit(values => keep.mutate(values))}>
        <TextInput label={t("tickets.viewName")} required maxLength={100} data-autofocus {...form.getInputProps("name")} />
        <Checkbox label={t("tickets.shareView")} {...form.getInputProps("isShared", { type: "checkbox" })} />
        {!isShownAtFields(keep.error, form.values) && <Problem error={keep.error} />}
        <div className={`${parts.row} ${parts.end}`}>
          <Button type="submit" loading={keep.isPending}>
            {t("common.save")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
