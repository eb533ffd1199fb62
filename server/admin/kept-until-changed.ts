/** The last result of each name, for as long as its state is the same; one is made at a time, each once. */
export function keptUntilChanged<Made>() {
  const kept = new Map<string, { readonly state: string; readonly made: Promise<Made> }>();
  let last: Promise<unknown> = Promise.resolve();
  return (name: string, state: string, make: () => Promise<Made>): Promise<Made> => {
    const present = kept.get(name);
    if (present?.state === state) return present.made;
    const made = last.then(make);
    last = made.catch(() => undefined);
    const entry = { state, made };
    kept.set(name, entry);
    made.catch(() => {
      if (kept.get(name) === entry) kept.delete(name);
    });
    return made;
  };
}
