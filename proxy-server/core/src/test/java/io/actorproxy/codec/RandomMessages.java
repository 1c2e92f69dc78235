package io.actorproxy.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import java.util.Random;

/** Messages of the generated classes with arbitrary contents. */
final class RandomMessages {
  private static final String[] TEXTS = {
    "", "a", "counter", "zähler", "🦊", "a/b|c'd\"e;f", "\u0000", "x".repeat(300)
  };

  private final Random random;

  RandomMessages(Random random) {
    this.random = random;
  }

  /** A message in which about half of the fields are set, to some depth. */
  @SuppressWarnings("unchecked")
  <M extends Message> M of(M prototype) {
    return (M) fill(prototype.newBuilderForType(), 4).build();
  }

  private Message.Builder fill(Message.Builder builder, int depth) {
    for (FieldDescriptor field : builder.getDescriptorForType().getFields()) {
      boolean isMessage = field.getJavaType() == JavaType.MESSAGE;
      if (random.nextBoolean() && (depth > 0 || !isMessage)) {
        for (int i = field.isRepeated() ? random.nextInt(3) : 1; i > 0; i--) {
          Object value =
              isMessage
                  ? fill(builder.newBuilderForField(field), depth - 1).build()
                  : scalar(field);
          if (field.isRepeated()) {
            builder.addRepeatedField(field, value);
          } else {
            builder.setField(field, value);
          }
        }
      }
    }
    // A map entry does not keep unknown fields.
    if (random.nextInt(4) == 0 && !builder.getDescriptorForType().getOptions().getMapEntry()) {
      builder.setUnknownFields(unknown());
    }
    return builder;
  }

  private Object scalar(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case STRING -> TEXTS[random.nextInt(TEXTS.length)];
      case BYTE_STRING -> bytes();
      case BOOLEAN -> random.nextBoolean();
      case INT -> random.nextInt();
      case LONG -> random.nextLong();
      case ENUM ->
          field
              .getEnumType()
              .getValues()
              .get(random.nextInt(field.getEnumType().getValues().size()));
      case FLOAT, DOUBLE, MESSAGE ->
          throw new IllegalArgumentException("Expected no field such as " + field);
    };
  }

  private ByteString bytes() {
    byte[] bytes = new byte[random.nextInt(40)];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }

  /** Unknown fields of every wire type. */
  private UnknownFieldSet unknown() {
    return UnknownFieldSet.newBuilder()
        .addField(
            3_000 + random.nextInt(100),
            UnknownFieldSet.Field.newBuilder()
                .addVarint(random.nextLong())
                .addFixed32(random.nextInt())
                .addFixed64(random.nextLong())
                .addLengthDelimited(bytes())
                .addGroup(
                    UnknownFieldSet.newBuilder()
                        .addField(1, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                        .build())
                .build())
        .build();
  }
}
