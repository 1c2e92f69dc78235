package io.actorproxy.sdks;

import com.google.protobuf.Message;

/**
 * What the proxy answered.
 *
 * @param http the HTTP status
 * @param body the decoded body
 */
public record Answer<M extends Message>(int http, M body) {}
