package io.actorproxy.ingress.admin;

import com.google.gson.JsonObject;
import io.actorproxy.delivery.StoredMessages;
import io.actorproxy.ingress.http.HttpStatusMapper;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.store.StoreFailures;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out requests, each on a thread that may wait. Whatever changes something is a line in the
 * log.
 */
public final class AdminApi {
  private static final Logger LOG = LoggerFactory.getLogger(AdminApi.class);

  private final MessageRoutes messages;
  private final ActorRoutes actors;
  private final HistoryRoutes history;
  private final PurgeRoutes purge;
  private final Supplier<JsonObject> status;

  /** An answer; its body is JSON. */
  record Answer(HttpResponseStatus status, JsonObject body, Set<String> allow) {
    Answer(HttpResponseStatus status, JsonObject body) {
      this(status, body, Set.of());
    }

    static Answer of(Failure failure) {
      JsonObject json = new JsonObject();
      json.addProperty("code", failure.code().name());
      json.addProperty("message", failure.message());
      return new Answer(HttpStatusMapper.statusOf(failure.code()), json);
    }
  }

  /** Answers from these; {@code status} is what the proxy is and does at the moment. */
  public AdminApi(StoredMessages messages, Actors actors, Supplier<JsonObject> status) {
    this.messages = new MessageRoutes(messages);
    this.actors = new ActorRoutes(actors);
    this.history = new HistoryRoutes(actors);
    this.purge = new PurgeRoutes(actors, messages);
    this.status = status;
  }

  /**
   * Carries out a request, if it may be.
   *
   * @param from the address it came from, for the log
   */
  Answer answer(AdminAccess access, HttpRequest request, String from) {
    Answer answer = answer(access, request.headers(), request.method().name(), request.uri());
    if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
      LOG.info(
          "Admin: {} asked for {} {}: {}",
          from,
          printable(request.method().name()),
          printable(request.uri()),
          answer.status().code() == 200 ? "done" : answer.body());
    }
    return answer;
  }

  private Answer answer(AdminAccess access, HttpHeaders headers, String method, String target) {
    Set<String> allow = Set.of();
    try {
      access.check(headers);
      AdminRequest request = AdminRequest.of(method.equals("HEAD") ? "GET" : method, target);
      allow = AdminPaths.methodsOf(request.path());
      return new Answer(HttpResponseStatus.OK, route(request));
    } catch (FailureException e) {
      Answer answer = Answer.of(e.failure());
      return e.failure().code() == ErrorCode.METHOD_NOT_ALLOWED
          ? new Answer(answer.status(), answer.body(), allow)
          : answer;
    } catch (StoreException e) {
      return Answer.of(StoreFailures.of(e));
    } catch (RuntimeException e) {
      LOG.error("BUG: a request of the admin API threw; its response is the error INTERNAL", e);
      return Answer.of(
          new Failure(ErrorCode.INTERNAL, "the proxy has a defect, which its log describes"));
    }
  }

  private JsonObject route(AdminRequest request) throws StoreException {
    return switch (request.name(0)) {
      case "messages" -> messages.answer(request);
      case "actors" -> request.path().size() < 4 ? actors.answer(request) : history.answer(request);
      case "purge" -> purge.answer(request);
      case "types" -> actors.types(request);
      case "status" -> status(request);
      default -> throw request.notFound();
    };
  }

  private JsonObject status(AdminRequest request) {
    if (!request.is("GET", 1)) {
      throw request.notFound();
    }
    request.allow();
    return status.get();
  }

  /** What a stranger wrote must not make lines of the log. */
  private static String printable(String text) {
    return text.replaceAll("[^\\x21-\\x7e]", "?");
  }
}
