import { Button, NativeSelect, SegmentedControl, TextInput, useMantineColorScheme } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, ifMatch, take } from "@/api/client";
import { useMay, useSignedIn } from "@/api/hooks";
import type { Tenant } from "@/api/types";
import { PlanPanel } from "@/features/plans/PlanPanel";
import { UsagePanel } from "@/features/plans/UsagePanel";
import { ProvisioningPanel } from "@/features/provisioning/ProvisioningPanel";
import { QuotasPanel } from "@/features/tenants/QuotasPanel";
import { VisitorsPanel } from "@/features/tenants/VisitorsPanel";
import { useRoleName } from "@/features/users/roles";
import { chooseLanguage, type Language, languages } from "@/i18n";
import { isShownAtFields, useSubmit } from "@/ui/forms";
import { notify } from "@/ui/notify";
import { Facts, Page, Panel } from "@/ui/Page";
import { type PageTab, PageTabs } from "@/ui/PageTabs";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { Loaded } from "@/ui/States";
import { FactorsPanel } from "./FactorsPanel";
import { MembershipsPanel } from "./MembershipsPanel";
import { PasskeysPanel } from "./PasskeysPanel";
import { PasswordPanel } from "./PasswordPanel";
import { SessionsPanel } from "./SessionsPanel";

export function SettingsPage() {
  const { t } = useTranslation();
  const { tenant, user } = useSignedIn();
  const roleName = useRoleName();
  const may = useMay();
  const query = useQuery({
    queryKey: ["tenant", tenant.id],
    queryFn: () => take(api.GET("/api/tenants/{id}", { params: { path: { id: tenant.id } } })),
  });
  const own = (
    <div className={parts.stack}>
      <div className={parts.columns}>
        <Panel title={t("settings.account")}>
          <Facts
            items={[
              [t("access.username"), user.username],
              [t("access.email"), user.email],
              [t("users.role"), roleName(user.role)],
            ]}
          />
        </Panel>
        <Appearance />
        <PasswordPanel />
        <FactorsPanel />
      </div>
      <PasskeysPanel />
      <SessionsPanel />
      <MembershipsPanel />
    </div>
  );
  const ofTenant = (
    <div className={parts.stack}>
      <Panel title={t("settings.tenant")}>
        <Loaded query={query} rows={2}>
          {data => <TenantForm key={data.version} tenant={data} onReload={() => void query.refetch()} />}
        </Loaded>
      </Panel>
      {query.data && may("users:read") && <VisitorsPanel tenant={query.data} />}
    </div>
  );
  const plan = (
    <div className={parts.stack}>
      <PlanPanel tenantId={tenant.id} canSet={false} />
      <QuotasPanel tenantId={tenant.id} canSet={false} />
      <UsagePanel tenantId={tenant.id} />
    </div>
  );
  const tabs: PageTab[] = [
    { name: "own", title: t("settings.own"), content: own },
    { name: "tenant", title: t("settings.tenant"), content: ofTenant },
  ];
  if (may("tenants:read")) {
    tabs.push({ name: "plan", title: t("settings.plan"), content: plan });
  }
  if (may("users:read")) {
    tabs.push({ name: "provisioning", title: t("provisioning.title"), content: <ProvisioningPanel /> });
  }
  return (
    <Page title={t("settings.title")} intro={t("settings.intro")}>
      <PageTabs apart label={t("settings.title")} tabs={tabs} />
    </Page>
  );
}

function TenantForm({ tenant, onReload }: { tenant: Tenant; onReload: () => void }) {
  const { t } = useTranslation();
  const may = useMay()("tenants:write");
  const client = useQueryClient();
  const form = useForm({ initialValues: { name: tenant.name }, validate: { name: value => (value.trim() ? null : t("common.required")) } });
  const save = useSubmit(
    form,
    (body: { name: string }) =>
      take(api.PUT("/api/tenants/{id}", { params: { path: { id: tenant.id }, header: ifMatch(tenant.version) }, body })),
    () => {
      notify(t("common.saved"));
      void client.invalidateQueries({ queryKey: ["tenant"] });
      void client.invalidateQueries({ queryKey: ["health"] });
    },
  );
  return (
    <form className={parts.stack} noValidate onSubmit={form.onSubmit(values => save.mutate(values))}>
      <Facts
        items={[
          [
            t("settings.slug"),
            <code key="slug" className={parts.mono}>
              {tenant.slug}
            </code>,
          ],
        ]}
      />
      <TextInput label={t("settings.tenantName")} maxLength={100} readOnly={!may} maw={384} {...form.getInputProps("name")} />
      {!isShownAtFields(save.error, form.values) && <Problem error={save.error} onReload={onReload} />}
      {may && (
        <div>
          <Button type="submit" loading={save.isPending} disabled={!form.isDirty()}>
            {t("common.save")}
          </Button>
        </div>
      )}
    </form>
  );
}

function Appearance() {
  const { t, i18n } = useTranslation();
  // Mantine would stop transitions for the change by a style element, which the content security policy refuses.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  return (
    <Panel title={t("settings.appearance")}>
      <div className={parts.stack}>
        <NativeSelect
          label={t("settings.language")}
          maw={384}
          data={Object.entries(languages).map(([value, label]) => ({ value, label }))}
          value={i18n.language}
          onChange={event => void chooseLanguage(event.currentTarget.value as Language)}
        />
        <div className={parts.tight}>
          <span id="theme-label">{t("settings.theme")}</span>
          <div>
            <SegmentedControl
              aria-labelledby="theme-label"
              value={colorScheme}
              onChange={value => setColorScheme(value as typeof colorScheme)}
              data={[
                { value: "auto", label: t("settings.themeAuto") },
                { value: "light", label: t("settings.themeLight") },
                { value: "dark", label: t("settings.themeDark") },
              ]}
            />
          </div>
        </div>
        <p className={`${parts.small} ${parts.muted}`}>{t("settings.kept")}</p>
      </div>
    </Panel>
  );
}
