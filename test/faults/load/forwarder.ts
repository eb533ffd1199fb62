/** An address that leads to one server or to another, as the virtual address of a database cluster does. */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export interface Forwarder {
  readonly port: number;
  /** All lines are cut; new ones lead there, or nowhere. */
  leadTo(port: number | undefined): void;
  close(): void;
}

export async function forwardTo(first: number): Promise<Forwarder> {
  let target: number | undefined = first;
  const open = new Set<Socket>();
  const keep = (socket: Socket) => {
    open.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => open.delete(socket));
  };
  const server = createServer((near) => {
    keep(near);
    if (target === undefined) return void near.destroy();
    const far = connect(target, "127.0.0.1");
    keep(far);
    near.pipe(far).pipe(near);
    near.on("close", () => far.destroy());
    far.on("close", () => near.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const cut = () => {
    for (const socket of open) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    leadTo: (port) => {
      target = port;
      cut();
    },
    close: () => {
      cut();
      server.close();
    },
  };
}
