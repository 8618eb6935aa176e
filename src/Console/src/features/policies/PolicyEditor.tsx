import { Input } from "@mantine/core";
import { useId, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "@/api/types";
import css from "./editor.module.css";
import { offsetOf, pieces } from "./places";

type PolicyProblem = Schemas["PolicyProblemView"];

interface Props {
  value: string;
  onChange: (value: string) => void;
  problems: readonly PolicyProblem[];
  readOnly?: boolean;
  /** What the text is called, and what it is written in, where it is no policy. */
  label?: string;
  description?: string;
}

/** A policy's text with the numbers of its lines; what is wrong with it is marked where it is, and said below. */
export function PolicyEditor({ value, onChange, problems, readOnly = false, label, description }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const text = useRef<HTMLTextAreaElement>(null);
  const lines = value.split("\n");
  const go = (problem: PolicyProblem) => {
    const at = offsetOf(value, problem);
    text.current?.focus();
    text.current?.setSelectionRange(at, at);
  };
  return (
    <Input.Wrapper
      label={label ?? t("policies.text")}
      description={description ?? t("policies.textHint")}
      labelProps={{ htmlFor: id }}
      required={!readOnly}
    >
      <div className={css.editor}>
        <pre className={css.numbers} aria-hidden>
          {lines.map((_, index) => {
            const here = problems.filter(problem => problem.line === index + 1);
            const tone = here.length === 0 ? undefined : here.every(problem => problem.isWarning) ? css.doubtful : css.wrong;
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number
              <div key={index} className={tone} title={here.map(problem => problem.message).join("\n") || undefined}>
                {index + 1}
              </div>
            );
          })}
        </pre>
        <div className={css.area}>
          <pre className={css.marks} aria-hidden>
            {pieces(value, problems).map(piece =>
              piece.problem ? (
                <mark key={piece.from} className={piece.problem.isWarning ? css.soft : undefined}>
                  {piece.text}
                </mark>
              ) : (
                <span key={piece.from}>{piece.text}</span>
              ),
            )}
            {"\n"}
          </pre>
          <textarea
            ref={text}
            id={id}
            className={css.text}
            value={value}
            readOnly={readOnly}
            onChange={event => onChange(event.currentTarget.value)}
            wrap="off"
            spellCheck={false}
            autoComplete="off"
            autoCapitalize="off"
            aria-invalid={problems.some(problem => !problem.isWarning)}
            aria-describedby={`${id}-problems`}
          />
        </div>
      </div>
      <ul id={`${id}-problems`} className={css.problems} aria-live="polite">
        {problems.map(problem => (
          <li key={`${problem.line} ${problem.column} ${problem.message}`}>
            <button type="button" className={`${css.problem} ${problem.isWarning ? css.warning : ""}`} onClick={() => go(problem)}>
              {t("policies.at", { line: problem.line, column: problem.column })} {problem.message}
            </button>
          </li>
        ))}
      </ul>
    </Input.Wrapper>
  );
}
