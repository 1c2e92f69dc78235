"""The wire as far as the harness speaks it: fields of protobuf messages, paths, and connections."""

import http.client

SYSTEM = "bench"
UNNAMED = 2  # spawn.actors.Kind
# load.c puts the number of an actor here.
NUMBER_PLACE = "#" * 8


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

    def register(self, populations):
        """Registers their actor types."""
        entries = [field(1, field(1, one.parent) + field(2, one.definition())) for one in populations]
        service = field(1, "bench") + field(3, "c") + number(6, 1) + number(7, 1)
        system = field(1, SYSTEM) + field(2, b"".join(entries))
        self.call("POST", "/api/v1/system", field(1, service) + field(2, system))


def call(port, method, path, body=None):
    with Connection(port) as connection:
        return connection.call(method, path, body)
