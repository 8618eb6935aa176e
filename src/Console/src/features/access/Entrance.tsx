import type { ReactNode } from "react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Navigate, useSearchParams } from "react-router";
import { useSession } from "@/api/hooks";
import { Brand } from "@/app/Shell";
import { chooseLanguage, type Language, languages } from "@/i18n";
import css from "./access.module.css";

/** The frame of the pages before sign-in. Who is signed in already goes on to where they wanted. */
export function Entrance({ title, intro, children }: { title: string; intro?: ReactNode; children: ReactNode }) {
  const [search] = useSearchParams();
  const state = useSession();
  if (state.kind === "in") {
    return <Navigate to={safeTarget(search.get("to"))} replace />;
  }
  return (
    <EntranceFrame title={title} intro={intro}>
      {children}
    </EntranceFrame>
  );
}

/** The same, also for those who are signed in. */
export function EntranceFrame({ title, intro, children }: { title: string; intro?: ReactNode; children: ReactNode }) {
  const { t, i18n } = useTranslation();
  useEffect(() => {
    document.title = `${title} · Holdfast`;
  }, [title]);
  return (
    <div className={css.entrance}>
      <div className={css.lead}>
        <Brand />
        <p>{t("app.tagline")}</p>
      </div>
      <main className={css.card}>
        <div>
          <h1>{title}</h1>
          {intro && <p className={css.intro}>{intro}</p>}
        </div>
        {children}
      </main>
      <div className={css.languages}>
        {(Object.keys(languages) as Language[]).map(language => (
          <button
            key={language}
            type="button"
            lang={language}
            aria-pressed={i18n.language === language}
            onClick={() => void chooseLanguage(language)}
          >
            {languages[language]}
          </button>
        ))}
      </div>
    </div>
  );
}

/** Only a path of this console: a link from outside can't send a user elsewhere after sign-in. */
export function safeTarget(to: string | null): string {
  return to?.startsWith("/") && !to.startsWith("//") && !to.includes("\\") ? to : "/";
}
