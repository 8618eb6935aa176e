import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { api, take } from "@/api/client";
import { useMay, useSignedIn } from "@/api/hooks";
import { Confirm } from "@/ui/Dialogs";
import { notify } from "@/ui/notify";
import parts from "@/ui/parts.module.css";
import { Plan } from "./Plan";
import { type Run, runKey } from "./queries";
import { type Step, stepsOf } from "./steps";

const done = {
  approve: "runs.approved",
  reject: "runs.rejected",
  start: "runs.startedNow",
  check: "runs.checked",
  undo: "runs.startedNow",
} as const;

interface Props {
  run: Run;
  onReload: () => void;
  /** Only these of what can be done. */
  only?: readonly Step[];
}

/** The steps that can be taken with a run, each asked again with what it does. */
export function RunActions({ run, onReload, only }: Props) {
  const { t } = useTranslation();
  const may = useMay();
  const { user } = useSignedIn();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<Step | null>(null);
  const taking = useMutation({
    mutationFn: (step: Step) => send(run, step),
    onSuccess: (answer, step) => {
      notify(t(done[step]));
      setAsked(null);
      client.setQueryData(runKey(answer.id), answer);
      void client.invalidateQueries({ queryKey: ["actions"] });
      void client.invalidateQueries({ queryKey: ["tickets"] });
      if (answer.id !== run.id) {
        navigate(`/runs/${answer.id}`);
      }
    },
  });
  const steps = stepsOf(run, may, user.id).filter(step => only?.includes(step) ?? true);
  return (
    <>
      {steps.map(step => (
        <Button
          key={step}
          size="xs"
          variant={step === "approve" || step === "start" || step === "check" ? "filled" : "default"}
          onClick={() => setAsked(step)}
        >
          {t(`runs.${step}`)}
        </Button>
      ))}
      {asked && (
        <Confirm
          opened
          onClose={() => {
            taking.reset();
            setAsked(null);
          }}
          title={t(`runs.${asked}Title`)}
          text={
            <div className={parts.stack}>
              <p>{t(`runs.${asked}Text`)}</p>
              {(asked === "approve" || asked === "start") && <Plan run={run} />}
            </div>
          }
          action={t(`runs.${asked}`)}
          danger={asked === "reject"}
          busy={taking.isPending}
          error={taking.error}
          onReload={onReload}
          onConfirm={() => taking.mutate(asked)}
        />
      )}
    </>
  );
}

function send(run: Run, step: Step): Promise<Run> {
  const params = { path: { id: run.id } };
  switch (step) {
    case "approve":
      return take(api.POST("/api/action-runs/{id}/approve", { params, body: { digest: run.digest } }));
    case "reject":
      return take(api.POST("/api/action-runs/{id}/reject", { params }));
    case "start":
      return take(api.POST("/api/action-runs/{id}/start", { params }));
    case "check":
      return take(api.POST("/api/action-runs/{id}/check", { params }));
    case "undo":
      return take(api.POST("/api/action-runs/{id}/undo", { params }));
  }
}
