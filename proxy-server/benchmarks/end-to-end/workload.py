"""What is called: the actors, their registration, and the requests as bytes."""

import http.client
import struct

SYSTEM = "bench"
REQUEST_BODY_BYTES = 256
UNNAMED = 2  # spawn.actors.Kind
# load.c puts the number of an actor here.
NUMBER_PLACE = "#" * 8
SPAWNS_AT_ONCE = 5000


def varint(value):
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def number(field_number, value):
    """A field of a protobuf message: an integer, a boolean or an enum."""
    return varint(field_number << 3) + varint(value)


def field(field_number, content):
    """A field of a protobuf message: a string, bytes or an encoded message."""
    content = content.encode() if isinstance(content, str) else content
    return varint(field_number << 3 | 2) + varint(len(content)) + content


def actor_id(name, parent=None):
    return field(1, name) + field(2, SYSTEM) + (field(3, parent) if parent else b"")


def invocation_request(parent, name, action, payload_bytes):
    actor = field(1, actor_id(name, parent))
    payload = field(1, "type.googleapis.com/bench.Input") + field(2, b"x" * payload_bytes)
    return field(1, field(1, SYSTEM)) + field(2, actor) + field(3, action) + field(4, payload)


class Workload:
    """One action called on instances of one actor type, which have the numbers from 1 on."""

    def __init__(self, parent, action, stateful):
        self.parent, self.action, self.stateful = parent, action, stateful

    def name(self, number):
        return f"{self.parent}-{number:08}"

    def write_requests(self, path):
        """Writes what load.c reads: the HTTP request behind its size, with a place for the number."""
        request = self.request(f"{self.parent}-{NUMBER_PLACE}")
        path.write_bytes(struct.pack("<I", len(request)) + request)

    def request(self, name):
        body = self.body(name)
        head = (
            f"POST {invoke_path(name)} HTTP/1.1\r\nhost: bench\r\n"
            f"content-type: application/octet-stream\r\ncontent-length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    def body(self, name):
        fixed = len(invocation_request(self.parent, name, self.action, 0))
        return invocation_request(self.parent, name, self.action, REQUEST_BODY_BYTES - fixed)

    def definition(self):
        """The spawn.actors.Actor to register."""
        settings = number(1, UNNAMED) + number(2, self.stateful)
        return field(1, actor_id(self.parent)) + field(3, settings) + field(4, field(1, self.action))


def invoke_path(name):
    return f"/api/v1/system/{SYSTEM}/actors/{name}/invoke"


class Connection:
    """A connection to the proxy or the host that stays open. Use as a context."""

    def __init__(self, port):
        self.http = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self.http.close()

    def call(self, method, path, body=None):
        """One request; anything but 200 is an error."""
        self.http.request(method, path, body, {"content-type": "application/octet-stream"})
        answer = self.http.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{method} {path}: HTTP {answer.status} {content[:500]!r}")
        return content

    def register(self, workloads):
        """Registers the actor types of the workloads."""
        entries = [field(1, field(1, workload.parent) + field(2, workload.definition())) for workload in workloads]
        service = field(1, "bench") + field(3, "c") + number(6, 1) + number(7, 1)
        system = field(1, SYSTEM) + field(2, b"".join(entries))
        self.call("POST", "/api/v1/system", field(1, service) + field(2, system))

    def spawn(self, workload, count):
        for first in range(1, count + 1, SPAWNS_AT_ONCE):
            names = [workload.name(number) for number in range(first, min(first + SPAWNS_AT_ONCE, count + 1))]
            ids = [field(1, actor_id(name, workload.parent)) for name in names]
            self.call("POST", f"/api/v1/system/{SYSTEM}/actors/spawn", b"".join(ids))

    def sum_of_counters(self, workload, count):
        """What all the actors have counted, read through the proxy."""
        return sum(self.counter(workload.name(number)) for number in range(1, count + 1))

    def counter(self, name):
        state = self.call("GET", f"/api/v1/system/{SYSTEM}/actors/{name}")
        # ActorState without tags ends with Counter{fixed64 count = 1}, as host.c writes it.
        return struct.unpack("<Q", state[-8:])[0] if state else 0


def call(port, method, path, body=None):
    with Connection(port) as connection:
        return connection.call(method, path, body)
