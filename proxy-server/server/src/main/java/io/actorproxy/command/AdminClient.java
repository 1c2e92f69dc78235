package io.actorproxy.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Asks one port of the proxy. */
final class AdminClient {
  private static final Duration CONNECTING = Duration.ofSeconds(5);

  /** Longer than anything that the proxy does by default. */
  private static final Duration ANSWERING = Duration.ofSeconds(90);

  private final Door door;
  private final String url;
  private final String token;

  /** The proxy could not be asked, or said no. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  AdminClient(Door door, String url, String token) {
    this.door = door;
    this.url = url.replaceAll("/+$", "");
    this.token = token;
  }

  /**
   * Asks, and waits for the answer.
   *
   * @param path the names in the path, not encoded
   * @param parameters those of the query; empty values are left out
   * @throws Refused if there is no answer, or it is no
   */
  JsonObject ask(String method, List<String> path, Map<String, String> parameters) throws Refused {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + door.root() + encoded(path, parameters)))
            .header("Accept", "application/json")
            .timeout(ANSWERING)
            .method(method, BodyPublishers.noBody());
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    try (HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECTING)
            .build()) {
      return json(client.send(request.build(), BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new Refused(
          "Expected %s of a proxy at %s, but %s; start one, or set %s or --url to where it is"
              .formatted(door, url, reason(e), door.variable()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refused("Interrupted");
    }
  }

  /** The exceptions of the client mostly have no message. */
  private static String reason(IOException e) {
    return switch (e) {
      case ConnectException connect ->
          connect.getCause() instanceof UnresolvedAddressException
                  || connect.getCause() != null
                      && connect.getCause().getCause() instanceof UnresolvedAddressException
              ? "the name of the machine is unknown"
              : "the connection is refused";
      case HttpTimeoutException _ -> "there is no response in time";
      default -> String.valueOf(e.getMessage() == null ? e : e.getMessage());
    };
  }

  private JsonObject json(HttpResponse<String> response) throws Refused {
    JsonObject json;
    try {
      json = JsonParser.parseString(response.body()).getAsJsonObject();
    } catch (JsonParseException | IllegalStateException _) {
      throw new Refused(
          "Expected %s of a proxy at %s, but something else answered %d"
              .formatted(door, url, response.statusCode()));
    }
    if (response.statusCode() == 200) {
      return json;
    }
    throw new Refused(
        json.has("code") && json.has("message")
            ? json.get("code").getAsString() + ": " + json.get("message").getAsString()
            : "The response is " + response.statusCode() + ": " + json);
  }

  private static String encoded(List<String> path, Map<String, String> parameters) {
    Map<String, String> given = new LinkedHashMap<>(parameters);
    given.values().removeIf(String::isEmpty);
    String names = path.stream().map(AdminClient::encoded).collect(Collectors.joining("/"));
    String query =
        given.entrySet().stream()
            .map(parameter -> parameter.getKey() + "=" + encoded(parameter.getValue()))
            .collect(Collectors.joining("&"));
    return query.isEmpty() ? names : names + "?" + query;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }
}
