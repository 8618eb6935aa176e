/** Runs one piece of work at a time among all tabs of this origin. */
export type Exclusive = <T>(work: () => Promise<T>) => Promise<T>;

const name = "holdfast.refresh";

/** Web Locks where the page's context is secure; elsewhere (plain http in a laboratory) a lease in local storage, which holds no secret. */
export const exclusiveAmongTabs: Exclusive = work =>
  globalThis.navigator?.locks ? (navigator.locks.request(name, work) as ReturnType<typeof work>) : underLease(work);

const leaseMs = 10_000;

async function underLease<T>(work: () => Promise<T>): Promise<T> {
  const mine = crypto.getRandomValues(new Uint32Array(2)).join("-");
  for (let waited = 0; waited < leaseMs; waited += 60) {
    const [, until] = (localStorage.getItem(name) ?? "").split("|");
    if (!(Number(until) > Date.now())) {
      localStorage.setItem(name, `${mine}|${Date.now() + leaseMs}`);
      // Another tab may have written in the same moment: the last one keeps the lease.
      await pause(40);
      if (localStorage.getItem(name)?.startsWith(mine)) {
        break;
      }
    }
    await pause(60);
  }
  try {
    return await work();
  } finally {
    if (localStorage.getItem(name)?.startsWith(mine)) {
      localStorage.removeItem(name);
    }
  }
}

const pause = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms));
