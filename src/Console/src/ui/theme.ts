import { createTheme, type MantineColorsTuple } from "@mantine/core";

const pine: MantineColorsTuple = [
  "#e8f6f3",
  "#d2ebe6",
  "#a6d7ce",
  "#77c3b6",
  "#50b2a2",
  "#379f8e",
  "#1f8676",
  "#0f6d61",
  "#0c5c55",
  "#08443f",
];

const dark: MantineColorsTuple = [
  "#e4ebea",
  "#c3cfcd",
  "#a3b2af",
  "#7f908c",
  "#3a4846",
  "#2b3735",
  "#1d2725",
  "#151d1c",
  "#0f1615",
  "#0a100f",
];

export const theme = createTheme({
  colors: { pine, dark },
  primaryColor: "pine",
  primaryShade: { light: 7, dark: 3 },
  autoContrast: true,
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.125rem" },
  defaultRadius: "sm",
  radius: { xs: "2px", sm: "4px", md: "6px", lg: "8px", xl: "12px" },
  cursorType: "pointer",
  respectReducedMotion: true,
});
