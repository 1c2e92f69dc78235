package io.actorproxy.ingress.admin;

import com.google.gson.JsonObject;
import io.actorproxy.delivery.StoredMessages;
import io.actorproxy.http.HttpStatusMapper;
import io.actorproxy.http.MediaTypes;
import io.actorproxy.http.Response;
import io.actorproxy.invocation.ErrorCode;
import io.actorproxy.invocation.Failure;
import io.actorproxy.invocation.FailureException;
import io.actorproxy.statestore.StoreException;
import io.actorproxy.store.StoreFailures;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out requests, each on a thread that may wait. Whatever changes something is a line in the
 * log.
 */
final class AdminApi {
  private static final Logger LOG = LoggerFactory.getLogger(AdminApi.class);

  private final MessageRoutes messages;
  private final ActorRoutes actors;
  private final HistoryRoutes history;
  private final PurgeRoutes purge;
  private final Supplier<JsonObject> status;
  private final Supplier<JsonObject> cluster;

  /**
   * Answers from these.
   *
   * @param status what the proxy is and does at the moment
   * @param cluster what it knows of its cluster
   */
  AdminApi(
      StoredMessages messages,
      Actors actors,
      Supplier<JsonObject> status,
      Supplier<JsonObject> cluster) {
    this.messages = new MessageRoutes(messages);
    this.actors = new ActorRoutes(actors);
    this.history = new HistoryRoutes(actors);
    this.purge = new PurgeRoutes(actors, messages);
    this.status = status;
    this.cluster = cluster;
  }

  /**
   * Carries out a request, if it may be.
   *
   * @param from the address it came from, for the log
   */
  Response answer(AdminAccess access, AdminHead head, String from) {
    String outcome = "done";
    Response response;
    try {
      access.check(head.request().headers());
      String body = route(head.parsed()) + "\n";
      response = Response.text(HttpResponseStatus.OK, MediaTypes.JSON, body);
    } catch (StoreException | RuntimeException e) {
      Failure failure = failureOf(e);
      outcome = failure.toString();
      response = head.errorForm().response(HttpStatusMapper.statusOf(failure.code()), failure);
    }
    if (head.isChange()) {
      LOG.info(
          "Admin: {} asked for {} {}: {}",
          from,
          printable(head.request().method().name()),
          printable(head.request().uri()),
          outcome);
    }
    return response;
  }

  private static Failure failureOf(Exception problem) {
    return switch (problem) {
      case FailureException expected -> expected.failure();
      case StoreException e -> StoreFailures.of(e);
      default -> {
        LOG.error(
            "BUG: a request of the admin API threw; its response is the error INTERNAL", problem);
        yield new Failure(ErrorCode.INTERNAL, "the proxy has a defect, which its log describes");
      }
    };
  }

  private JsonObject route(AdminRequest request) throws StoreException {
    return switch (request.name(0)) {
      case "messages" -> messages.answer(request);
      case "actors" -> request.path().size() < 4 ? actors.answer(request) : history.answer(request);
      case "purge" -> purge.answer(request);
      case "types" -> actors.types(request);
      case "status" -> report(request, status);
      case "cluster" -> report(request, cluster);
      default -> throw request.notFound();
    };
  }

  private static JsonObject report(AdminRequest request, Supplier<JsonObject> report) {
    if (!request.is("GET", 1)) {
      throw request.notFound();
    }
    request.allow();
    return report.get();
  }

  /** What a client wrote must not make lines of the log. */
  private static String printable(String text) {
    return text.replaceAll("[^\\x21-\\x7e]", "?");
  }
}
