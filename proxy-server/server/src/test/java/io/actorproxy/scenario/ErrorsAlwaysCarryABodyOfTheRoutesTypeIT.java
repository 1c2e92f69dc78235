package io.actorproxy.scenario;

import static io.actorproxy.sdks.ActorScript.counter;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.actorproxy.sdks.Answer;
import io.actorproxy.sdks.HttpMessage;
import io.spawn.InvocationRequest;
import io.spawn.InvocationResponse;
import io.spawn.RegistrationRequest;
import io.spawn.RegistrationResponse;
import io.spawn.RequestStatus;
import io.spawn.SpawnResponse;
import io.spawn.Status;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A body without a status is success to the Node SDK, so no error may have one. */
@WithProxy
final class ErrorsAlwaysCarryABodyOfTheRoutesTypeIT {
  private static final String INVOKE = "/api/v1/system/any/actors/any/invoke";
  private static final String OCTETS = "application/octet-stream";
  private static final byte[] NOT_PROTOBUF = {0x0a, 0x7f, 0x01};

  static Stream<Arguments> routes() {
    return Stream.of(
        Arguments.of(
            "/api/v1/system",
            RegistrationResponse.parser(),
            (Function<RegistrationResponse, RequestStatus>) RegistrationResponse::getStatus),
        Arguments.of(
            "/api/v1/system/any/actors/spawn",
            SpawnResponse.parser(),
            (Function<SpawnResponse, RequestStatus>) SpawnResponse::getStatus),
        Arguments.of(
            INVOKE,
            InvocationResponse.parser(),
            (Function<InvocationResponse, RequestStatus>) InvocationResponse::getStatus));
  }

  @ParameterizedTest
  @MethodSource("routes")
  <M extends Message> void aBodyThatIsNotProtobuf(
      String path, Parser<M> parser, Function<M, RequestStatus> status, Scenario s)
      throws Exception {
    Answer<M> answer = s.client().post(path, NOT_PROTOBUF, parser);

    assertThat(answer.http()).isEqualTo(400);
    assertThat(Scenario.refusal(answer.http(), status.apply(answer.body())).code())
        .isEqualTo("INVALID_REQUEST");
  }

  @Test
  void anEmptyBody(Scenario s) throws Exception {
    var registration = s.client().register(RegistrationRequest.getDefaultInstance());
    var invocation = s.client().invoke(InvocationRequest.getDefaultInstance());

    assertThat(registration.http()).isEqualTo(400);
    Scenario.refusal(registration.http(), registration.body().getStatus());
    assertThat(invocation.http()).isEqualTo(400);
    Scenario.refusal(invocation.http(), invocation.body().getStatus());
  }

  @ParameterizedTest
  @MethodSource("routes")
  <M extends Message> void aBodyThatIsTooLarge(
      String path, Parser<M> parser, Function<M, RequestStatus> status, Scenario s)
      throws Exception {
    Answer<M> answer = s.client().post(path, new byte[8 * 1024 * 1024 + 1], parser);

    assertThat(answer.http()).isEqualTo(413);
    Scenario.refusal(answer.http(), status.apply(answer.body()));
  }

  @ParameterizedTest
  @MethodSource("routes")
  <M extends Message> void anotherContentType(
      String path, Parser<M> parser, Function<M, RequestStatus> status, Scenario s)
      throws Exception {
    HttpMessage answer =
        s.client()
            .send("POST", path, Map.of("content-type", "text/csv", "accept", OCTETS), "a,b,c");

    assertThat(answer.status()).isEqualTo(415);
    Scenario.refusal(answer.status(), status.apply(parser.parseFrom(answer.body())));
  }

  @ParameterizedTest
  @MethodSource("routes")
  <M extends Message> void anotherMethod(
      String path, Parser<M> parser, Function<M, RequestStatus> status, Scenario s)
      throws Exception {
    HttpMessage answer = s.client().send("DELETE", path, Map.of("accept", OCTETS), "");

    assertThat(answer.status()).isEqualTo(405);
    Scenario.refusal(answer.status(), status.apply(parser.parseFrom(answer.body())));
  }

  @Test
  void anUnknownRouteSaysSo(Scenario s) throws Exception {
    HttpMessage answer = s.client().send("GET", "/api/v2/nonsense", Map.of(), "");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.text()).contains("ROUTE_NOT_FOUND");
  }

  @Test
  void aRevisionThatIsNoNumberSaysSo(Scenario s) throws Exception {
    Answer<SpawnResponse> answer =
        s.client()
            .post(
                "/api/v1/system/any/actors/spawn?revision=x", new byte[0], SpawnResponse.parser());

    assertThat(answer.http()).isEqualTo(400);
    assertThat(Scenario.refusal(answer.http(), answer.body().getStatus()).message())
        .contains("revision");
  }

  @Test
  void aRequestWithoutAnActorSaysSo(Scenario s) throws Exception {
    s.host(counter("counter"));
    InvocationRequest.Builder request = InvocationRequest.newBuilder().setActionName("read");
    request.getSystemBuilder().setName(s.system());

    Refusal refusal = s.refused(request);

    assertThat(refusal.http()).isEqualTo(400);
    assertThat(refusal.code()).isEqualTo("INVALID_REQUEST");
    assertThat(refusal.message()).contains("actor");
  }

  @Test
  void theBodyDecidesAndNotThePath(Scenario s) throws Exception {
    s.host(counter("counter"));
    byte[] body = s.request("counter", "read").build().toByteArray();

    assertThat(s.client().post(INVOKE, body, InvocationResponse.parser()).body().getStatus())
        .extracting(RequestStatus::getStatus)
        .isEqualTo(Status.OK);
  }
}
