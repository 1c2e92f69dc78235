package io.actorproxy.codec;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.actorproxy.invocation.Origin;
import io.actorproxy.invocation.Principal;
import io.actorproxy.micro.Sample;
import io.spawn.ActorInvocationResponse;
import io.spawn.InvocationRequest;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Reading what comes in as slices of its bytes, beside the parsers that protoc generates. The
 * generated ones leave strings undecoded until they are read, so the names are read.
 */
@State(Scope.Thread)
public class EnvelopeBenchmark {
  private final ByteString request = Sample.request().toByteString();
  private final ByteString reply = Sample.hostReply().toByteString();

  @Benchmark
  public InvocationEnvelope request() throws MalformedMessageException {
    return InvocationEnvelope.read(request, Principal.ANONYMOUS, Origin.CLIENT);
  }

  @Benchmark
  public int requestGenerated() throws InvalidProtocolBufferException {
    InvocationRequest parsed = InvocationRequest.parseFrom(request);
    return parsed.getSystem().getName().length()
        + parsed.getActor().getId().getName().length()
        + parsed.getActor().getId().getSystem().length()
        + parsed.getActionName().length()
        + parsed.getValue().getValue().size();
  }

  @Benchmark
  public HostReply hostReply() {
    return HostReply.read(reply);
  }

  @Benchmark
  public int hostReplyGenerated() throws InvalidProtocolBufferException {
    ActorInvocationResponse parsed = ActorInvocationResponse.parseFrom(reply);
    Any state = parsed.getUpdatedContext().getState();
    return state.getValue().size() + parsed.getValue().getValue().size();
  }
}
