/** From which network a request came, as far as an address can tell. */
import { BlockList } from "node:net";
import { ipKeyGenerator } from "express-rate-limit";

/** Addresses of a proxy in front, of this machine or of an office: they name no network that a crowd could come from. */
const INSIDE = new BlockList();
for (const [network, prefix] of [
  ["127.0.0.0", 8],
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["169.254.0.0", 16],
] as const)
  INSIDE.addSubnet(network, prefix, "ipv4");
for (const [network, prefix] of [
  ["::1", 128],
  ["fc00::", 7],
  ["fe80::", 10],
] as const)
  INSIDE.addSubnet(network, prefix, "ipv6");

/** A household's IPv6. */
const SUBNET = 64;

/** An IPv4 address as it is, an IPv6 address as its /64; undefined for none and for one that is private (RFC 1918, 4193). */
export function networkOf(address: string | undefined): string | undefined {
  if (address === undefined) return undefined;
  if (INSIDE.check(address, address.includes(":") ? "ipv6" : "ipv4")) return undefined;
  // An IPv4 address that was written as IPv6 comes back as what it is.
  return ipKeyGenerator(address, SUBNET);
}
