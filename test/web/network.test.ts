import { describe, expect, test } from "vitest";
import { networkOf } from "../../server/web/network.ts";

describe("a network", () => {
  test("is an IPv4 address, also where it is written as IPv6", () => {
    expect(networkOf("203.0.113.7")).toBe("203.0.113.7");
    expect(networkOf("::ffff:203.0.113.7")).toBe("203.0.113.7");
  });

  test("is an IPv6 /64: one household, however many addresses it has", () => {
    expect(networkOf("2001:db8:1:2::1")).toBe(networkOf("2001:db8:1:2:ffff:1:2:3"));
    expect(networkOf("2001:db8:1:2::1")).not.toBe(networkOf("2001:db8:1:3::1"));
  });

  test.each(["127.0.0.1", "::1", "::ffff:127.0.0.1", "10.20.30.40", "192.168.1.5", "172.31.0.1", "fd00::1", "fe80::1"])(
    "is not told by %s, which a proxy or an office has",
    (address) => expect(networkOf(address)).toBeUndefined(),
  );

  test("is not told by no address", () => {
    expect(networkOf(undefined)).toBeUndefined();
  });
});
