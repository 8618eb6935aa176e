import { base64, concat, decimal, equal, hash32, hex, utf8 } from "./strictText";

type Bytes = Uint8Array<ArrayBuffer>;

/** The document of GET /api/audit/{id}/proof: all that a verifier needs. */
export interface ProofFile {
  entry: Record<string, unknown>;
  leaf: Bytes;
  proof: TlogProof;
  key: VerifierKey;
}

/** C2SP tlog-proof: an index, the path of RFC 6962, and the signed checkpoint as it is. */
export interface TlogProof {
  index: number;
  path: Bytes[];
  checkpoint: SignedNote;
}

/** C2SP signed-note. */
export interface SignedNote {
  text: string;
  signatures: { name: string; keyId: string; signature: Bytes }[];
}

/** C2SP tlog-checkpoint: what the note's text says. */
export interface Checkpoint {
  origin: string;
  size: number;
  root: Bytes;
}

/** C2SP verifier key for Ed25519: name+hash+base64(0x01 ‖ public key). */
export interface VerifierKey {
  text: string;
  name: string;
  keyId: string;
  publicKey: Bytes;
}

export class Malformed extends Error {}

export async function parseProofFile(json: string): Promise<ProofFile> {
  let file: unknown;
  try {
    file = JSON.parse(json);
  } catch {
    throw new Malformed("The proof is not JSON.");
  }
  const members = typeof file === "object" && file !== null ? (file as Record<string, unknown>) : {};
  const { entry, leaf, proof, verifierKey } = members;
  if (Object.keys(members).length !== 4 || typeof entry !== "object" || entry === null || Array.isArray(entry)) {
    throw new Malformed("The proof is not an object of entry, leaf, proof and verifierKey.");
  }
  const leafBytes = typeof leaf === "string" ? hash32(leaf) : null;
  if (leafBytes === null || typeof proof !== "string" || typeof verifierKey !== "string") {
    throw new Malformed("leaf, proof or verifierKey can't be read.");
  }
  return {
    entry: entry as Record<string, unknown>,
    leaf: leafBytes,
    proof: parseTlogProof(proof),
    key: await parseVerifierKey(verifierKey),
  };
}

export function parseTlogProof(text: string): TlogProof {
  const end = text.indexOf("\n\n");
  const [header, ...rest] = text.slice(0, Math.max(end, 0)).split("\n");
  if (header !== "c2sp.org/tlog-proof@v1") {
    throw new Malformed("This is not a proof of the known format.");
  }
  const lines = rest[0]?.startsWith("extra ") ? rest.slice(1) : rest;
  const index = lines[0]?.startsWith("index ") ? decimal(lines[0].slice(6)) : null;
  const path = lines.slice(1).map(hash32);
  if (index === null || path.length > 63 || path.some(hash => hash === null)) {
    throw new Malformed("The proof's index or path can't be read.");
  }
  return { index, path: path as Bytes[], checkpoint: parseNote(text.slice(end + 2)) };
}

export function parseNote(note: string): SignedNote {
  const end = note.lastIndexOf("\n\n");
  if (end < 0 || !note.endsWith("\n") || end + 2 >= note.length) {
    throw new Malformed("The checkpoint has no signatures.");
  }
  const signatures = note
    .slice(end + 2, -1)
    .split("\n")
    .map(line => {
      const [dash, name, encoded, ...more] = line.split(" ");
      const bytes = base64(encoded ?? "");
      if (dash !== "—" || !name || more.length > 0 || bytes === null || bytes.length <= 4) {
        throw new Malformed("A signature line of the checkpoint can't be read.");
      }
      return { name, keyId: hex(bytes.slice(0, 4)), signature: bytes.slice(4) };
    });
  return { text: note.slice(0, end + 1), signatures };
}

export function parseCheckpoint(text: string): Checkpoint {
  const [origin, size, root, ...extensions] = text.slice(0, -1).split("\n");
  const count = decimal(size ?? "");
  const hash = hash32(root ?? "");
  if (!origin || count === null || hash === null || extensions.includes("")) {
    throw new Malformed("The checkpoint is not origin, size and root.");
  }
  return { origin, size: count, root: hash };
}

export async function parseVerifierKey(text: string): Promise<VerifierKey> {
  // The base64 part may hold a plus: only the first two separate.
  const [, name = "", keyId = "", encoded = ""] = /^([^+\s]+)\+([0-9a-f]{8})\+(.+)$/.exec(text) ?? [];
  const bytes = base64(encoded);
  if (bytes?.length !== 33 || bytes[0] !== 1) {
    throw new Malformed("The verifier key can't be read.");
  }
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", concat(utf8(`${name}\n`), bytes)));
  if (!equal(utf8(hex(hash.slice(0, 4))), utf8(keyId))) {
    throw new Malformed("The verifier key's hash is not its own.");
  }
  return { text, name, keyId, publicKey: bytes.slice(1) };
}
