package io.actorproxy.hostile;

import com.google.protobuf.InvalidProtocolBufferException;
import io.spawn.InvocationResponse;
import io.spawn.RegistrationResponse;
import io.spawn.RequestStatus;
import io.spawn.SpawnResponse;
import org.jspecify.annotations.Nullable;

/** The routes, and one that is none. */
enum Target {
  REGISTER("POST", "/api/v1/system") {
    @Override
    RequestStatus statusIn(byte[] body) throws InvalidProtocolBufferException {
      return RegistrationResponse.parseFrom(body).getStatus();
    }
  },
  SPAWN("POST", "/api/v1/system/storm/actors/spawn") {
    @Override
    RequestStatus statusIn(byte[] body) throws InvalidProtocolBufferException {
      return SpawnResponse.parseFrom(body).getStatus();
    }
  },
  INVOKE("POST", "/api/v1/system/storm/actors/a/invoke") {
    @Override
    RequestStatus statusIn(byte[] body) throws InvalidProtocolBufferException {
      return InvocationResponse.parseFrom(body).getStatus();
    }
  },
  STATE("GET", "/api/v1/system/storm/actors/a"),
  HEALTH("GET", "/health"),
  READINESS("GET", "/health/readiness"),
  METRICS("GET", "/metrics"),
  UNKNOWN("POST", "/api/v2/nowhere");

  final String method;
  final String path;

  Target(String method, String path) {
    this.method = method;
    this.path = path;
  }

  /** The status in an answer of the route's type; null if the route has no such type. */
  @Nullable RequestStatus statusIn(byte[] body) throws InvalidProtocolBufferException {
    return null;
  }

  /** Whether requests and answers are messages. */
  boolean takesMessage() {
    return this == REGISTER || this == SPAWN || this == INVOKE;
  }
}
