"""A host in one file: an app whose actors are kept alive, ordered and durable by the actor proxy.

Run it with `python3 counter_host.py`. It needs Python 3.9 or later and nothing else: no SDK, no
packages. It keeps no state itself, so it can be stopped, started and replicated at will.
Its actors are
  counter, NAMED: there is exactly one. Actions add and read.
  account, UNNAMED: a template, from which any number of accounts is spawned. Actions deposit,
    withdraw and balance. A deposit also tells the counter, as a side effect, that one more deposit
    was made.
"""

import json
import os
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOST_PORT = int(os.environ.get("USER_FUNCTION_PORT") or 8090)
PROXY = "http://{}:{}".format(
    os.environ.get("PROXY_HTTP_HOST") or "127.0.0.1",
    os.environ.get("PROXY_HTTP_PORT") or 9001,
)
SYSTEM = "shop"

# ---- What this host offers: its registration, as JSON. ----

REGISTRATION = {
    "serviceInfo": {"serviceName": "counter-host", "serviceRuntime": "python"},
    "actorSystem": {
        "name": SYSTEM,
        "registry": {
            "actors": {
                "counter": {
                    "id": {"name": "counter", "system": SYSTEM},
                    "settings": {"kind": "NAMED", "stateful": True},
                    "actions": [{"name": "add"}, {"name": "read"}],
                },
                "account": {
                    "id": {"name": "account", "system": SYSTEM},
                    "settings": {"kind": "UNNAMED", "stateful": True},
                    "actions": [{"name": "deposit"}, {"name": "withdraw"}, {"name": "balance"}],
                },
            }
        },
    },
}


def register():
    """Tells the proxy once; returns whether it agreed."""
    request = urllib.request.Request(
        PROXY + "/api/v1/system",
        data=json.dumps(REGISTRATION).encode(),
        headers={"content-type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=5):
            return True
    except urllib.error.HTTPError as refused:
        print("registration refused:", refused.read().decode(), flush=True)
    except OSError:
        pass  # The proxy is not there yet.
    return False


def keep_registered():
    """Registers until the proxy answers, one try a second, and again every two seconds.

    A proxy that has lost its data, or was never here before, has to be told; to one that already
    knows, a repeated registration changes nothing.
    """
    registered = False
    while True:
        before, registered = registered, register()
        if registered != before:
            print("registered with" if registered else "waiting for", PROXY, flush=True)
        time.sleep(2 if registered else 1)


# ---- What the proxy asks: run one action, given the actor's state. ----


class Refused(Exception):
    """An action that cannot be done; the actor's state stays as it was."""


def run(actor_type, action, state, data):
    """Returns the new state, which is also the answer, and perhaps a side effect.

    State and input are JSON here; they are the host's business, not the proxy's.
    """
    amount = data.get("amount", 0)
    total, balance = state.get("total", 0), state.get("balance", 0)
    if (actor_type, action) == ("counter", "add"):
        return {"total": total + amount}, None
    if (actor_type, action) == ("counter", "read"):
        return {"total": total}, None
    if (actor_type, action) == ("account", "deposit"):
        return {"balance": balance + amount}, tell_counter()
    if (actor_type, action) == ("account", "balance"):
        return {"balance": balance}, None
    if (actor_type, action) == ("account", "withdraw"):
        if amount > balance:
            raise Refused(f"the balance is only {balance}")
        return {"balance": balance - amount}, None
    raise Refused(f"{actor_type} has no action {action}")


def tell_counter():
    """A SideEffect: an InvocationRequest that the proxy sends once this action's state is saved."""
    request = (
        field(1, field(1, SYSTEM))  # system.name
        + field(2, field(1, field(1, "counter") + field(2, SYSTEM)))  # actor.id
        + field(3, "add")  # action_name
        + field(4, to_json({"amount": 1}))  # value
        + flag(5)  # async: no caller waits for it
    )
    return field(1, request)


def on_invocation(data):
    """An ActorInvocation of the proxy comes in, an ActorInvocationResponse goes out."""
    invocation = parse(data)
    actor = parse(last(invocation, 1))
    context = parse(last(invocation, 3))
    name, parent = last(actor, 1), last(actor, 3)
    actor_type = (parent or name).decode()  # a spawned actor names its template as parent
    state, side_effect = run(
        actor_type,
        last(invocation, 2).decode(),
        from_json(last(context, 1)),
        from_json(last(invocation, 4)),
    )
    # Tags belong to the actor, too: what is not sent back is erased.
    tags = b"".join(field(5, value) for number, value in context if number == 5)
    response = (
        field(1, name)  # actor_name
        + field(2, last(actor, 2))  # actor_system
        + field(3, field(1, to_json(state)) + tags)  # updated_context
        + field(4, to_json(state))  # value: the answer for the caller
    )
    if side_effect:
        response += field(5, field(1, side_effect))  # workflow.effects
    return response


# ---- As much of protobuf as it takes: a message is a row of (number, value) pairs. ----


def varint(value):
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def field(number, value):
    """Wire type 2: a length, then as many bytes."""
    data = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(data)) + data


def flag(number):
    """Wire type 0: a number."""
    return varint(number << 3) + varint(1)


def to_json(value):
    """JSON text as the protocol carries it: a google.protobuf.Any around a spawn.JSONType."""
    return field(1, "type.googleapis.com/spawn.JSONType") + field(2, field(1, compact(value)))


def compact(value):
    return json.dumps(value, separators=(",", ":"))


def from_json(any_message):
    return json.loads(last(parse(last(parse(any_message), 2)), 1) or "{}")


def parse(data):
    """The fields of wire type 2; the others carry nothing this host needs."""
    fields, at = [], 0

    def number():
        nonlocal at
        value, shift = 0, 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(data):
        key = number()
        wire_type = key & 7
        if wire_type == 0:
            number()
        elif wire_type == 1:
            at += 8
        elif wire_type == 5:
            at += 4
        elif wire_type == 2:
            length = number()
            fields.append((key >> 3, data[at : at + length]))
            at += length
        else:
            raise ValueError("not protobuf")
    return fields


def last(fields, number):
    """The value of a field; empty if it is absent."""
    return next((value for found, value in reversed(fields) if found == number), b"")


# ---- The server. ----


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # Keeps connections open between requests.
    wbufsize = -1  # Head and body leave in one piece.

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        try:
            if self.path != "/api/v1/actors/actions":
                raise Refused(f"nothing at {self.path}")
            self.answer(200, on_invocation(body))
        except Exception as error:
            # Any status but 200 is a failure.
            self.answer(500, str(error).encode())

    def answer(self, status, body):
        self.send_response(status)
        self.send_header("content-type", "application/octet-stream")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass  # One line per invocation would be too much.


if __name__ == "__main__":
    # First listen, then register: from then on the proxy may call at any time.
    server = ThreadingHTTPServer(("127.0.0.1", HOST_PORT), Handler)
    server.daemon_threads = True
    print("host listening on port", HOST_PORT, flush=True)
    threading.Thread(target=keep_registered, daemon=True).start()
    server.serve_forever()
