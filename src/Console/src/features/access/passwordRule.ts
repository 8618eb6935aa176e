import { useTranslation } from "react-i18next";

/** The part of the password rules that needs no server: its length. */
export function usePasswordRule(): (value: string) => string | null {
  const { t } = useTranslation();
  return value => (value.length < 12 ? t("access.tooShort") : value.length > 256 ? t("access.tooLong") : null);
}
