package io.actorproxy.scenario;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.actorproxy.sdks.HttpMessage;
import io.actorproxy.sdks.Ports;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hosts that speak JSON instead of protobuf. */
@Timeout(60)
final class JsonHostsIT {
  private static final String REGISTRATION =
      """
      {"actorSystem": {"name": "shop", "registry": {"actors": {"counter": {
        "settings": {"kind": "NAMED", "stateful": true},
        "metadata": {"tags": {"host-content-type": "application/json"}},
        "actions": [{"name": "add"}]
      }}}}}
      """;
  private static final String ADD_FIVE =
      """
      {"system": {"name": "shop"}, "actor": {"id": {"name": "counter"}}, "actionName": "add",
       "value": {"@type": "type.googleapis.com/google.protobuf.Value", "value": 5}}
      """;

  @ParameterizedTest
  @CsvSource({"host.js,node", "host.py,python3"})
  void aHostOfTheGuideKeepsItsStateOverARestart(String script, String program) throws Exception {
    int hostPort = Ports.free();
    String host = GuidePage.read("write-a-host.md").programs().get(script);
    try (ProxyProcess proxy =
            ProxyProcess.start(Map.of("USER_FUNCTION_PORT", Integer.toString(hostPort)));
        Host _ = Host.start(proxy, hostPort, program, requireNonNull(host))) {
      assertThat(post(proxy, "/api/v1/system", REGISTRATION).status()).isEqualTo(200);
      assertThat(total(proxy)).isEqualTo(5);
      assertThat(total(proxy)).isEqualTo(10);

      assertThat(proxy.stop()).isZero();
      proxy.restart();

      assertThat(total(proxy)).isEqualTo(15);
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
        Host _ = Host.start(proxy, hostPort, "node", host)) {
      post(proxy, "/api/v1/system", REGISTRATION);

      HttpMessage answer = invoke(proxy);

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
        Host _ = Host.start(proxy, hostPort, "node", host)) {
      post(proxy, "/api/v1/system", REGISTRATION);

      assertThat(addFive(proxy).getAsInt()).isEqualTo(20_000);
      assertThat(addFive(proxy).getAsInt()).isEqualTo(40_000);
    }
  }

  private static double total(ProxyProcess proxy) throws IOException {
    return addFive(proxy).getAsJsonObject().get("total").getAsDouble();
  }

  private static JsonElement addFive(ProxyProcess proxy) throws IOException {
    HttpMessage answer = invoke(proxy);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    JsonObject response = JsonParser.parseString(answer.text()).getAsJsonObject();
    return response.getAsJsonObject("value").get("value");
  }

  private static HttpMessage invoke(ProxyProcess proxy) throws IOException {
    return post(proxy, "/api/v1/system/shop/actors/counter/invoke", ADD_FIVE);
  }

  private static HttpMessage post(ProxyProcess proxy, String path, String json) throws IOException {
    return proxy.client().send("POST", path, Map.of("content-type", "application/json"), json);
  }

  /** A script that listens. */
  private record Host(Process process) implements AutoCloseable {
    static Host start(ProxyProcess proxy, int port, String program, String script)
        throws IOException {
      Path file = Files.writeString(proxy.directory().resolve("host"), script);
      ProcessBuilder builder = new ProcessBuilder(program, file.toString());
      builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
      builder.environment().put("USER_FUNCTION_PORT", Integer.toString(port));
      builder.environment().put("PROXY_HTTP_PORT", Integer.toString(proxy.port()));
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
