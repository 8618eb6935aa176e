import { Button, NativeSelect } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import type { Place, Placement, Relocation, Tenant } from "@/api/types";
import { Dialog } from "@/ui/Dialogs";
import { Chip } from "@/ui/Labels";
import { notify } from "@/ui/notify";
import { Facts, Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { Loaded } from "@/ui/States";
import { Time } from "@/ui/Time";

const lookEveryMs = 1_000;

/** Where a tenant is, how its relocation goes, and, for who stands above it, the way to another place. */
export function PlacementPanel({ tenant, canSet }: { tenant: Tenant; canSet: boolean }) {
  const { t } = useTranslation();
  const [placing, setPlacing] = useState(false);
  const placement = useQuery({
    queryKey: ["tenants", tenant.id, "placement"],
    queryFn: () => take(api.GET("/api/tenants/{id}/placement", { params: { path: { id: tenant.id } } })),
    refetchInterval: query => (isUnderWay(query.state.data) ? lookEveryMs : false),
  });
  const named = useNamed();
  return (
    <Panel
      title={t("tenants.placement")}
      actions={
        canSet &&
        placement.data &&
        !isUnderWay(placement.data) &&
        placement.data.choices.length > 1 && (
          <Button size="xs" variant="default" onClick={() => setPlacing(true)}>
            {t("tenants.placeElsewhere")}
          </Button>
        )
      }
    >
      <Loaded query={placement} rows={2}>
        {data => (
          <>
            <Facts
              items={[
                [t("tenants.place"), named(data.place)],
                ...(data.since ? [[t("tenants.placeSince"), <Time key="since" at={data.since} exact />] as [string, React.ReactNode]] : []),
                ...(data.relocation
                  ? [
                      [t("tenants.lastRelocation"), <RelocationState key="relocation" relocation={data.relocation} />] as [
                        string,
                        React.ReactNode,
                      ],
                    ]
                  : []),
              ]}
            />
            {canSet && isUnderWay(data) && <Cancel tenantId={tenant.id} />}
            {placing && <PlaceElsewhere tenant={tenant} placement={data} onClose={() => setPlacing(false)} />}
          </>
        )}
      </Loaded>
    </Panel>
  );
}

const isUnderWay = (placement?: Placement) => placement?.relocation != null && placement.relocation.endedAt === null;

function useNamed() {
  const { t } = useTranslation();
  return (place: Place) => t("tenants.placeIn", { kind: t(`tenants.placeOf.${place.kind}`), database: place.database });
}

function RelocationState({ relocation }: { relocation: Relocation }) {
  const { t } = useTranslation();
  const named = useNamed();
  const tone = relocation.state === "DONE" ? "good" : relocation.state === "FAILED" ? "poor" : "neutral";
  return (
    <div role="status" aria-label={t("tenants.placing")}>
      <Chip tone={tone}>{named(relocation.to)}</Chip>{" "}
      {t(`tenants.relocationState.${relocation.state}`, {
        done: relocation.tablesDone,
        all: relocation.tables,
        rows: relocation.rowsCopied + relocation.rowsAfter,
        pause: relocation.pauseMilliseconds ?? 0,
      })}
      {relocation.error && <p className={`${parts.small} ${parts.muted}`}>{relocation.error}</p>}
    </div>
  );
}

function Cancel({ tenantId }: { tenantId: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => take(api.POST("/api/tenants/{id}/placement/cancel", { params: { path: { id: tenantId } } })),
    onSuccess: () => notify(t("tenants.placingCancelled")),
    onSettled: () => client.invalidateQueries({ queryKey: ["tenants", tenantId, "placement"] }),
  });
  return (
    <>
      <Problem error={cancel.error} />
      <div className={`${parts.row} ${parts.end}`}>
        <Button size="xs" variant="default" loading={cancel.isPending} onClick={() => cancel.mutate()}>
          {t("tenants.cancelPlacing")}
        </Button>
      </div>
    </>
  );
}

function PlaceElsewhere({ tenant, placement, onClose }: { tenant: Tenant; placement: Placement; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const named = useNamed();
  const choices = placement.choices.filter(one => one.kind !== placement.place.kind || one.database !== placement.place.database);
  const [chosen, setChosen] = useState("0");
  const place = useMutation({
    mutationFn: () =>
      take(api.POST("/api/tenants/{id}/placement", { params: { path: { id: tenant.id } }, body: choices[Number(chosen)] as Place })),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["tenants", tenant.id, "placement"] });
      onClose();
    },
  });
  return (
    <Dialog opened onClose={onClose} title={t("tenants.placeTitle", { name: tenant.name })}>
      <div className={parts.stack}>
        <p>{t("tenants.placeText")}</p>
        <NativeSelect
          label={t("tenants.placeTo")}
          value={chosen}
          onChange={event => setChosen(event.currentTarget.value)}
          data={choices.map((one, i) => ({ value: String(i), label: named(one) }))}
        />
        <Problem error={place.error} />
        <div className={`${parts.row} ${parts.end}`}>
          <Button loading={place.isPending} onClick={() => place.mutate()}>
            {t("tenants.placeElsewhere")}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
