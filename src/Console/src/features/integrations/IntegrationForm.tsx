import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ifMatch, take } from "@/api/client";
import type { Connector, Integration } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { Side } from "@/ui/Dialogs";
import { isShownAtFields, useSubmit } from "@/ui/forms";
import { notify } from "@/ui/notify";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { Loaded } from "@/ui/States";
import { DescribedFields } from "./DescribedFields";
import { type Draft, draftOf, valuesOf } from "./fields";
import { useConnectors } from "./queries";

interface Props {
  opened: boolean;
  onClose: () => void;
  /** The one to edit; none makes a new one. */
  integration?: Integration;
  onReload?: () => void;
}

export function IntegrationForm({ opened, onClose, integration, onReload }: Props) {
  const { t } = useTranslation();
  const connectors = useConnectors();
  const [chosen, setChosen] = useState<string | null>(integration?.connector ?? null);
  return (
    <Side opened={opened} onClose={onClose} title={t(integration ? "integrations.edit" : "integrations.new")}>
      <Loaded query={connectors}>
        {list => {
          const connector = list.find(each => each.key === chosen) ?? list[0];
          return (
            connector && (
              <div className={parts.stack}>
                {!integration && (
                  <NativeSelect
                    label={t("integrations.connector")}
                    value={connector.key}
                    onChange={event => setChosen(event.currentTarget.value)}
                    data={list.map(({ key, name }) => ({ value: key, label: name }))}
                  />
                )}
                <ConnectorForm
                  key={`${connector.key} ${integration?.version}`}
                  connector={connector}
                  integration={integration}
                  onReload={onReload}
                  onDone={onClose}
                />
              </div>
            )
          );
        }}
      </Loaded>
    </Side>
  );
}

interface FormProps {
  connector: Connector;
  integration: Integration | undefined;
  onReload: (() => void) | undefined;
  onDone: () => void;
}

interface Values {
  name: string;
  settings: Draft;
  secret: Draft;
}

function ConnectorForm({ connector, integration, onReload, onDone }: FormProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const form = useForm<Values>({
    initialValues: {
      name: integration?.name ?? connector.name,
      settings: draftOf(connector.settings, integration?.settings as Record<string, unknown> | undefined),
      secret: draftOf(connector.secrets),
    },
    validate: { name: value => (value.trim() ? null : t("common.required")) },
  });
  const save = useSubmit(
    form,
    (values: Values) => {
      const secret = valuesOf(connector.secrets, values.secret) as Record<string, string>;
      const body = {
        name: values.name,
        settings: valuesOf(connector.settings, values.settings),
        ...(Object.keys(secret).length > 0 ? { secret } : {}),
      };
      return integration
        ? take(api.PUT("/api/integrations/{id}", { params: { path: { id: integration.id }, header: ifMatch(integration.version) }, body }))
        : take(api.POST("/api/integrations", { body: { connector: connector.key, ...body } }));
    },
    () => {
      notify(t("common.saved"));
      void client.invalidateQueries({ queryKey: ["integrations"] });
      onDone();
    },
  );
  const kept = integration?.secretRef;
  const hint = kept ? t("integrations.secretKeep", { version: kept.version, at: format.moment(kept.setAt) }) : t("integrations.secretHint");
  const names = Object.fromEntries([
    ["name", ""],
    ...connector.settings.map(field => [`settings.${field.name}`, ""]),
    ...connector.secrets.map(field => [`secret.${field.name}`, ""]),
  ]);
  return (
    <form className={parts.stack} noValidate onSubmit={form.onSubmit(values => save.mutate(values))}>
      <TextInput label={t("common.name")} required maxLength={100} {...form.getInputProps("name")} />
      <DescribedFields fields={connector.settings} form={form} under="settings" />
      <DescribedFields fields={connector.secrets} form={form} under="secret" secret={{ hint, optional: kept != null }} />
      {!isShownAtFields(save.error, names) && <Problem error={save.error} onReload={onReload} />}
      <div className={`${parts.row} ${parts.end}`}>
        <Button type="submit" loading={save.isPending}>
          {t(integration ? "common.save" : "common.create")}
        </Button>
      </div>
    </form>
  );
}
