package io.actorproxy.endurance;

import com.google.protobuf.BytesValue;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import io.spawn.InvocationRequest;
import io.spawn.InvocationResponse;
import java.nio.charset.StandardCharsets;

/** How requests and answers are written. */
enum Form {
  PROTOBUF("application/octet-stream") {
    @Override
    byte[] write(InvocationRequest request) {
      return request.toByteArray();
    }

    @Override
    InvocationResponse read(byte[] body) throws InvalidProtocolBufferException {
      return InvocationResponse.parseFrom(body);
    }
  },
  JSON("application/json") {
    @Override
    byte[] write(InvocationRequest request) throws InvalidProtocolBufferException {
      return JsonFormat.printer()
          .usingTypeRegistry(TYPES)
          .print(request)
          .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    InvocationResponse read(byte[] body) throws InvalidProtocolBufferException {
      InvocationResponse.Builder read = InvocationResponse.newBuilder();
      JsonFormat.parser()
          .usingTypeRegistry(TYPES)
          .merge(new String(body, StandardCharsets.UTF_8), read);
      return read.build();
    }
  };

  private static final TypeRegistry TYPES =
      TypeRegistry.newBuilder().add(BytesValue.getDescriptor()).build();

  private final String contentType;

  Form(String contentType) {
    this.contentType = contentType;
  }

  String contentType() {
    return contentType;
  }

  abstract byte[] write(InvocationRequest request) throws InvalidProtocolBufferException;

  abstract InvocationResponse read(byte[] body) throws InvalidProtocolBufferException;
}
