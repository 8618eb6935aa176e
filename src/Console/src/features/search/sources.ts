import type { TFunction } from "i18next";
import { api, take } from "@/api/client";
import { isFor, pages } from "@/app/pages";

export type Kind = "page" | "ticket" | "device" | "finding" | "person";

/** One thing that was found: what it is called, where it is, and the page that shows it. */
export interface Hit {
  id: string;
  title: string;
  place: string;
  to: string;
}

interface Source {
  kind: Kind;
  /** Who lacks it is not asked for. */
  permission: string;
  find: (search: string) => Promise<Hit[]>;
}

const limit = 6;

/** What the server is asked, in the order in which hits are shown. */
export const sources: readonly Source[] = [
  {
    kind: "ticket",
    permission: "tickets:read",
    find: async search =>
      (await take(api.GET("/api/tickets", { params: { query: { search, limit } } }))).items.map(ticket => ({
        id: ticket.id,
        title: `#${ticket.number} ${ticket.subject}`,
        place: ticket.deviceName ?? "",
        to: `/tickets/${ticket.id}`,
      })),
  },
  {
    kind: "device",
    permission: "fleet:read",
    find: async search =>
      (await take(api.GET("/api/devices", { params: { query: { search, limit } } }))).items.map(device => ({
        id: device.id,
        title: device.name,
        place: `${device.organizationName} / ${device.groupName}`,
        to: `/devices/${device.id}`,
      })),
  },
  {
    kind: "finding",
    permission: "fleet:read",
    find: async search =>
      (await take(api.GET("/api/findings", { params: { query: { search, state: "OPEN", limit } } }))).items.map(finding => ({
        id: finding.id,
        title: finding.title,
        place: finding.deviceName,
        to: `/devices/${finding.deviceId}`,
      })),
  },
  {
    kind: "person",
    permission: "users:read",
    find: async search =>
      (await take(api.GET("/api/users", { params: { query: { search, limit } } }))).items.map(user => ({
        id: user.id,
        title: user.username,
        place: user.email,
        to: `/users/${user.id}`,
      })),
  },
];

/** The pages of the navigation whose word has the text in it, for who may see them; all of them for no text. */
export const pageHits = (text: string, t: TFunction, may: (permission: string) => boolean): Hit[] =>
  pages.flatMap(page => {
    const { path, entry } = page;
    const title = entry && t(entry.word);
    return title && isFor(page, may) && plain(title).includes(plain(text)) ? [{ id: path, title, place: "", to: `/${path}` }] : [];
  });

/** Without capitals and accents: who types auditoria finds Auditoría. */
const plain = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
