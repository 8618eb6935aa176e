import { Button, NativeSelect, PasswordInput, Switch, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { api, ifMatch, take } from "@/api/client";
import type { Schemas } from "@/api/types";
import { asksForPassword, ConfirmPassword } from "@/features/access/ConfirmPassword";
import { useRoleName, useRoles } from "@/features/users/roles";
import { Dialog } from "@/ui/Dialogs";
import { isShownAtFields, useSubmit } from "@/ui/forms";
import { notify } from "@/ui/notify";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { Mappings } from "./Mappings";
import type { Provider } from "./ProvidersPanel";

const presets = ["ENTRA", "GOOGLE", "OKTA", "CUSTOM"] as const;
const issuers = { ENTRA: "", GOOGLE: "https://accounts.google.com", OKTA: "", CUSTOM: "" } as const;
const groups = { ENTRA: "groups", GOOGLE: "", OKTA: "groups", CUSTOM: "groups" } as const;

/** The settings of an identity provider. Its secret is never shown again: left empty, it stays. */
export function ProviderForm({ provider, readOnly, onReload }: { provider?: Provider; readOnly?: boolean; onReload?: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const roles = useRoles();
  const roleName = useRoleName();
  const form = useForm({
    initialValues: {
      name: provider?.name ?? "",
      preset: provider?.preset ?? ("ENTRA" as Provider["preset"]),
      issuer: provider?.issuer ?? "",
      clientId: provider?.clientId ?? "",
      clientSecret: "",
      isPublic: provider?.isPublic ?? false,
      scopes: provider?.scopes.join(" ") ?? "",
      groupsClaim: provider ? (provider.groupsClaim ?? "") : groups.ENTRA,
      mappings: provider?.mappings ?? ([] as readonly Schemas["GroupMapping"][]),
      defaultRole: provider?.defaultRole ?? "",
      createsUsers: provider?.createsUsers ?? true,
      trustsSecondFactor: provider?.trustsSecondFactor ?? false,
      status: provider?.status ?? ("ENABLED" as Provider["status"]),
    },
    validate: {
      name: value => (value.trim() ? null : t("common.required")),
      issuer: value => (value.trim() ? null : t("common.required")),
      clientId: value => (value.trim() ? null : t("common.required")),
    },
  });
  const save = useSubmit(
    form,
    (values: typeof form.values) => {
      const scopes = values.scopes.split(" ").filter(Boolean);
      const body = {
        ...values,
        issuer: values.issuer.trim(),
        clientId: values.clientId.trim(),
        clientSecret: values.isPublic || values.clientSecret === "" ? null : values.clientSecret,
        scopes: scopes.length === 0 ? null : scopes,
        groupsClaim: values.groupsClaim.trim() || null,
        mappings: [...values.mappings],
        defaultRole: values.defaultRole || null,
      };
      return take(
        provider
          ? api.PUT("/api/identity-providers/{id}", { params: { path: { id: provider.id }, header: ifMatch(provider.version) }, body })
          : api.POST("/api/identity-providers", { body }),
      );
    },
    saved => {
      notify(t("common.saved"));
      void client.invalidateQueries({ queryKey: ["identity-providers"] });
      if (!provider) {
        void navigate(`/identity-providers/${saved.id}`);
      }
    },
  );
  const asksAgain = asksForPassword(save.error);
  const preset = form.values.preset;
  return (
    <form className={parts.stack} noValidate onSubmit={form.onSubmit(values => save.mutate(values))}>
      <fieldset disabled={readOnly} className={`${parts.stack} ${parts.bare}`}>
        <TextInput label={t("sso.name")} required maxLength={100} maw={384} {...form.getInputProps("name")} />
        <NativeSelect
          label={t("sso.preset")}
          description={t(`sso.presetHints.${preset}`)}
          maw={384}
          data={presets.map(value => ({ value, label: t(`sso.presets.${value}`) }))}
          value={preset}
          onChange={event => {
            const chosen = event.currentTarget.value as Provider["preset"];
            form.setValues({ preset: chosen, issuer: issuers[chosen] || form.values.issuer, groupsClaim: groups[chosen] });
          }}
        />
        <TextInput
          label={t("sso.issuer")}
          description={t("sso.issuerHint")}
          required
          type="url"
          placeholder={preset === "ENTRA" ? "https://login.microsoftonline.com/…/v2.0" : "https://login.example.com"}
          {...form.getInputProps("issuer")}
        />
        <TextInput label={t("sso.clientId")} required autoComplete="off" {...form.getInputProps("clientId")} />
        {!form.values.isPublic && (
          <PasswordInput
            label={t("sso.clientSecret")}
            description={provider && !provider.isPublic ? t("sso.secretStays") : undefined}
            autoComplete="new-password"
            visibilityToggleButtonProps={{ "aria-label": t("access.showPassword") }}
            {...form.getInputProps("clientSecret")}
          />
        )}
        <Switch label={t("sso.isPublic")} {...form.getInputProps("isPublic", { type: "checkbox" })} />
        <TextInput label={t("sso.scopes")} description={t("sso.scopesHint")} maw={384} {...form.getInputProps("scopes")} />
        <Switch
          label={t("sso.createsUsers")}
          description={t("sso.createsUsersHint")}
          {...form.getInputProps("createsUsers", { type: "checkbox" })}
        />
        <NativeSelect
          label={t("sso.defaultRole")}
          maw={384}
          data={[{ value: "", label: t("users.noRole") }, ...roles.map(({ id }) => ({ value: id, label: roleName(id) }))]}
          {...form.getInputProps("defaultRole")}
        />
        <TextInput label={t("sso.groupsClaim")} description={t("sso.groupsClaimHint")} maw={384} {...form.getInputProps("groupsClaim")} />
        <Mappings mappings={form.values.mappings} readOnly={readOnly} onChange={mappings => form.setFieldValue("mappings", mappings)} />
        {form.errors.mappings && <p role="alert">{form.errors.mappings}</p>}
        <Switch
          label={t("sso.trustsSecondFactor")}
          description={t("sso.trustsSecondFactorHint")}
          {...form.getInputProps("trustsSecondFactor", { type: "checkbox" })}
        />
        <Switch
          label={t("sso.isEnabled")}
          checked={form.values.status === "ENABLED"}
          onChange={event => form.setFieldValue("status", event.currentTarget.checked ? "ENABLED" : "DISABLED")}
        />
        {!asksAgain && !isShownAtFields(save.error, form.values) && <Problem error={save.error} onReload={onReload} />}
        {!readOnly && (
          <div>
            <Button type="submit" loading={save.isPending}>
              {t("common.save")}
            </Button>
          </div>
        )}
      </fieldset>
      <Dialog opened={asksAgain} onClose={() => save.reset()} title={t("factors.confirmTitle")}>
        <ConfirmPassword onDone={() => save.mutate(form.getValues())} />
      </Dialog>
    </form>
  );
}
