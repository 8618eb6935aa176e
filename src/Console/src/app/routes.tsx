import { createBrowserRouter, Navigate } from "react-router";
import { SignInPage } from "@/features/access/SignInPage";
import { NotFound, PageError } from "./Errors";
import { Shell, Starting } from "./Shell";

export const router = createBrowserRouter([
  {
    errorElement: <PageError />,
    hydrateFallbackElement: <Starting />,
    children: [
      { path: "/sign-in", element: <SignInPage /> },
      { path: "/register", lazy: async () => ({ Component: (await import("@/features/access/RegisterPage")).RegisterPage }) },
      {
        path: "/",
        element: <Shell />,
        children: [
          {
            errorElement: <PageError />,
            children: [
              { index: true, element: <Navigate to="/fleet" replace /> },
              { path: "fleet", lazy: async () => ({ Component: (await import("@/features/fleet/FleetPage")).FleetPage }) },
              { path: "devices/:id", lazy: async () => ({ Component: (await import("@/features/device/DevicePage")).DevicePage }) },
              { path: "tickets", lazy: async () => ({ Component: (await import("@/features/tickets/TicketsPage")).TicketsPage }) },
              { path: "tickets/:id", lazy: async () => ({ Component: (await import("@/features/tickets/TicketPage")).TicketPage }) },
              {
                path: "integrations",
                lazy: async () => ({ Component: (await import("@/features/integrations/IntegrationsPage")).IntegrationsPage }),
              },
              { path: "audit", lazy: async () => ({ Component: (await import("@/features/audit/AuditPage")).AuditPage }) },
              { path: "audit/:id", lazy: async () => ({ Component: (await import("@/features/audit/EntryPage")).EntryPage }) },
              { path: "webhooks", lazy: async () => ({ Component: (await import("@/features/webhooks/WebhooksPage")).WebhooksPage }) },
              { path: "webhooks/:id", lazy: async () => ({ Component: (await import("@/features/webhooks/WebhookPage")).WebhookPage }) },
              { path: "users", lazy: async () => ({ Component: (await import("@/features/users/UsersPage")).UsersPage }) },
              { path: "settings", lazy: async () => ({ Component: (await import("@/features/settings/SettingsPage")).SettingsPage }) },
              { path: "*", element: <NotFound /> },
            ],
          },
        ],
      },
    ],
  },
]);
