import { canonicalJson } from "./canonicalJson";
import { includes, leafHash } from "./merkle";
import { type Checkpoint, Malformed, type ProofFile, parseCheckpoint, parseProofFile } from "./proofFile";
import { equal, toBase64, utf8 } from "./strictText";

export const stepNames = ["document", "leaf", "path", "signature", "key"] as const;
export type StepName = (typeof stepNames)[number];
export type StepState = "passed" | "failed" | "skipped";

export interface Step {
  name: StepName;
  state: StepState;
  /** What stands behind it, for the words of the page. */
  detail: Record<string, string | number>;
}

export interface Verification {
  steps: Step[];
  /** `partial`: nothing is wrong, but this browser could not check the signature. */
  verdict: "ok" | "partial" | "bad";
}

/** Remembers the key that a log was first seen with. A public key is no secret. */
export interface KnownKeys {
  get(origin: string): { key: string; since: string } | null;
  set(origin: string, known: { key: string; since: string }): void;
}

/**
 * Verifies a proof file as `holdfast audit verify` does, in this browser and with nothing but WebCrypto: the entry's canonical bytes hash to
 * the leaf, the leaf's path ends at the checkpoint's root, and the log's key has signed the checkpoint.
 */
export async function verify(json: string, entryId: string, known: KnownKeys): Promise<Verification> {
  const steps: Step[] = [];
  const add = (name: StepName, state: StepState, detail: Step["detail"]) => steps.push({ name, state, detail });
  let file: ProofFile;
  let checkpoint: Checkpoint;
  let canonical: string;
  try {
    file = await parseProofFile(json);
    checkpoint = parseCheckpoint(file.proof.checkpoint.text);
    canonical = canonicalJson(file.entry);
  } catch (error) {
    if (!(error instanceof Malformed || error instanceof TypeError)) {
      throw error;
    }
    add("document", "failed", { id: error.message });
    return finish(steps);
  }
  add("document", file.entry.id === entryId ? "passed" : "failed", { id: String(file.entry.id) });

  const leaf = await leafHash(utf8(canonical));
  add("leaf", equal(leaf, file.leaf) ? "passed" : "failed", { hash: toBase64(leaf) });

  const leads = await includes(checkpoint.root, checkpoint.size, file.proof.index, leaf, file.proof.path);
  add("path", leads ? "passed" : "failed", {
    index: file.proof.index,
    size: checkpoint.size,
    count: file.proof.path.length,
    root: toBase64(checkpoint.root),
  });

  const signed = await isSigned(file, checkpoint);
  add("signature", signed, { name: file.key.name });

  const before = known.get(checkpoint.origin);
  add("key", before !== null && before.key !== file.key.text ? "failed" : "passed", {
    key: before?.key ?? file.key.text,
    since: before?.since ?? "",
  });
  const result = finish(steps);
  if (result.verdict === "ok" && before === null) {
    known.set(checkpoint.origin, { key: file.key.text, since: new Date().toISOString() });
  }
  return result;
}

async function isSigned({ key, proof }: ProofFile, checkpoint: Checkpoint): Promise<StepState> {
  const own = proof.checkpoint.signatures.filter(signature => signature.keyId === key.keyId && signature.name === key.name);
  if (checkpoint.origin !== key.name || own.length === 0) {
    return "failed";
  }
  let publicKey: CryptoKey;
  try {
    publicKey = await crypto.subtle.importKey("raw", key.publicKey, "Ed25519", false, ["verify"]);
  } catch (error) {
    if (error instanceof DOMException && error.name === "NotSupportedError") {
      return "skipped";
    }
    return "failed";
  }
  const text = utf8(proof.checkpoint.text);
  for (const { signature } of own) {
    if (!(await crypto.subtle.verify("Ed25519", publicKey, signature, text))) {
      return "failed";
    }
  }
  return "passed";
}

function finish(steps: Step[]): Verification {
  const missing = stepNames.filter(name => !steps.some(step => step.name === name));
  const all = [...steps, ...missing.map(name => ({ name, state: "skipped" as const, detail: {} }))];
  const verdict = all.some(step => step.state === "failed") ? "bad" : all.some(step => step.state === "skipped") ? "partial" : "ok";
  return { steps: all, verdict };
}
