import { useTranslation } from "react-i18next";
import { flat } from "@/features/audit/difference";
import { Facts } from "@/ui/Page";
import parts from "@/ui/parts.module.css";
import { RiskChip } from "./labels";
import type { Run } from "./queries";

const known = ["add", "remove", "change"] as const;

/** What a run would do, in a sentence and member by member. Parts of it come from outside, and are shown as text. */
export function Plan({ run }: { run: Run }) {
  const { t } = useTranslation();
  const difference = Object.entries((run.difference ?? {}) as Record<string, unknown>);
  return (
    <div className={parts.stack}>
      <p>
        <RiskChip risk={run.risk} /> {run.summary}
      </p>
      {difference.map(([what, members]) => {
        const word = known.find(each => each === what);
        return (
          <section key={what} className={parts.tight}>
            <h3>{word ? t(`runs.${word}`) : what}</h3>
            <Members of={members} />
          </section>
        );
      })}
    </div>
  );
}

/** An object from outside, member by member. */
export function Members({ of }: { of: unknown }) {
  return (
    <Facts
      items={[...flat(of)].map(([member, text]) => [
        member,
        <span key={member} className={parts.mono}>
          {text}
        </span>,
      ])}
    />
  );
}
