/** What is made of something published, once for each variant of it, and gone with it: made anew for every answer it would cost more than the answer. */
export function oncePer<Published extends object, Made>(): (
  published: Published,
  variant: string,
  make: () => Made,
) => Made {
  const known = new WeakMap<Published, Map<string, Made>>();
  return (published, variant, make) => {
    const variants = known.get(published) ?? new Map<string, Made>();
    known.set(published, variants);
    const made = variants.get(variant) ?? make();
    variants.set(variant, made);
    return made;
  };
}
