import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/**
 * A host in one file: an app whose actors are kept alive, ordered and durable by the actor proxy.
 *
 * <p>Run it with {@code java CounterHost.java}. It needs a JDK 21 or later and nothing else: no
 * SDK, no protobuf library, no framework. It keeps no state itself, so it can be stopped, started
 * and replicated at will. Its actors are
 *
 * <ul>
 *   <li>{@code counter}, NAMED: there is exactly one. Actions {@code add} and {@code read}.
 *   <li>{@code account}, UNNAMED: a template, from which any number of accounts is spawned. Actions
 *       {@code deposit}, {@code withdraw} and {@code balance}. A deposit also tells the counter, as
 *       a side effect, that one more deposit was made.
 * </ul>
 */
public class CounterHost {
  static final int HOST_PORT = Integer.parseInt(env("USER_FUNCTION_PORT", "8090"));
  static final String PROXY =
      "http://" + env("PROXY_HTTP_HOST", "127.0.0.1") + ":" + env("PROXY_HTTP_PORT", "9001");
  static final String SYSTEM = "shop";

  public static void main(String[] args) throws Exception {
    // First listen, then register: from then on the proxy may call at any time.
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", HOST_PORT), 0);
    server.createContext("/api/v1/actors/actions", CounterHost::onInvocation);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    System.out.println("host listening on port " + HOST_PORT);
    keepRegistered();
  }

  // ---- What this host offers: its registration, as JSON. ----

  static final String REGISTRATION =
      """
      {
        "serviceInfo": {"serviceName": "counter-host", "serviceRuntime": "java"},
        "actorSystem": {
          "name": "shop",
          "registry": {"actors": {
            "counter": {
              "id": {"name": "counter", "system": "shop"},
              "settings": {"kind": "NAMED", "stateful": true},
              "actions": [{"name": "add"}, {"name": "read"}]
            },
            "account": {
              "id": {"name": "account", "system": "shop"},
              "settings": {"kind": "UNNAMED", "stateful": true},
              "actions": [{"name": "deposit"}, {"name": "withdraw"}, {"name": "balance"}]
            }
          }}
        }
      }
      """;

