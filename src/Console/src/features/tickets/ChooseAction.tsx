import { Button, NativeSelect } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem } from "@/api/problem";
import type { Connector, Ticket, TicketAction } from "@/api/types";
import { DescribedFields } from "@/features/integrations/DescribedFields";
import { type Draft, draftOf, valuesOf } from "@/features/integrations/fields";
import { useConnectors, useIntegrations } from "@/features/integrations/queries";
import { Side } from "@/ui/Dialogs";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { Empty, Loaded } from "@/ui/States";

interface Props {
  action: Ticket["action"];
  busy: boolean;
  error: unknown;
  onClose: () => void;
  onReload: () => void;
  onChoose: (action: TicketAction) => void;
}

export function ChooseAction(props: Props) {
  const { t } = useTranslation();
  const integrations = useIntegrations();
  const connectors = useConnectors();
  const [integrationId, setIntegrationId] = useState(props.action?.integrationId ?? null);
  const [actionKey, setActionKey] = useState(props.action?.action ?? null);
  return (
    <Side opened onClose={props.onClose} title={t("tickets.chooseAction")}>
      <Loaded query={integrations}>
        {list => {
          const integration = list.find(each => each.id === integrationId) ?? list[0];
          const connector = connectors.data?.find(each => each.key === integration?.connector);
          const operation = connector?.actions.find(each => each.key === actionKey) ?? connector?.actions[0];
          if (!integration) {
            return <Empty>{t("tickets.noIntegrations")}</Empty>;
          }
          return (
            <div className={parts.stack}>
              <NativeSelect
                label={t("tickets.integration")}
                value={integration.id}
                onChange={event => setIntegrationId(event.currentTarget.value)}
                data={list.map(({ id, name }) => ({ value: id, label: name }))}
              />
              {connector && operation && (
                <>
                  <NativeSelect
                    label={t("tickets.operation")}
                    description={operation.description}
                    value={operation.key}
                    onChange={event => setActionKey(event.currentTarget.value)}
                    data={connector.actions.map(({ key, name }) => ({ value: key, label: name }))}
                  />
                  <Parameters
                    key={`${integration.id} ${operation.key}`}
                    {...props}
                    operation={operation}
                    present={props.action?.action === operation.key ? props.action.parameters : undefined}
                    onSubmit={parameters => props.onChoose({ integrationId: integration.id, action: operation.key, parameters })}
                  />
                </>
              )}
            </div>
          );
        }}
      </Loaded>
    </Side>
  );
}

interface ParametersProps extends Pick<Props, "busy" | "error" | "onReload"> {
  operation: Connector["actions"][number];
  present: unknown;
  onSubmit: (parameters: Record<string, unknown>) => void;
}

function Parameters({ operation, present, busy, error, onReload, onSubmit }: ParametersProps) {
  const { t } = useTranslation();
  const form = useForm<{ parameters: Draft }>({
    initialValues: { parameters: draftOf(operation.parameters, present as Record<string, unknown> | undefined) },
  });
  const { setErrors } = form;
  useEffect(() => {
    if (error instanceof ApiProblem) {
      setErrors(Object.fromEntries(Object.entries(error.errors).map(([name, text]) => [name.replace(/^action\./, ""), text])));
    }
  }, [error, setErrors]);
  return (
    <form
      className={parts.stack}
      noValidate
      onSubmit={form.onSubmit(values => onSubmit(valuesOf(operation.parameters, values.parameters)))}
    >
      <DescribedFields fields={operation.parameters} form={form} under="parameters" />
      <Problem error={error} onReload={onReload} />
      <div className={`${parts.row} ${parts.end}`}>
        <Button type="submit" loading={busy}>
          {t("common.save")}
        </Button>
      </div>
    </form>
  );
}
