package io.actorproxy.sdks;

import static io.actorproxy.sdks.ActorScript.counter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Any;
import io.spawn.ActorInvocation;
import io.spawn.ActorInvocationResponse;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The scripted hosts have the habits of their SDKs: without them the scenarios prove nothing. */
@Timeout(20)
final class PersonalitiesTest {
  private static final Map<String, String> EXACT =
      Map.of("content-type", "application/octet-stream");
  private ScriptedHost host = host(Sdk.NODE);

  private static ScriptedHost host(Sdk sdk) {
    // Nothing registers here, so the proxy's address does not matter.
    return sdk.create(new HostSetup(0, SpawnClient.onPort(1), "s", List.of(counter("counter"))));
  }

  private void start(Sdk sdk) throws IOException {
    host = host(sdk);
    host.listen();
  }

  @AfterEach
  void close() throws IOException {
    host.close();
  }

  private HttpMessage call(Map<String, String> headers, ActorInvocation.Builder call)
      throws IOException {
    return SpawnClient.onPort(host.port())
        .send("POST", "/api/v1/actors/actions", headers, call.build().toByteArray());
  }

  private static ActorInvocation.Builder invocation(String action) {
    ActorInvocation.Builder call =
        ActorInvocation.newBuilder()
            .setActor(Actors.id("s", "counter", ""))
            .setActionName(action)
            .setValue(Values.any("2"));
    call.getCurrentContextBuilder().setState(Values.any("40")).putTags("a", "b");
    return call;
  }

  private ActorInvocationResponse answer(String action) throws IOException {
    return ActorInvocationResponse.parseFrom(call(EXACT, invocation(action)).body());
  }

  @ParameterizedTest
  @EnumSource
  void allRunActions(Sdk sdk) throws Exception {
    start(sdk);

    ActorInvocationResponse answer = answer("add");

    assertThat(Values.text(answer.getValue())).isEqualTo("42");
    assertThat(answer.hasUpdatedContext()).isTrue();
    assertThat(answer.getUpdatedContext().hasState()).isEqualTo(sdk.returnsState());
    assertThat(answer.getUpdatedContext().getTagsCount()).isEqualTo(sdk == Sdk.JAVA ? 0 : 1);
    assertThat(host.timesInvoked("add")).isEqualTo(1);
  }

  @Test
  void nodeEchoesWhatItDoesNotKnowAndAnswersInChunks() throws Exception {
    start(Sdk.NODE);

    HttpMessage answer = call(EXACT, invocation("nonsense"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("transfer-encoding")).isEqualTo("chunked");
    assertThat(answer("nonsense").getUpdatedContext().getTagsMap()).containsEntry("a", "b");
    assertThat(call(EXACT, invocation("fail")).status()).isEqualTo(400);
  }

  @Test
  void nodeExitsOnAnEmptyAny() throws Exception {
    start(Sdk.NODE);
    ActorInvocation.Builder call = invocation("add");
    call.getCurrentContextBuilder().setState(Any.getDefaultInstance());

    assertThatThrownBy(() -> call(EXACT, call)).isInstanceOf(IOException.class);

    assertThat(host.isListening()).isFalse();
    // Noted after the connection is closed, which is what the client saw.
    await().until(() -> !host.violations().isEmpty());
  }

  @Test
  void nodeCannotReadARequestThatComesInTwoPieces() throws Exception {
    start(Sdk.NODE);
    byte[] body = invocation("add").build().toByteArray();
    byte[] head =
        HttpMessage.head("POST /api/v1/actors/actions HTTP/1.1", "content-length: " + body.length);

    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), host.port())) {
      socket.getOutputStream().write(head);
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }

    // Noted after the connection is closed, which is what the client saw.
    await().until(() -> !host.violations().isEmpty());
    assertThat(host.timesInvoked("add")).isZero();
  }

  @Test
  void javaClosesTheConnectionWithoutAByte() throws Exception {
    start(Sdk.JAVA);
    ActorInvocation.Builder empty = invocation("add");
    empty.getCurrentContextBuilder().setState(Any.getDefaultInstance());

    for (ActorInvocation.Builder call :
        List.of(invocation("fail"), invocation("nonsense"), empty)) {
      assertThatThrownBy(() -> call(EXACT, call)).isInstanceOf(EOFException.class);
    }
    assertThat(host.isListening()).isTrue();
  }

  @Test
  void flaskSpeaksHttp10AndKnowsItsSystem() throws Exception {
    start(Sdk.FLASK);
    ActorInvocation.Builder foreign = invocation("add");
    foreign.getActorBuilder().setSystem("other");

    assertThat(call(EXACT, invocation("add")).startLine()).startsWith("HTTP/1.0 200");
    assertThat(call(EXACT, foreign).status()).isEqualTo(500);
    assertThat(call(EXACT, invocation("fail")).text()).startsWith("<!doctype html>");
  }

  @Test
  void goAnswersAFailureWithoutContext() throws Exception {
    start(Sdk.GO);

    assertThat(call(EXACT, invocation("fail")).status()).isEqualTo(200);
    assertThat(answer("fail").hasUpdatedContext()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(names = {"SPRING", "RUST"})
  void someTakeOneContentTypeOnly(Sdk sdk) throws Exception {
    start(sdk);

    assertThat(call(Map.of("content-type", "application/protobuf"), invocation("add")).status())
        .isEqualTo(415);
  }

  @Test
  void rustAnswersWhatItDoesNotKnowWithNothing() throws Exception {
    start(Sdk.RUST);

    HttpMessage answer = call(EXACT, invocation("nonsense"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
  }
}
