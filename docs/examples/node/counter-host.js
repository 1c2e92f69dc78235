// A host in one file: an app whose actors are kept alive, ordered and durable by the actor proxy.
//
// Run it with `node counter-host.js`. It needs Node 18 or later and nothing else: no SDK, no npm
// packages. It keeps no state itself, so it can be stopped, started and replicated at will.
// Its actors are
//   counter, NAMED: there is exactly one. Actions add and read.
//   account, UNNAMED: a template, from which any number of accounts is spawned. Actions deposit,
//     withdraw and balance. A deposit also tells the counter, as a side effect, that one more
//     deposit was made.
"use strict";
const http = require("node:http");

const HOST_PORT = Number(process.env.USER_FUNCTION_PORT || 8090);
const PROXY_HOST = process.env.PROXY_HTTP_HOST || "127.0.0.1";
const PROXY_PORT = Number(process.env.PROXY_HTTP_PORT || 9001);
const SYSTEM = "shop";

// ---- What this host offers: its registration, as JSON. ----

const actions = (...names) => names.map((name) => ({ name }));

const REGISTRATION = {
  serviceInfo: { serviceName: "counter-host", serviceRuntime: "node" },
  actorSystem: {
    name: SYSTEM,
    registry: {
      actors: {
        counter: {
          id: { name: "counter", system: SYSTEM },
          settings: { kind: "NAMED", stateful: true },
          actions: actions("add", "read"),
        },
        account: {
          id: { name: "account", system: SYSTEM },
          settings: { kind: "UNNAMED", stateful: true },
          actions: actions("deposit", "withdraw", "balance"),
        },
      },
    },
  },
};

// Registers until the proxy answers, one try a second, and again every two seconds. A proxy
// that has lost its data, or was never here before, has to be told; to one that already knows, a
// repeated registration changes nothing.
let registered = false;

function keepRegistered() {
  const body = JSON.stringify(REGISTRATION);
  const request = http.request({
    host: PROXY_HOST,
    port: PROXY_PORT,
    path: "/api/v1/system",
    method: "POST",
    headers: { "content-type": "application/json", "content-length": Buffer.byteLength(body) },
    timeout: 5000,
  });
  request.on("response", async (response) => {
    const answer = await read(response);
    if (response.statusCode !== 200) console.log(`registration refused: ${answer}`);
    wasRegistered(response.statusCode === 200);
  });
  request.on("timeout", () => request.destroy(new Error("no answer")));
  request.on("error", () => wasRegistered(false));
  request.end(body);
}

function wasRegistered(now) {
  const proxy = `http://${PROXY_HOST}:${PROXY_PORT}`;
  if (now !== registered) console.log(now ? `registered with ${proxy}` : `waiting for ${proxy}`);
  registered = now;
  setTimeout(keepRegistered, now ? 2000 : 1000);
}

// ---- What the proxy asks: run one action, given the actor's state. ----

// An action gets the state and the input and returns the new state, which is also the answer. One
// that throws fails: the caller gets an error, the state stays as it was. State and input are JSON
// here; they are the host's business, not the proxy's.
const ACTORS = {
  counter: {
    add: ({ total = 0 }, { amount = 0 }) => ({ state: { total: total + amount } }),
    read: ({ total = 0 }) => ({ state: { total } }),
  },
  account: {
    deposit: ({ balance = 0 }, { amount = 0 }) => ({
      state: { balance: balance + amount },
      sideEffect: tellCounter(),
    }),
    balance: ({ balance = 0 }) => ({ state: { balance } }),
    withdraw: ({ balance = 0 }, { amount = 0 }) => {
      if (amount > balance) throw new Error(`the balance is only ${balance}`);
      return { state: { balance: balance - amount } };
    },
  },
};

