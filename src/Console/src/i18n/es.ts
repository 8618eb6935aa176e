import { gathered, type WordFile } from "./words";

export const es = gathered(import.meta.glob<WordFile>("/src/**/words.es.ts", { eager: true }));
