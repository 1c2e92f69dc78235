"""Actor types with numbered instances, however many, and the requests that walk over them."""

import struct

from wire import NUMBER_PLACE, SYSTEM, UNNAMED, Connection, actor_id, call, field, invoke_path, number

SPAWNED_AT_A_TIME = 20_000
PADDED_BYTES = 256


class Population:
    """An actor type whose instances are numbered, and one action of it."""

    def __init__(self, parent, action, stateful=True, idle_millis=0, timer_millis=0):
        self.parent, self.action, self.stateful = parent, action, stateful
        self.idle_millis, self.timer_millis = idle_millis, timer_millis

    def name(self, actor):
        return f"{self.parent}-{actor:08}"

    def definition(self):
        """The spawn.actors.Actor to register."""
        settings = number(1, UNNAMED) + number(2, self.stateful)
        if self.idle_millis:
            settings += field(4, field(1, number(1, self.idle_millis)))
        action = field(1, self.action)
        timers = field(5, number(1, self.timer_millis) + field(2, action)) if self.timer_millis else b""
        return field(1, actor_id(self.parent)) + field(3, settings) + field(4, action) + timers

    def spawn(self, port, first, last):
        """Makes the instances from the first to the last known, both included."""
        pattern = field(1, actor_id(f"{self.parent}-{NUMBER_PLACE}", self.parent))
        head, tail = pattern.split(NUMBER_PLACE.encode())
        with Connection(port) as connection:
            for begin in range(first, last + 1, SPAWNED_AT_A_TIME):
                numbers = range(begin, min(begin + SPAWNED_AT_A_TIME, last + 1))
                body = b"".join(head + b"%08d" % actor + tail for actor in numbers)
                connection.call("POST", f"/api/v1/system/{SYSTEM}/actors/spawn", body)

    # --- requests, for one instance or with a place where load.c puts the number of any

    def body(self, name, payload=b"x" * 64, scheduled_to=0):
        """The spawn.InvocationRequest that calls an instance."""
        value = field(1, "type.googleapis.com/bench.Input") + field(2, payload)
        asked = field(1, field(1, SYSTEM)) + field(2, field(1, actor_id(name, self.parent)))
        asked += field(3, self.action) + field(4, value)
        return asked + (number(9, scheduled_to) if scheduled_to else b"")

    def call(self, payload=b"x" * 64, scheduled_to=0):
        """The request that calls any instance, once load.c has put the number in."""
        name = f"{self.parent}-{NUMBER_PLACE}"
        body = self.body(name, payload, scheduled_to)
        head = (
            f"POST {invoke_path(name)} HTTP/1.1\r\nhost: bench\r\n"
            f"content-type: application/octet-stream\r\ncontent-length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    def padded_call(self):
        """A call whose body is as long for every population."""
        return self.call(self.padding())

    def padded_call_of(self, actor):
        """The same, for one instance."""
        return self.padded_call().replace(NUMBER_PLACE.encode(), b"%08d" % actor)

    def padding(self):
        without = len(self.body(f"{self.parent}-{NUMBER_PLACE}", b""))
        return b"x" * (PADDED_BYTES - without)

    def look(self):
        """The request that reads the state of any instance: that activates it, and the host gets no request."""
        return f"GET /api/v1/system/{SYSTEM}/actors/{self.parent}-{NUMBER_PLACE} HTTP/1.1\r\nhost: bench\r\n\r\n".encode()

    # --- states

    def state(self, port, actor):
        """The spawn.actors.ActorState of one instance, encoded."""
        return call(port, "GET", f"/api/v1/system/{SYSTEM}/actors/{self.name(actor)}")

    def sum_of_counters(self, port, first, last):
        """What the actors from the first to the last have counted, read through the proxy."""
        with Connection(port) as connection:
            return sum(counter(connection.call("GET", f"/api/v1/system/{SYSTEM}/actors/{self.name(actor)}"))
                       for actor in range(first, last + 1))


def counter(state):
    """ActorState without tags ends with Counter{fixed64 count = 1}, as host.c writes it."""
    return struct.unpack("<Q", state[-8:])[0] if state else 0
