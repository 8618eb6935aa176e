import { Checkbox } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, ifMatch, take } from "@/api/client";
import { useMay } from "@/api/hooks";
import type { FigureKind, Tenant } from "@/api/types";
import { notify } from "@/ui/notify";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";

const kinds: readonly FigureKind[] = ["SCORE", "DEVICES", "TICKETS", "USE"];

/** What those above see of how the own tenant stands. */
export function SharedFigures({ tenant }: { tenant: Tenant }) {
  const { t } = useTranslation();
  const may = useMay();
  const client = useQueryClient();
  const key = ["figures", tenant.id];
  const figures = useQuery({
    queryKey: key,
    queryFn: () => take(api.GET("/api/tenants/{id}/figures", { params: { path: { id: tenant.id } } })),
  });
  const share = useMutation({
    mutationFn: (shared: FigureKind[]) =>
      take(
        api.PUT("/api/tenants/{id}/shared-figures", {
          params: { path: { id: tenant.id }, header: ifMatch(figures.data?.version ?? tenant.version) },
          body: { figures: shared },
        }),
      ),
    onSuccess: () => {
      notify(t("common.saved"));
      void client.invalidateQueries({ queryKey: key });
      void client.invalidateQueries({ queryKey: ["tenant"] });
    },
  });
  return (
    <div className={parts.tight}>
      <Checkbox.Group
        label={t("figures.shared")}
        description={t("figures.sharedText")}
        value={figures.data?.shared ?? []}
        onChange={shared => share.mutate(kinds.filter(kind => shared.includes(kind)))}
      >
        <div className={parts.row}>
          {kinds.map(kind => (
            <Checkbox
              key={kind}
              value={kind}
              label={t(`figures.kindOf.${kind}`)}
              disabled={!may("tenants:write") || !figures.data || share.isPending}
            />
          ))}
        </div>
      </Checkbox.Group>
      <Problem error={figures.error ?? share.error} />
    </div>
  );
}