  /**
   * Registers until the proxy answers, one try a second, and again every two seconds. A proxy that
   * has lost its data, or was never here before, has to be told; to one that already knows, a
   * repeated registration changes nothing.
   */
  static void keepRegistered() throws InterruptedException {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(PROXY + "/api/v1/system"))
            .header("content-type", "application/json")
            .timeout(Duration.ofSeconds(5))
            .POST(HttpRequest.BodyPublishers.ofString(REGISTRATION))
            .build();
    boolean registered = false;
    while (true) {
      boolean before = registered;
      try {
        var response = client.send(request, BodyHandlers.ofString());
        registered = response.statusCode() == 200;
        if (!registered) {
          System.out.println("registration refused: " + response.body());
        }
      } catch (IOException proxyIsNotThere) {
        registered = false;
      }
      if (registered != before) {
        System.out.println(registered ? "registered with " + PROXY : "waiting for " + PROXY);
      }
      Thread.sleep(registered ? 2000 : 1000);
    }
  }

  // ---- What the proxy asks: run one action, given the actor's state. ----

  /** Thrown by an action that cannot be done; the actor's state stays as it was. */
  static class Refused extends Exception {
    Refused(String reason) {
      super(reason);
    }
  }

  /** What an action hands back: the new state, the answer for the caller, perhaps a side effect. */
  record Result(String state, String answer, Proto sideEffect) {}

  /** State, input and answer are JSON texts here. They are the host's business, not the proxy's. */
  static Result run(String parent, String action, String state, String input) throws Refused {
    long amount = number(input, "amount");
    if (parent.isEmpty()) {
      long total = number(state, "total");
      return switch (action) {
        case "add" -> result("{\"total\":" + (total + amount) + "}", null);
        case "read" -> result("{\"total\":" + total + "}", null);
        default -> throw new Refused("counter has no action " + action);
      };
    }
    long balance = number(state, "balance");
    return switch (action) {
      case "deposit" -> result("{\"balance\":" + (balance + amount) + "}", tellCounter());
      case "balance" -> result("{\"balance\":" + balance + "}", null);
      case "withdraw" -> {
        if (amount > balance) {
          throw new Refused("the balance is only " + balance);
        }
        yield result("{\"balance\":" + (balance - amount) + "}", null);
      }
      default -> throw new Refused("account has no action " + action);
    };
  }

  static Result result(String stateAndAnswer, Proto sideEffect) {
    return new Result(stateAndAnswer, stateAndAnswer, sideEffect);
  }

  /** A SideEffect: an InvocationRequest that the proxy sends once this action's state is saved. */
  static Proto tellCounter() {
    Proto request =
        new Proto()
            .message(1, new Proto().text(1, SYSTEM)) // system.name
            .message(2, new Proto().message(1, new Proto().text(1, "counter").text(2, SYSTEM)))
            .text(3, "add") // action_name
            .message(4, json("{\"amount\":1}")) // value
            .flag(5); // async: no caller waits for it
    return new Proto().message(1, request);
  }

  /** One request of the proxy: an ActorInvocation comes in, an ActorInvocationResponse goes out. */
  static void onInvocation(HttpExchange exchange) throws IOException {
    Fields invocation = new Fields(exchange.getRequestBody().readAllBytes());
    Fields actor = invocation.message(1);
    Fields context = invocation.message(3);
    String state = context.message(1).message(2).text(1); // state is an Any around a JSONType
    String input = invocation.message(4).message(2).text(1); // so is the payload
    int status = 200;
    byte[] body;
    try {
      Result result = run(actor.text(3), invocation.text(2), state, input);
      body = response(actor, context, result).bytes();
    } catch (Refused refused) {
      // Any status but 200 is a failure: the caller gets an error, the state stays as it was.
      status = 500;
      body = refused.getMessage().getBytes(StandardCharsets.UTF_8);
    }
    exchange.getResponseHeaders().set("content-type", "application/octet-stream");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  static Proto response(Fields actor, Fields context, Result result) {
    Proto updated = new Proto().message(1, json(result.state));
    // Tags belong to the actor, too: what is not sent back is erased.
    context.each(5, updated::raw);
    Proto response =
        new Proto()
            .text(1, actor.text(1)) // actor_name
            .text(2, actor.text(2)) // actor_system
            .message(3, updated) // updated_context
            .message(4, json(result.answer)); // value
    if (result.sideEffect != null) {
      response.message(5, new Proto().message(1, result.sideEffect)); // workflow.effects
    }
    return response;
  }

  /** JSON text as the protocol carries it: a google.protobuf.Any around a spawn.JSONType. */
  static Proto json(String text) {
    return new Proto()
        .text(1, "type.googleapis.com/spawn.JSONType")
        .message(2, new Proto().text(1, text));
  }

  /** The number under a key of a flat JSON object; 0 if there is none. */
  static long number(String json, String key) {
    var matcher = Pattern.compile("\"" + key + "\"\\s*:\\s*(-?\\d+)").matcher(json);
    return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
  }

  static String env(String name, String otherwise) {
    return System.getenv().getOrDefault(name, otherwise);
  }

  // ---- As much of protobuf as it takes: a message is a row of (number, value) pairs. ----

  /** Writes the fields of a message, in the order of the calls. */
  static class Proto {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Proto text(int field, String value) {
      return raw(field, value.getBytes(StandardCharsets.UTF_8));
    }

    Proto message(int field, Proto value) {
      return raw(field, value.bytes());
    }

    Proto raw(int field, byte[] value) {
      varint(field << 3 | 2); // wire type 2: a length, then as many bytes
      varint(value.length);
      out.writeBytes(value);
      return this;
    }

    Proto flag(int field) {
      varint(field << 3); // wire type 0: a number
      varint(1);
      return this;
    }

    private void varint(int value) {
      for (; value > 127; value >>>= 7) {
        out.write(value & 127 | 128);
      }
      out.write(value);
    }

    byte[] bytes() {
      return out.toByteArray();
    }
  }

  /** Reads the fields of a message; a field that is absent is empty. */
  static class Fields {
    private final byte[] bytes;
    private int at;

    interface Visitor {
      void field(int number, byte[] value);
    }

    Fields(byte[] bytes) {
      this.bytes = bytes;
    }

    String text(int field) {
      return new String(last(field), StandardCharsets.UTF_8);
    }

    Fields message(int field) {
      return new Fields(last(field));
    }

    private byte[] last(int field) {
      byte[][] found = {new byte[0]};
      each(field, (number, value) -> found[0] = value);
      return found[0];
    }

    void each(int field, Visitor visitor) {
      at = 0;
      while (at < bytes.length) {
        long key = varint();
        switch ((int) key & 7) {
          case 0 -> varint();
          case 1 -> at += 8;
          case 5 -> at += 4;
          case 2 -> {
            int length = (int) varint();
            at += length;
            if (key >>> 3 == field) {
              visitor.field(field, Arrays.copyOfRange(bytes, at - length, at));
            }
          }
          default -> throw new IllegalStateException("not protobuf");
        }
      }
    }

    private long varint() {
      long value = 0;
      for (int shift = 0; ; shift += 7) {
        byte next = bytes[at++];
        value |= (next & 127L) << shift;
        if (next >= 0) {
          return value;
        }
      }
    }
  }
}
