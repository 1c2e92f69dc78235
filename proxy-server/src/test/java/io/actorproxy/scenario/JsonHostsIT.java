package io.actorproxy.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.actorproxy.scenario.host.HttpMessage;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The hosts and requests of the guide to hosts in JSON work as it says. */
@Timeout(60)
final class JsonHostsIT {
  private static final Pattern FENCE =
      Pattern.compile("^```(\\w+)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  @ParameterizedTest
  @CsvSource({"js,node", "python,python3"})
  void aHostOfTheGuideKeepsItsStateOverARestart(String language, String program) throws Exception {
    int hostPort = Ports.free();
    try (ProxyProcess proxy =
            ProxyProcess.start(Map.of("USER_FUNCTION_PORT", Integer.toString(hostPort)));
        Host _ = Host.start(proxy.directory(), hostPort, program, block(language, 0))) {
      assertThat(post(proxy, "/api/v1/system", json(block("sh", 0))).status()).isEqualTo(200);
      assertThat(add(proxy)).isEqualTo(5);
      assertThat(add(proxy)).isEqualTo(10);

      assertThat(proxy.stop()).isZero();
      proxy.restart();

      assertThat(add(proxy)).isEqualTo(15);
    }
  }

  @Test
  void aBrokenAnswerIsToldWithItsPlace() throws Exception {
    int hostPort = Ports.free();
    String host =
        """
        require('http').createServer((request, response) => {
          request.resume();
          request.on('end', () => response.end('{"updatedContext": {"state": oops}}'));
        }).listen(process.env.USER_FUNCTION_PORT);
        """;
    try (ProxyProcess proxy =
            ProxyProcess.start(Map.of("USER_FUNCTION_PORT", Integer.toString(hostPort)));
        Host _ = Host.start(proxy.directory(), hostPort, "node", host)) {
      post(proxy, "/api/v1/system", json(block("sh", 0)));

      HttpMessage answer = invoke(proxy, json(block("sh", 1)));

      assertThat(answer.status()).isEqualTo(502);
      assertThat(answer.text()).contains("HOST_INVALID_REPLY").contains("line 1 column");
    }
  }

  @Test
  void largeStatesPassToo() throws Exception {
    int hostPort = Ports.free();
    String host =
        """
        require('http').createServer((request, response) => {
          let body = '';
          request.on('data', chunk => body += chunk);
          request.on('end', () => {
            const state = JSON.parse(body).currentContext.state ?? [];
            for (let i = 0; i < 20000; i++) state.push({number: i, text: 'item ' + i});
            response.end(JSON.stringify({updatedContext: {state}, value: state.length}));
          });
        }).listen(process.env.USER_FUNCTION_PORT);
        """;
    try (ProxyProcess proxy =
            ProxyProcess.start(Map.of("USER_FUNCTION_PORT", Integer.toString(hostPort)));
        Host _ = Host.start(proxy.directory(), hostPort, "node", host)) {
      post(proxy, "/api/v1/system", json(block("sh", 0)));

      assertThat(add(proxy)).isEqualTo(20_000);
      assertThat(add(proxy)).isEqualTo(40_000);
    }
  }

  private static double add(ProxyProcess proxy) throws IOException {
    HttpMessage answer = invoke(proxy, json(block("sh", 1)));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    JsonObject value = JsonParser.parseString(answer.text()).getAsJsonObject();
    return value.getAsJsonObject("value").get("value").getAsDouble();
  }

  private static HttpMessage invoke(ProxyProcess proxy, String json) throws IOException {
    return post(proxy, "/api/v1/system/shop/actors/counter/invoke", json);
  }

  private static HttpMessage post(ProxyProcess proxy, String path, String json) throws IOException {
    return proxy.client().send("POST", path, Map.of("content-type", "application/json"), json);
  }

  /** What a curl command of the guide sends. */
  private static String json(String command) {
    int from = command.indexOf("-d '") + 4;
    return command.substring(from, command.lastIndexOf('\''));
  }

  /** The block of that language and number on the page. */
  private static String block(String language, int number) throws IOException {
    Matcher fence = FENCE.matcher(Files.readString(page()));
    int found = 0;
    while (fence.find()) {
      if (fence.group(1).equals(language) && found++ == number) {
        return fence.group(2);
      }
    }
    throw new AssertionError("no block %d of %s".formatted(number, language));
  }

  private static Path page() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path page = at.resolve("docs/guide/json-hosts.md");
      if (Files.exists(page)) {
        return page;
      }
    }
    throw new IllegalStateException("not inside the repository");
  }

  /** A script that listens. */
  private record Host(Process process) implements AutoCloseable {
    static Host start(Path directory, int port, String program, String script) throws IOException {
      Path file = Files.writeString(directory.resolve("host"), script);
      ProcessBuilder builder = new ProcessBuilder(program, file.toString());
      builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
      builder.environment().put("USER_FUNCTION_PORT", Integer.toString(port));
      Host host = new Host(builder.start());
      await().atMost(Duration.ofSeconds(30)).until(() -> listens(port));
      return host;
    }

    private static boolean listens(int port) {
      try (Socket _ = new Socket("127.0.0.1", port)) {
        return true;
      } catch (IOException e) {
        return false;
      }
    }

    @Override
    public void close() {
      process.destroyForcibly();
      process.onExit().join();
    }
  }
}
