import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import type { Schemas, Ticket } from "@/api/types";
import { givenWord } from "@/i18n";
import { DataTable } from "@/ui/DataTable";
import { Side } from "@/ui/Dialogs";
import { notify } from "@/ui/notify";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { priorities } from "./labels";

interface Props {
  ids: readonly string[];
  onClose: () => void;
  onDone: () => void;
}

/** Changes several tickets: first what becomes of each is shown, then exactly that is done. */
export function BulkChange({ ids, onClose, onDone }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const form = useForm({ initialValues: { stage: "" as Ticket["stage"] | "", priority: "" as Ticket["priority"] | "", addTags: "" } });
  const changeOf = ({ stage, priority, addTags }: typeof form.values): Schemas["TicketsChange"] => {
    const tags = addTags.split(/\s+/).filter(Boolean);
    return { ...(stage && { stage }), ...(priority && { priority }), ...(tags.length > 0 && { addTags: tags }) };
  };
  const preview = useMutation({
    mutationFn: (values: typeof form.values) =>
      take(api.POST("/api/tickets/bulk", { body: { ids: [...ids], change: changeOf(values), preview: true } })),
  });
  const apply = useMutation({
    mutationFn: (digest: string) =>
      take(api.POST("/api/tickets/bulk", { body: { ids: [...ids], change: changeOf(form.values), preview: false, digest } })),
    onSuccess: () => {
      notify(t("tickets.applied"));
      void client.invalidateQueries({ queryKey: ["tickets"] });
      onDone();
    },
  });
  const changed = () => {
    preview.reset();
    apply.reset();
  };
  return (
    <Side opened onClose={onClose} title={t("tickets.bulkTitle")}>
      <form className={parts.stack} noValidate onChange={changed} onSubmit={form.onSubmit(values => preview.mutate(values))}>
        <NativeSelect
          label={t("tickets.stage")}
          data={[
            { value: "", label: t("tickets.unchanged") },
            ...(["IN_PROGRESS", "CLOSED"] as const).map(value => ({ value, label: t(`tickets.stageOf.${value}`) })),
          ]}
          {...form.getInputProps("stage")}
        />
        <NativeSelect
          label={t("tickets.priority")}
          data={[
            { value: "", label: t("tickets.unchanged") },
            ...priorities.map(value => ({ value, label: t(`tickets.priorityOf.${value}`) })),
          ]}
          {...form.getInputProps("priority")}
        />
        <TextInput label={t("tickets.addTags")} description={t("tickets.tagsHint")} {...form.getInputProps("addTags")} />
        <Problem error={preview.error} />
        <div className={`${parts.row} ${parts.end}`}>
          <Button type="submit" variant="default" loading={preview.isPending}>
            {t("tickets.preview")}
          </Button>
        </div>
      </form>
      {preview.data && (
        <div className={parts.stack}>
          <DataTable
            label={t("tickets.previewTitle")}
            columns={[
              { key: "subject", header: t("tickets.subject"), cell: one => `#${one.number ?? "–"} ${one.subject ?? ""}` },
              {
                key: "becomes",
                header: t("tickets.becomes"),
                cell: one =>
                  one.problem
                    ? (givenWord("problems", one.problem.code) ?? one.problem.detail)
                    : one.changes
                        .map(each => t("tickets.fieldChange", { field: each.field, from: each.from ?? "–", to: each.to ?? "–" }))
                        .join("; ") || t("tickets.staysAsIs"),
              },
            ]}
            rows={preview.data.items}
            rowKey={one => one.ticketId}
          />
          <Problem error={apply.error} />
          <div className={`${parts.row} ${parts.end}`}>
            <Button loading={apply.isPending} onClick={() => preview.data && apply.mutate(preview.data.digest)}>
              {t("tickets.apply")}
            </Button>
          </div>
        </div>
      )}
    </Side>
  );
}
