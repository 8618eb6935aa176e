import { useDisclosure, useHotkeys } from "@mantine/hooks";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "@/ui/Icon";
import css from "./search.module.css";

const SearchDialog = lazy(() => import("./SearchDialog"));
const isApple = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? "");

/** Search from anywhere: by Ctrl-K or Cmd-K, also while something is typed elsewhere. Its window is fetched when it is first opened. */
export function useSearch(): { open: () => void; dialog: ReactNode } {
  const [wasOpened, setWasOpened] = useState(false);
  const [opened, control] = useDisclosure(false);
  const open = () => {
    setWasOpened(true);
    control.open();
  };
  useHotkeys([["mod+K", open]], [], true);
  return {
    open,
    dialog: wasOpened && (
      <Suspense>
        <SearchDialog opened={opened} onClose={control.close} />
      </Suspense>
    ),
  };
}

export function SearchButton({ small, onOpen }: { small?: boolean; onOpen: () => void }) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      className={small ? css.small : css.button}
      onClick={onOpen}
      aria-label={t("search.open")}
      aria-haspopup="dialog"
      aria-keyshortcuts="Control+K Meta+K"
    >
      <Icon path="M7 2.500a4.500 4.500 0 1 0 0 9 4.500 4.500 0 1 0 0-9M10.300 10.300 14 14" />
      {!small && (
        <>
          <span>{t("search.title")}</span>
          <kbd className={css.key}>{isApple ? "⌘K" : "Ctrl K"}</kbd>
        </>
      )}
    </button>
  );
}
