package io.actorproxy.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;

/** Makes requests that no decent client would send, each from a seed of its own. */
final class Attacks {
  private static final List<Target> MESSAGES =
      List.of(Target.REGISTER, Target.SPAWN, Target.INVOKE);
  private static final List<Target> TARGETS = List.of(Target.values());
  private static final String TOKEN = "!#$%&'*+-.^_`|~abcXYZ019";
  private static final String[] TYPES = {
    "application/octet-stream",
    "application/protobuf",
    "application/x-protobuf; charset=x",
    "application/json",
    "text/csv",
    ";;;,",
    "application",
    "\"",
  };
  private static final String[] ENCODINGS = {"gzip", "identity", "br", "gzip, gzip", "x-gzip", "*"};
  private static final byte[] BOMB = Mangle.gzip(new byte[12 << 20]);

  private final Random random;

  private Attacks(Random random) {
    this.random = random;
  }

  /** The attack that a seed stands for, always the same one. */
  static Attack of(long seed) {
    return new Attacks(new Random(seed)).next();
  }

  private Attack next() {
    int dice = random.nextInt(1_000);
    if (dice < 5) {
      return gzipBomb();
    }
    return switch (dice % 14) {
      case 0 -> message("random bytes", Mangle.random(random, 2_000));
      case 1 -> message("nested", Mangle.nested(random));
      case 2 -> mangled("truncated");
      case 3, 4 -> mangled("mutated");
      case 5 -> mangled("valid");
      case 6 -> json();
      case 7 -> gzip();
      case 8 -> oddHead();
      case 9 -> oddPath();
      case 10 -> chunked();
      case 11 -> state();
      case 12 -> wrongLength();
      default -> noHttp();
    };
  }

  // --- one HTTP request beyond doubt

  private Attack mangled(String how) {
    Target target = MESSAGES.get(random.nextInt(3));
    byte[] valid = Messages.any(target, random).toByteArray();
    byte[] body =
        switch (how) {
          case "truncated" -> Mangle.truncated(valid, random);
          case "mutated" -> Mangle.mutated(valid, random);
          default -> valid;
        };
    return request(how, target, target.method, target.path, protobuf(), body);
  }

  private Attack message(String name, byte[] body) {
    Target target = MESSAGES.get(random.nextInt(3));
    return request(name, target, target.method, target.path, protobuf(), body);
  }

  private Attack json() {
    Target target = MESSAGES.get(random.nextInt(3));
    byte[] valid = Messages.json(Messages.any(target, random));
    byte[] body =
        switch (random.nextInt(4)) {
          case 0 -> Mangle.nestedJson(random);
          case 1 -> Mangle.truncated(valid, random);
          case 2 -> valid;
          default -> Mangle.mutated(valid, random);
        };
    String headers = "content-type: application/json\r\n";
    return request("json", target, target.method, target.path, headers, body);
  }

  private Attack gzip() {
    Target target = MESSAGES.get(random.nextInt(3));
    byte[] valid = Mangle.gzip(Messages.any(target, random).toByteArray());
    byte[] body =
        switch (random.nextInt(3)) {
          case 0 -> Mangle.random(random, 200);
          case 1 -> Mangle.truncated(valid, random);
          default -> Mangle.mutated(valid, random);
        };
    String headers = protobuf() + "content-encoding: gzip\r\naccept-encoding: gzip\r\n";
    return request("gzip", target, target.method, target.path, headers, body);
  }

  private Attack gzipBomb() {
    Target target = MESSAGES.get(random.nextInt(3));
    String headers = protobuf() + "content-encoding: gzip\r\n";
    return request("gzip bomb", target, target.method, target.path, headers, BOMB);
  }

  private Attack oddHead() {
    Target target = TARGETS.get(random.nextInt(TARGETS.size()));
    String method =
        switch (random.nextInt(4)) {
          case 0 -> token();
          case 1 -> "HEAD";
          case 2 -> List.of("PUT", "DELETE", "OPTIONS", "TRACE", "GET").get(random.nextInt(5));
          default -> target.method;
        };
    StringBuilder headers = new StringBuilder();
    headers.append("content-type: ").append(TYPES[random.nextInt(TYPES.length)]).append("\r\n");
    headers.append("accept: ").append(TYPES[random.nextInt(TYPES.length)]).append("\r\n");
    if (random.nextBoolean()) {
      String encoding = ENCODINGS[random.nextInt(ENCODINGS.length)];
      headers.append("content-encoding: ").append(encoding).append("\r\n");
      headers.append("accept-encoding: ").append(encoding).append(";q=0.").append("\r\n");
    }
    for (int i = random.nextInt(6); i > 0; i--) {
      headers.append("x-").append(token()).append(": ").append(printable(40)).append("\r\n");
    }
    byte[] body = Messages.any(target, random).toByteArray();
    return request("odd head", target, method, target.path, headers.toString(), body);
  }

