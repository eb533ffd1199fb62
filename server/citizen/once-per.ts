/** What is made of something that does not change, once for each variant of it, and gone with it: made anew for every answer it would cost more than the answer. */
export function oncePer<Of extends object, Made>(): (of: Of, variant: string, make: () => Made) => Made {
  const known = new WeakMap<Of, Map<string, Made>>();
  return (of, variant, make) => {
    const variants = known.get(of) ?? new Map<string, Made>();
    known.set(of, variants);
    const made = variants.get(variant) ?? make();
    variants.set(variant, made);
    return made;
  };
}
