import { ActionIcon, Button, Drawer, Loader } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Navigate, NavLink, Outlet, useLocation, useNavigation } from "react-router";
import { acting } from "@/api/acting";
import { live, queries, useActing, useLive, useMay, useSession, useSignedIn } from "@/api/hooks";
import { session } from "@/api/session";
import { SearchButton, useSearch } from "@/features/search/SearchButton";
import { ActingBar } from "@/features/tenants/ActingBar";
import { Icon } from "@/ui/Icon";
import mark from "@/ui/mark.svg";
import { type Group, groups, isFor, type PageLine, pages } from "./pages";
import css from "./shell.module.css";

export function Starting() {
  return (
    <div className={css.starting}>
      <Loader />
    </div>
  );
}

/** The frame around every page of a signed-in user. */
export function Shell() {
  const state = useSession();
  const location = useLocation();
  if (state.kind === "starting") {
    return <Starting />;
  }
  if (state.kind === "out") {
    const to = location.pathname === "/" ? "/sign-in" : `/sign-in?to=${encodeURIComponent(location.pathname + location.search)}`;
    return <Navigate to={to} replace />;
  }
  return <Acting user={state.user.id} />;
}

/** Another tenant, another frame: nothing of what was read stays. */
function Acting({ user }: { user: string }) {
  return <Frame key={`${user} ${useActing()?.id ?? ""}`} />;
}

function Frame() {
  const { t } = useTranslation();
  const [opened, menu] = useDisclosure(false);
  const search = useSearch();
  const { pathname } = useLocation();
  const busy = useNavigation().state === "loading";

  useEffect(() => {
    const stop = live.start();
    return () => {
      stop();
      // The next user of this browser starts with nothing of this one's.
      queries.clear();
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the menu closes when the page changes
  useEffect(() => menu.close(), [pathname]);

  return (
    <div className={css.frame}>
      <a className={css.skip} href="#content">
        {t("app.skip")}
      </a>
      <header className={css.top}>
        <Brand />
        <LiveIndicator />
        <SearchButton small onOpen={search.open} />
        <ActionIcon variant="default" size="lg" aria-label={t("app.menu")} aria-expanded={opened} onClick={menu.open}>
          <Icon path="M2 4h12M2 8h12M2 12h12" />
        </ActionIcon>
      </header>
      <div className={css.side}>
        <Brand />
        <SearchButton onOpen={search.open} />
        <Navigation />
        <Account />
      </div>
      <Drawer
        opened={opened}
        onClose={menu.close}
        title={t("app.menu")}
        lockScroll={false}
        size="min(100%, 18rem)"
        closeButtonProps={{ "aria-label": t("app.closeMenu") }}
      >
        <div className={css.drawer}>
          <Navigation />
          <Account />
        </div>
      </Drawer>
      {search.dialog}
      <main id="content" className={css.content} tabIndex={-1} aria-busy={busy}>
        <ActingBar />
        <Outlet />
      </main>
    </div>
  );
}

export function Brand() {
  return (
    <span className={css.brand}>
      <img src={mark} alt="" width="24" height="24" />
      Holdfast
    </span>
  );
}

function Navigation() {
  const { t } = useTranslation();
  const may = useMay();
  const shown = pages.filter(page => page.entry && isFor(page, may));
  const of = (group: Group | undefined) => shown.filter(page => page.entry?.group === group);
  return (
    <nav aria-label={t("app.navigation")} className={css.nav}>
      <Entries pages={of(undefined)} label={undefined} />
      {groups.map(group => {
        const entries = of(group);
        return entries.length > 0 && <Entries key={group} pages={entries} label={t(`app.groups.${group}`)} />;
      })}
    </nav>
  );
}

function Entries({ pages, label }: { pages: readonly PageLine[]; label: string | undefined }) {
  const { t } = useTranslation();
  return (
    <div>
      {label && (
        <div className={css.group} aria-hidden>
          {label}
        </div>
      )}
      <ul className={css.links} aria-label={label}>
        {pages.map(
          ({ path, entry }) =>
            entry && (
              <li key={path}>
                <NavLink to={`/${path}`} className={({ isActive }) => (isActive ? `${css.link} ${css.active}` : css.link)}>
                  <Icon path={entry.icon} />
                  {t(entry.word)}
                  {entry.Count && <entry.Count />}
                </NavLink>
              </li>
            ),
        )}
      </ul>
    </div>
  );
}

function Account() {
  const { t } = useTranslation();
  const { user, tenant } = useSignedIn();
  return (
    <div className={css.account}>
      <LiveIndicator />
      <div className={css.who}>
        <strong>{user.username}</strong>
        <span>{tenant.name}</span>
      </div>
      <Button
        variant="default"
        size="xs"
        fullWidth
        onClick={() => {
          acting.become(null);
          void session.signOut().then(further => {
            if (further?.startsWith("http")) {
              location.assign(further);
            }
          });
        }}
      >
        {t("app.signOut")}
      </Button>
    </div>
  );
}

function LiveIndicator() {
  const { t } = useTranslation();
  const state = useLive();
  return (
    <span className={css.live} role="status" aria-label={`${t("live.explain")}: ${t(`live.${state}`)}`} data-state={state}>
      <svg width="8" height="8" viewBox="0 0 8 8" aria-hidden>
        {state === "offline" ? (
          <path d="M1 1l6 6M7 1 1 7" stroke="currentColor" strokeWidth="1.500" />
        ) : (
          <circle cx="4" cy="4" r="3.500" fill="currentColor" />
        )}
      </svg>
      {t(`live.${state}`)}
    </span>
  );
}