  private Attack oddPath() {
    String path = "/" + printable(300);
    if (random.nextBoolean()) {
      path = "/api/v1/system/" + printable(60) + "/actors/" + printable(60);
    }
    String method = random.nextBoolean() ? "GET" : "POST";
    byte[] body = Mangle.random(random, 50);
    return request("odd path", Target.UNKNOWN, method, path, "", body);
  }

  private Attack state() {
    String name = random.nextBoolean() ? "a" : printable(30).replace("?", "");
    String path = "/api/v1/system/storm/actors/" + name + (random.nextBoolean() ? "?parent=" : "");
    String accept = "accept: " + TYPES[random.nextInt(TYPES.length)] + "\r\n";
    return request("state", Target.UNKNOWN, "GET", path, accept, new byte[0]);
  }

  private Attack chunked() {
    Target target = MESSAGES.get(random.nextInt(3));
    byte[] body = Mangle.mutated(Messages.any(target, random).toByteArray(), random);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(
        head(target.method, target.path, protobuf() + "transfer-encoding: chunked\r\n"));
    for (int at = 0; at < body.length; ) {
      int size = 1 + random.nextInt(body.length - at);
      String extension = random.nextInt(8) == 0 ? ";a=b" : "";
      bytes.writeBytes((Integer.toHexString(size) + extension + "\r\n").getBytes(ISO_8859_1));
      bytes.write(body, at, size);
      bytes.writeBytes("\r\n".getBytes(ISO_8859_1));
      at += size;
    }
    String trailer = random.nextInt(4) == 0 ? "x-trailer: 1\r\n" : "";
    bytes.writeBytes(("0\r\n" + trailer + "\r\n").getBytes(ISO_8859_1));
    return new Attack("chunked", target, bytes.toByteArray(), true, false);
  }

  private Attack request(
      String name, Target target, String method, String path, String headers, byte[] body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(head(method, path, headers + "content-length: " + body.length + "\r\n"));
    bytes.writeBytes(body);
    return new Attack(name, target, bytes.toByteArray(), true, method.equals("HEAD"));
  }

  // --- its end is not defined

  private Attack wrongLength() {
    Target target = MESSAGES.get(random.nextInt(3));
    byte[] body = Messages.any(target, random).toByteArray();
    String length =
        switch (random.nextInt(9)) {
          case 0 -> "content-length: " + (body.length + 1 + random.nextInt(100));
          case 1 -> "content-length: " + random.nextInt(body.length);
          case 2 -> "content-length: -1";
          case 3 -> "content-length: " + token();
          case 4 -> "content-length: 99999999999999999999";
          case 5 -> "content-length: 3\r\ncontent-length: " + body.length;
          case 6 -> "content-length: 4\r\ntransfer-encoding: chunked";
          case 7 -> "transfer-encoding: chunked";
          default -> "transfer-encoding: chunked, " + token();
        };
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(head(target.method, target.path, protobuf() + length + "\r\n"));
    bytes.writeBytes(body);
    return new Attack("wrong length", target, bytes.toByteArray(), false, false);
  }

  private Attack noHttp() {
    byte[] valid = head("POST", Target.INVOKE.path, protobuf() + "content-length: 0\r\n");
    byte[] bytes =
        switch (random.nextInt(5)) {
          case 0 -> Mangle.random(random, 1_000);
          case 1 -> Mangle.truncated(valid, random);
          case 2 -> head("GET", "/" + "x".repeat(20_000), "");
          case 3 -> head("GET", "/health", ("x: " + "y".repeat(1_000) + "\r\n").repeat(40));
          default -> Mangle.mutated(valid, random);
        };
    return new Attack("no HTTP", Target.UNKNOWN, bytes, false, false);
  }

  // --- pieces

  /** A request in protobuf in which nothing is wrong with the HTTP. */
  static byte[] post(String path, byte[] body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(head("POST", path, protobuf() + "content-length: " + body.length + "\r\n"));
    bytes.writeBytes(body);
    return bytes.toByteArray();
  }

  private static byte[] head(String method, String path, String headers) {
    String requestLine = method + " " + path + " HTTP/1.1\r\n";
    return (requestLine + "host: x\r\n" + headers + "\r\n").getBytes(ISO_8859_1);
  }

  private static String protobuf() {
    return "content-type: application/octet-stream\r\n";
  }

  private String token() {
    StringBuilder token = new StringBuilder();
    for (int i = random.nextInt(12); i >= 0; i--) {
      token.append(TOKEN.charAt(random.nextInt(TOKEN.length())));
    }
    return token.toString();
  }

  /** Characters that a header's value may hold, and a path too as SDKs send it; never blank. */
  private String printable(int most) {
    StringBuilder text = new StringBuilder("p");
    for (int i = random.nextInt(most); i >= 0; i--) {
      int next = random.nextInt(16);
      text.append((char) (next == 0 ? 0x80 + random.nextInt(0x80) : 0x21 + random.nextInt(0x5e)));
    }
    return text.toString();
  }
}
