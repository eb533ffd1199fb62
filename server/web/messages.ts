/**
 * Requests and responses that are Express's from their making. Express else changes the prototype of every message that comes in, after
 * which V8 looks up each of its properties the slow way.
 */
import { IncomingMessage, type ServerOptions, ServerResponse } from "node:http";
import type { Express } from "express";

/** For `createServer` with this app. */
export function messagesOf(app: Express): Pick<ServerOptions, "IncomingMessage" | "ServerResponse"> {
  return {
    IncomingMessage: madeWith(IncomingMessage, app.request),
    ServerResponse: madeWith(ServerResponse, app.response),
  };
}

/** The same constructor of messages with this prototype, which inherits from the constructor's own. */
function madeWith<Made extends typeof IncomingMessage | typeof ServerResponse>(made: Made, prototype: object): Made;
function madeWith(made: NewableFunction, prototype: object): unknown {
  function Message(this: object, first: unknown, options: unknown) {
    Reflect.apply(made, this, [first, options]);
  }
  Message.prototype = prototype;
  return Message;
}
