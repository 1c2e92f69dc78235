package io.actorproxy.sdks;

import com.google.protobuf.UnknownFieldSet;
import io.spawn.Broadcast;
import io.spawn.actors.Actor;
import io.spawn.actors.Channel;
import io.spawn.actors.Metadata;

/** Fields as the SDKs of the protocol's first days send them. */
final class OldForms {
  private OldForms() {}

  /** A definition whose channels are plain strings, the topics' names. */
  static Actor plainChannels(Actor definition) {
    if (!definition.hasMetadata()) {
      return definition;
    }
    UnknownFieldSet.Field.Builder topics = UnknownFieldSet.Field.newBuilder();
    for (Channel channel : definition.getMetadata().getChannelGroupList()) {
      topics.addLengthDelimited(channel.getTopicBytes());
    }
    Metadata metadata =
        definition.getMetadata().toBuilder()
            .clearChannelGroup()
            .setUnknownFields(
                UnknownFieldSet.newBuilder()
                    .addField(Metadata.CHANNEL_GROUP_FIELD_NUMBER, topics.build())
                    .build())
            .build();
    return definition.toBuilder().setMetadata(metadata).build();
  }

  /** A broadcast that names the channel where the action's name belongs. */
  static Broadcast channelAsAction(Broadcast broadcast) {
    return broadcast.toBuilder()
        .setActionName(broadcast.getChannelGroup())
        .clearChannelGroup()
        .build();
  }
}
