import { useTranslation } from "react-i18next";
import type { Schemas } from "@/api/types";
import { givenWord } from "@/i18n";

interface Actor {
  kind: Schemas["PrincipalKind"];
  name?: string | null;
}

/** Who acted, in the reader's words: a person's name, a device's sensor, or what the platform did by itself. */
export function useActorName(): (actor: Actor) => string {
  const { t } = useTranslation();
  return ({ kind, name }) => {
    switch (kind) {
      case "ANONYMOUS":
        return t("actor.nobody");
      case "SENSOR":
        return t("actor.sensor", { name: name ?? "" });
      case "PROVISIONER":
        return t("actor.provisioner", { name: name ?? "" });
      case "SYSTEM":
        return name ? t("actor.part", { does: givenWord("operations", name) ?? plainName(name) }) : t("actor.system");
      default:
        return name ?? kind;
    }
  };
}

/** What was done, in the reader's words, as a heading or a link: tickets.create_ticket reads "Opens a ticket". */
export function operationName(name: string): string {
  const words = givenWord("operations", name) ?? plainName(name);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Who acted, with the name as the log has it for who points at it. */
export function ActorName({ actor }: { actor: Actor }) {
  const nameOf = useActorName();
  return <span title={actor.kind === "SYSTEM" ? (actor.name ?? undefined) : undefined}>{nameOf(actor)}</span>;
}

/** The name of an operation for which there are no words, as in the entries of an older version: access.prune_sessions reads "prune sessions". */
const plainName = (name: string) => name.slice(name.lastIndexOf(".") + 1).replaceAll("_", " ");
