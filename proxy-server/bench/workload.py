"""What is called: the actors, their registration, and the requests as bytes."""

import http.client
import struct

SYSTEM = "bench"
REQUEST_BODY_BYTES = 256
UNNAMED = 2  # spawn.actors.Kind


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
    """One action called on each of the instances of one actor type."""

    def __init__(self, parent, action, stateful, actors):
        self.parent, self.action, self.stateful = parent, action, stateful
        self.names = [f"{parent}-{number:06}" for number in range(actors)]

    def write_requests(self, path):
        """Writes what load.c reads: each whole HTTP request behind its size."""
        with open(path, "wb") as file:
            for name in self.names:
                request = self.request(name)
                file.write(struct.pack("<I", len(request)) + request)

    def request(self, name):
        fixed = len(invocation_request(self.parent, name, self.action, 0))
        body = invocation_request(self.parent, name, self.action, REQUEST_BODY_BYTES - fixed)
        head = (
            f"POST /api/v1/system/{SYSTEM}/actors/{name}/invoke HTTP/1.1\r\nhost: bench\r\n"
            f"content-type: application/octet-stream\r\ncontent-length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    def definition(self):
        """The spawn.actors.Actor to register."""
        settings = number(1, UNNAMED) + number(2, self.stateful)
        return field(1, actor_id(self.parent)) + field(3, settings) + field(4, field(1, self.action))


def call(port, method, path, body=None):
    """One request to the proxy or the host; anything but 200 is an error."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path, body, {"content-type": "application/octet-stream"})
        answer = connection.getresponse()
        content = answer.read()
    finally:
        connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{method} {path}: HTTP {answer.status} {content[:500]!r}")
    return content


def register(port, workloads):
    """Registers the actor types of the workloads and spawns their instances."""
    entries = [field(1, field(1, workload.parent) + field(2, workload.definition())) for workload in workloads]
    service = field(1, "bench") + field(3, "c") + number(6, 1) + number(7, 1)
    system = field(1, SYSTEM) + field(2, b"".join(entries))
    call(port, "POST", "/api/v1/system", field(1, service) + field(2, system))
    for workload in workloads:
        ids = [field(1, actor_id(name, workload.parent)) for name in workload.names]
        call(port, "POST", f"/api/v1/system/{SYSTEM}/actors/spawn", b"".join(ids))


def sum_of_counters(port, workload):
    """What all the actors have counted, read through the proxy."""
    return sum(counter(port, name) for name in workload.names)


def counter(port, name):
    state = call(port, "GET", f"/api/v1/system/{SYSTEM}/actors/{name}")
    # ActorState without tags ends with Counter{fixed64 count = 1}, as host.c writes it.
    return struct.unpack("<Q", state[-8:])[0] if state else 0
