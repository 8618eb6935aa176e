import { useTranslation } from "react-i18next";
import type { Schemas } from "@/api/types";
import { NodeName } from "@/features/users/Assignments";
import { Code } from "@/ui/Code";
import parts from "@/ui/parts.module.css";
import { SubjectName } from "./SubjectName";

export interface Preview {
  items: Schemas["AccessPreviewView"][];
  nextCursor: string | null;
}

/** Who would gain and lose what, of those whom the answer is about. */
export function Differences({ of }: { of: Preview }) {
  const { t } = useTranslation();
  return (
    <section className={parts.stack} aria-label={t("rights.preview")}>
      {of.items.length === 0 && of.nextCursor === null && <p className={parts.muted}>{t("rights.noDifference")}</p>}
      {of.items.map(each => (
        <div key={each.principalId}>
          <SubjectName kind={each.principalKind} id={each.principalId} name={each.name} />
          {each.differences.map(({ scope, only, gains, loses }) => (
            <div key={`${scope.id} ${only}`}>
              <NodeName scope={scope} /> {only && <span className={parts.muted}>{t(`rights.only.${only}`)}</span>}
              <Words label={t("rights.gains")} names={gains} />
              <Words label={t("rights.loses")} names={loses} />
            </div>
          ))}
        </div>
      ))}
      {of.nextCursor !== null && <p className={parts.muted}>{t("rights.moreConcerned")}</p>}
    </section>
  );
}

function Words({ label, names }: { label: string; names: readonly string[] }) {
  return (
    names.length > 0 && (
      <div className={parts.row}>
        <span>{label}</span>
        {names.map(name => (
          <Code key={name}>{name}</Code>
        ))}
      </div>
    )
  );
}
