import { Button, Checkbox, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, ifMatch, take } from "@/api/client";
import type { Webhook } from "@/api/types";
import { Code } from "@/ui/Code";
import { CopyLine } from "@/ui/Copy";
import { Side } from "@/ui/Dialogs";
import { isShownAtFields, useSubmit } from "@/ui/forms";
import { notify } from "@/ui/notify";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { everything, useEvents } from "./events";
import css from "./webhooks.module.css";

interface Values {
  url: string;
  description: string;
  events: string[];
  maxRetries: string;
  timeoutSeconds: string;
  retryDelaySeconds: string;
}

const bodyOf = (values: Values) => ({
  url: values.url.trim(),
  description: values.description,
  events: values.events,
  maxRetries: Number(values.maxRetries),
  timeoutSeconds: Number(values.timeoutSeconds),
  retryDelaySeconds: Number(values.retryDelaySeconds),
});

export function NewWebhook({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Side opened={opened} onClose={onClose} title={t("webhooks.new")}>
      <Create onClose={onClose} />
    </Side>
  );
}

function Create({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const form = useWebhookForm();
  const create = useSubmit(
    form,
    (values: Values) => take(api.POST("/api/admin/webhooks", { body: bodyOf(values) })),
    () => void client.invalidateQueries({ queryKey: ["webhooks"] }),
  );
  if (create.data) {
    return (
      <div className={parts.stack} role="status">
        <p>{t("webhooks.secretOnce")}</p>
        <CopyLine label={t("webhooks.secretTitle")} text={create.data.secret} />
        <div className={`${parts.row} ${parts.end}`}>
          <Button onClick={onClose}>{t("common.close")}</Button>
        </div>
      </div>
    );
  }
  return (
    <Fields
      form={form}
      busy={create.isPending}
      error={create.error}
      label={t("common.create")}
      onSubmit={values => create.mutate(values)}
    />
  );
}

export function EditWebhook({ webhook, onClose, onReload }: { webhook: Webhook; onClose: () => void; onReload: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const form = useWebhookForm(webhook);
  const save = useSubmit(
    form,
    (values: Values) =>
      take(
        api.PATCH("/api/admin/webhooks/{id}", {
          params: { path: { id: webhook.id }, header: ifMatch(webhook.version) },
          body: bodyOf(values),
        }),
      ),
    () => {
      notify(t("common.saved"));
      void client.invalidateQueries({ queryKey: ["webhooks"] });
      onClose();
    },
  );
  return (
    <Side opened onClose={onClose} title={t("webhooks.edit")}>
      <Fields
        form={form}
        busy={save.isPending}
        error={save.error}
        label={t("common.save")}
        onReload={onReload}
        onSubmit={values => save.mutate(values)}
      />
    </Side>
  );
}

function useWebhookForm(webhook?: Webhook) {
  const { t } = useTranslation();
  return useForm<Values>({
    initialValues: {
      url: webhook?.url ?? "",
      description: webhook?.description ?? "",
      events: webhook?.events ?? [everything],
      maxRetries: String(webhook?.maxRetries ?? 5),
      timeoutSeconds: String(webhook?.timeoutSeconds ?? 10),
      retryDelaySeconds: String(webhook?.retryDelaySeconds ?? 60),
    },
    validate: {
      url: value => (value.trim() ? null : t("common.required")),
      events: value => (value.length > 0 ? null : t("webhooks.chooseEvent")),
    },
  });
}

interface FieldsProps {
  form: ReturnType<typeof useWebhookForm>;
  busy: boolean;
  error: unknown;
  label: string;
  onReload?: () => void;
  onSubmit: (values: Values) => void;
}

function Fields({ form, busy, error, label, onReload, onSubmit }: FieldsProps) {
  const { t } = useTranslation();
  const all = form.values.events.includes(everything);
  const events = useEvents();
  return (
    <form className={parts.stack} noValidate onSubmit={form.onSubmit(onSubmit)}>
      <TextInput
        label={t("webhooks.url")}
        description={t("webhooks.urlHint")}
        type="url"
        required
        data-autofocus
        placeholder="https://"
        {...form.getInputProps("url")}
      />
      <TextInput label={`${t("webhooks.description")} (${t("common.optional")})`} {...form.getInputProps("description")} />
      <Checkbox.Group label={t("webhooks.events")} {...form.getInputProps("events")}>
        <div className={css.events}>
          <Checkbox value={everything} label={t("webhooks.allEvents")} />
          {!all &&
            events.map(({ name, meaning }) => <Checkbox key={name} value={name} label={<Code>{name}</Code>} description={meaning} />)}
        </div>
      </Checkbox.Group>
      <div className={css.numbers}>
        <TextInput label={t("webhooks.retries")} type="number" min={0} max={10} {...form.getInputProps("maxRetries")} />
        <TextInput label={t("webhooks.timeout")} type="number" min={1} max={300} {...form.getInputProps("timeoutSeconds")} />
        <TextInput label={t("webhooks.retryDelay")} type="number" min={1} max={3600} {...form.getInputProps("retryDelaySeconds")} />
      </div>
      {!isShownAtFields(error, form.values) && <Problem error={error} onReload={onReload} />}
      <div className={`${parts.row} ${parts.end}`}>
        <Button type="submit" loading={busy}>
          {label}
        </Button>
      </div>
    </form>
  );
}