// A SideEffect: an InvocationRequest that the proxy sends once this action's state is saved.
function tellCounter() {
  const request = message(
    field(1, message(field(1, SYSTEM))), // system.name
    field(2, message(field(1, message(field(1, "counter"), field(2, SYSTEM))))), // actor.id
    field(3, "add"), // action_name
    field(4, json({ amount: 1 })), // value
    flag(5), // async: no caller waits for it
  );
  return message(field(1, request));
}

// One request of the proxy: an ActorInvocation comes in, an ActorInvocationResponse goes out.
function onInvocation(bytes) {
  const invocation = parse(bytes);
  const actor = parse(last(invocation, 1));
  const context = parse(last(invocation, 3));
  const name = text(last(actor, 1));
  const type = text(last(actor, 3)) || name; // a spawned actor names its template as parent
  const action = text(last(invocation, 2));
  const run = ACTORS[type]?.[action];
  if (!run) throw new Error(`${type} has no action ${action}`);
  const { state, sideEffect } = run(fromJson(last(context, 1)), fromJson(last(invocation, 4)));
  const tags = context.filter((f) => f.number === 5).map((f) => field(5, f.value));
  return message(
    field(1, name), // actor_name
    field(2, last(actor, 2)), // actor_system
    // updated_context. Tags belong to the actor, too: what is not sent back is erased.
    field(3, message(field(1, json(state)), ...tags)),
    field(4, json(state)), // value: the answer for the caller
    ...(sideEffect ? [field(5, message(field(1, sideEffect)))] : []), // workflow.effects
  );
}

// ---- As much of protobuf as it takes: a message is a row of (number, value) pairs. ----

const message = (...fields) => Buffer.concat(fields);
const text = (bytes) => bytes.toString("utf8");

function varint(value) {
  const bytes = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value & 127) | 128);
  return Buffer.from([...bytes, value]);
}

// Wire type 2: a length, then as many bytes.
function field(number, value) {
  const bytes = Buffer.from(value);
  return Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes]);
}

// Wire type 0: a number.
function flag(number) {
  return Buffer.concat([varint(number << 3), varint(1)]);
}

// JSON text as the protocol carries it: a google.protobuf.Any around a spawn.JSONType.
function json(value) {
  return message(
    field(1, "type.googleapis.com/spawn.JSONType"),
    field(2, message(field(1, JSON.stringify(value)))),
  );
}

function fromJson(any) {
  return JSON.parse(text(last(parse(last(parse(any), 2)), 1)) || "{}");
}

// The fields of wire type 2; the others carry nothing this host needs.
function parse(bytes) {
  const fields = [];
  let at = 0;
  const number = () => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const next = bytes[at++];
      value += (next & 127) * factor;
      if (next < 128) return value;
    }
  };
  while (at < bytes.length) {
    const key = number();
    const type = key & 7;
    if (type === 0) number();
    else if (type === 1) at += 8;
    else if (type === 5) at += 4;
    else if (type === 2) {
      const length = number();
      fields.push({ number: Math.floor(key / 8), value: bytes.subarray(at, at + length) });
      at += length;
    } else throw new Error("not protobuf");
  }
  return fields;
}

// The value of a field; empty if it is absent.
function last(fields, number) {
  return fields.findLast((f) => f.number === number)?.value ?? Buffer.alloc(0);
}

// ---- The server. ----

async function read(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const server = http.createServer(async (request, response) => {
  const body = await read(request);
  let status = 200;
  let answer;
  try {
    if (request.url !== "/api/v1/actors/actions") throw new Error(`nothing at ${request.url}`);
    answer = onInvocation(body);
  } catch (error) {
    // Any status but 200 is a failure.
    status = 500;
    answer = Buffer.from(error.message);
  }
  response.writeHead(status, {
    "content-type": "application/octet-stream",
    "content-length": answer.length,
  });
  response.end(answer);
});

// First listen, then register: from then on the proxy may call at any time.
server.listen(HOST_PORT, "127.0.0.1", () => {
  console.log(`host listening on port ${HOST_PORT}`);
  keepRegistered();
});
