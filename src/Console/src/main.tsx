import "virtual:theme.css";
import "@/ui/mantine.css";
import "@/ui/base.css";
import { createRoot } from "react-dom/client";
import { session } from "@/api/session";
import { App } from "@/app/App";
import { startLanguage } from "@/i18n";

await Promise.all([startLanguage(), session.start()]);
const root = document.getElementById("root");
if (root) {
  createRoot(root).render(<App />);
}
