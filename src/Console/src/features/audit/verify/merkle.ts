import { concat, equal } from "./strictText";

type Bytes = Uint8Array<ArrayBuffer>;

const sha256 = async (data: Bytes): Promise<Bytes> => new Uint8Array(await crypto.subtle.digest("SHA-256", data));

/** A leaf of RFC 6962, section 2.1: SHA-256(0x00 ‖ entry). */
export const leafHash = (entry: Uint8Array): Promise<Bytes> => sha256(concat(Uint8Array.of(0), entry));

const nodeHash = (left: Uint8Array, right: Uint8Array): Promise<Bytes> => sha256(concat(Uint8Array.of(1), left, right));

/** Whether the path leads from the leaf at the index to the root of a tree of the given size (RFC 9162, section 2.1.3.2). */
export async function includes(root: Uint8Array, size: number, index: number, leaf: Bytes, path: readonly Uint8Array[]): Promise<boolean> {
  if (index < 0 || index >= size) {
    return false;
  }
  let [node, last, hash] = [index, size - 1, leaf];
  // Divisions instead of shifts: a log may have more than 2^31 entries.
  const half = (n: number) => Math.floor(n / 2);
  for (const sibling of path) {
    if (last === 0) {
      return false;
    }
    if (node % 2 === 1 || node === last) {
      hash = await nodeHash(sibling, hash);
      while (node % 2 === 0 && node !== 0) {
        node = half(node);
        last = half(last);
      }
    } else {
      hash = await nodeHash(hash, sibling);
    }
    node = half(node);
    last = half(last);
  }
  return last === 0 && equal(hash, root);
}
