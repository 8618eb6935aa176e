import { useTranslation } from "react-i18next";
import { Chip } from "@/ui/Labels";
import { useApprovals } from "./queries";

/** How many wait for the reader, beside the entry of the navigation. */
export function ApprovalCount() {
  const { t } = useTranslation();
  const count = useApprovals().mine.length;
  return count === 0 ? null : (
    <span role="status" aria-label={t("approvals.waits", { number: count })}>
      <Chip tone="watch">{count}</Chip>
    </span>
  );
}
