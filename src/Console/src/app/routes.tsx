import { createBrowserRouter, Navigate, type RouteObject } from "react-router";
import { NotFound, PageError } from "./Errors";
import { entrances, type PageLine, pages, start } from "./pages";
import { Shell, Starting } from "./Shell";

const route = ({ path, load }: PageLine): RouteObject => ({ path, lazy: async () => ({ Component: await load() }) });

export const router = createBrowserRouter([
  {
    path: "/",
    errorElement: <PageError />,
    hydrateFallbackElement: <Starting />,
    children: [
      ...entrances.map(route),
      {
        element: <Shell />,
        children: [
          {
            errorElement: <PageError />,
            children: [
              { index: true, element: <Navigate to={start} replace /> },
              ...pages.map(route),
              { path: "*", element: <NotFound /> },
            ],
          },
        ],
      },
    ],
  },
]);
