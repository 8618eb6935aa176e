import { Button, Switch, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import { useMay } from "@/api/hooks";
import { Dialog } from "@/ui/Dialogs";
import { isShownAtFields, useSubmit } from "@/ui/forms";
import { notify } from "@/ui/notify";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";

export function NewTenant({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const client = useQueryClient();
  const form = useForm({
    initialValues: { name: "", topLevel: false },
    validate: { name: value => (value.trim() ? null : t("common.required")) },
  });
  const create = useSubmit(
    form,
    (body: { name: string; topLevel: boolean }) => take(api.POST("/api/tenants", { body })),
    () => {
      notify(t("tenants.created"));
      void client.invalidateQueries({ queryKey: ["tenants"] });
      onClose();
    },
  );
  return (
    <Dialog opened onClose={onClose} title={t("tenants.new")}>
      <form className={parts.stack} noValidate onSubmit={form.onSubmit(values => create.mutate(values))}>
        <p>{t("tenants.newText")}</p>
        <TextInput label={t("tenants.name")} maxLength={100} data-autofocus {...form.getInputProps("name")} />
        {may("platform") && <Switch label={t("platform.topLevel")} {...form.getInputProps("topLevel", { type: "checkbox" })} />}
        {!isShownAtFields(create.error, form.values) && <Problem error={create.error} />}
        <div className={`${parts.row} ${parts.end}`}>
          <Button type="submit" loading={create.isPending}>
            {t("common.create")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
