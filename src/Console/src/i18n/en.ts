import { gathered, type WordFile } from "./words";

export const en = gathered(import.meta.glob<WordFile>("/src/**/words.en.ts", { eager: true }));
