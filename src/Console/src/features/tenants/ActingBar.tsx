import { Button } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { acting } from "@/api/acting";
import { api, take } from "@/api/client";
import { useActing, useSignedIn } from "@/api/hooks";
import { ApiProblem } from "@/api/problem";
import { notify } from "@/ui/notify";
import { Problem } from "@/ui/Problem";
import css from "./acting.module.css";

const lookMs = 15_000;

/** Says in which tenant below the own one this tab acts, and leads back; notices when that is over. */
export function ActingBar() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const there = useActing();
  const { home } = useSignedIn();
  const me = useQuery({ queryKey: ["me"], queryFn: () => take(api.GET("/api/auth/me")), enabled: there !== null, refetchInterval: lookMs });
  const isOver = there !== null && me.error !== null && ApiProblem.from(me.error).status === 404;
  const leave = useMutation({
    mutationFn: () => take(api.POST("/api/auth/switch", { body: {} })),
    onSuccess: () => {
      void navigate(there?.from ?? `/tenants/${there?.id ?? ""}`);
      acting.become(null);
    },
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: said once, when it is over
  useEffect(() => {
    if (isOver) {
      notify(t("tenants.visitOver", { name: there?.name }));
      acting.become(null);
    }
  }, [isOver]);

  if (there === null) {
    return null;
  }
  return (
    <section className={css.bar} aria-label={t("tenants.actingLabel")}>
      <span>{t("tenants.acting", { name: there.name })}</span>
      <Button size="xs" variant="default" loading={leave.isPending} onClick={() => leave.mutate()}>
        {t("tenants.backTo", { name: home.name })}
      </Button>
      <Problem error={leave.error} />
    </section>
  );
}
