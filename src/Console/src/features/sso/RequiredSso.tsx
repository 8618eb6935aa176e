import { Button, NativeSelect, Switch } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, ifMatch, take } from "@/api/client";
import { useMay } from "@/api/hooks";
import type { Schemas } from "@/api/types";
import { asksForPassword, ConfirmPassword } from "@/features/access/ConfirmPassword";
import { Dialog } from "@/ui/Dialogs";
import { notify } from "@/ui/notify";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";

type Rules = Schemas["SignInRulesView"];

/** Whether everybody signs in by the tenant's identity providers, and who need not. */
export function RequiredSso({ rules, onReload }: { rules: Rules; onReload: () => void }) {
  const { t } = useTranslation();
  const may = useMay()("sign_in:write");
  const client = useQueryClient();
  const { required, exceptFor } = rules.singleSignOn;
  const people = useQuery({
    queryKey: ["users", "few"],
    queryFn: () => take(api.GET("/api/users", { params: { query: { limit: 200 } } })),
  });
  const nameOf = (id: string) => people.data?.items.find(each => each.id === id)?.username ?? id;
  const set = useMutation({
    mutationFn: (singleSignOn: Rules["singleSignOn"]) =>
      take(
        api.PUT("/api/sign-in-rules", {
          params: { header: ifMatch(rules.version) },
          body: { requireSecondFactor: rules.requireSecondFactor, singleSignOn },
        }),
      ),
    onSuccess: () => {
      notify(t("common.saved"));
      void client.invalidateQueries({ queryKey: ["sign_in_rules"] });
    },
  });
  const asksAgain = asksForPassword(set.error);
  const others = (people.data?.items ?? []).filter(each => each.status === "ACTIVE" && !exceptFor.includes(each.id));
  return (
    <div className={parts.stack}>
      <Switch
        label={t("sso.required")}
        description={t("sso.requiredHint")}
        checked={required}
        disabled={!may || set.isPending}
        onChange={event => set.mutate({ required: event.currentTarget.checked, exceptFor })}
      />
      <NativeSelect
        label={t("sso.except")}
        description={t("sso.exceptHint")}
        maw={384}
        value=""
        disabled={!may || set.isPending || others.length === 0}
        data={[{ value: "", label: t("sso.exceptAdd") }, ...others.map(({ id, username }) => ({ value: id, label: username }))]}
        onChange={event => event.currentTarget.value && set.mutate({ required, exceptFor: [...exceptFor, event.currentTarget.value] })}
      />
      {exceptFor.map(id => (
        <div key={id} className={parts.row}>
          <span>{nameOf(id)}</span>
          {may && (
            <Button
              size="xs"
              variant="default"
              aria-label={`${t("sso.exceptRemove")} ${nameOf(id)}`}
              onClick={() => set.mutate({ required, exceptFor: exceptFor.filter(each => each !== id) })}
            >
              {t("sso.exceptRemove")}
            </Button>
          )}
        </div>
      ))}
      <Problem error={asksAgain ? null : set.error} onReload={onReload} />
      <Dialog opened={asksAgain} onClose={() => set.reset()} title={t("factors.confirmTitle")}>
        <ConfirmPassword onDone={() => set.variables && set.mutate(set.variables)} />
      </Dialog>
    </div>
  );
}
