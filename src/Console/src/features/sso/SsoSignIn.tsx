import { Button, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import css from "@/features/access/access.module.css";
import { Problem } from "@/ui/Problem";
import { begin, named } from "./begin";

/** Signing in by a company's identity provider: which company it is, and which provider where it has several. */
export function SsoSignIn({ known, onBack }: { known: string; onBack: () => void }) {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const form = useForm({ initialValues: { who: known }, validate: { who: value => (value.trim() ? null : t("common.required")) } });
  const go = useMutation({
    mutationFn: ({ who, provider }: { who: string; provider?: string }) =>
      begin({ ...named(who), provider, again: false }, search.get("to")),
  });
  const choices = go.data ?? [];
  return (
    <form className={css.form} noValidate onSubmit={form.onSubmit(values => go.mutate(values))}>
      <TextInput
        label={t("sso.who")}
        description={t("sso.whoHint")}
        autoComplete="username"
        required
        data-autofocus
        autoFocus
        {...form.getInputProps("who")}
      />
      <Problem error={go.error} />
      {choices.length === 0 ? (
        <Button type="submit" loading={go.isPending}>
          {t("sso.go")}
        </Button>
      ) : (
        choices.map(({ id, name }) => (
          <Button key={id} onClick={() => go.mutate({ who: form.getValues().who, provider: id })}>
            {t("sso.goWith", { name })}
          </Button>
        ))
      )}
      <Button variant="default" onClick={onBack}>
        {t("sso.otherWays")}
      </Button>
    </form>
  );
}
