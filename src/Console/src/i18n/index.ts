import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { en } from "./en";
import type { Given, Words } from "./words";

export const languages = { en: "English", es: "Español" } as const;
export type Language = keyof typeof languages;

declare module "i18next" {
  interface CustomTypeOptions {
    resources: { translation: Words };
  }
}

const key = "holdfast.language";

/** The language that was chosen here before, or the browser's own where we have it. */
export function preferredLanguage(): Language {
  const chosen = localStorage.getItem(key) ?? navigator.language;
  return chosen.startsWith("es") ? "es" : "en";
}

export async function startLanguage(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: "en",
    fallbackLng: "en",
    resources: { en: { translation: en } },
    interpolation: { escapeValue: false },
    returnEmptyString: false,
  });
  await show(preferredLanguage());
}

export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(key, language);
  await show(language);
}

async function show(language: Language): Promise<void> {
  if (language === "es" && !i18next.hasResourceBundle("es", "translation")) {
    const { es } = await import("./es");
    i18next.addResourceBundle("es", "translation", es);
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

/** The words for what the server gives, where the language that is shown has any; whoever asks has the server's own. */
export function givenWord(section: Given, code: string): string | undefined {
  const words = i18next.getResource(i18next.language, "translation", section) as Record<string, string> | undefined;
  return words?.[code];
}
