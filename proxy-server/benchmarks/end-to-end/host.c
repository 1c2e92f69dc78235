/*
 * The user's app of the measurements: a small HTTP/1.1 server, one thread, one epoll loop.
 *
 *   host <port>
 *
 * It answers two kinds of requests, by their path:
 *
 *   /api/v1/actors/actions   what the proxy sends: an ActorInvocation. Action "add" counts one more
 *                            in the actor's state, "wait" does the same but answers a second later,
 *                            every other action leaves the context empty.
 *   .../invoke               what a client sends, handed through by the reference: an
 *                            InvocationRequest. The answer is the InvocationResponse that the proxy
 *                            would have given, so that the reference moves the same bytes.
 *
 * Three more actions are for the scale curves: "fill" counts too, in a state as large as the digits
 * say that the payload begins with; "tick" and "due" are those of timers and scheduled calls, whose
 * times are kept (times.h).
 *
 * Either way the payload comes back as the answer's value. GET /traffic tells in JSON how many calls
 * of either kind there were and how many bytes, heads included; GET /times when ticks and scheduled
 * calls came since it was asked last. Anything else is answered 400.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "delay.h"
#include "files.h"
#include "protobuf.h"
#include "times.h"

enum { CAPACITY = 4 << 20, HEAD_ROOM = 128, MAX_FD = 16384, EVENTS = 256 };

/* A connection: how often its fd was opened, and the part of a request that has arrived so far. */
typedef struct {
  unsigned opened;
  size_t size;
  uint8_t *bytes;
} connection;

static connection connections[MAX_FD];

/* Most requests come whole, and all of them through these bytes, which so stay in the cache. */
static uint8_t input[CAPACITY];
static uint8_t output[HEAD_ROOM + 2 * CAPACITY];

/* What went in and out since the start, by kind of request. */
static struct {
  long calls, in, out;
} from_proxy, from_client;

static const char STATE_TYPE[] = "type.googleapis.com/bench.Counter";

/* Writes Context{state: Any{STATE_TYPE, Counter{fixed64 count = 1}}}: always of the same size. */
static uint8_t *write_counted(uint8_t *out, slice context) {
  uint64_t count = 0;
  slice counter = field(field(context, 1), 2);
  slice before = field(counter, 1);
  if (before.size == sizeof count) memcpy(&count, before.at, sizeof count);
  count++;

  uint8_t value[1 + sizeof count] = {1 << 3 | 1};
  memcpy(value + 1, &count, sizeof count);
  uint8_t any[64], state[80];
  uint8_t *end = write_field(any, 1, (slice){(const uint8_t *)STATE_TYPE, sizeof STATE_TYPE - 1});
  end = write_field(end, 2, (slice){value, sizeof value});
  end = write_field(state, 1, (slice){any, end - any});
  return write_field(out, 3, (slice){state, end - state});
}

/* Writes Context{state: Any{STATE_TYPE, bytes}} of the size asked for; the first 8 bytes count. */
static uint8_t *write_filled(uint8_t *out, slice context, slice asked) {
  uint64_t count = 0, size = leading_number(asked);
  if (size < sizeof count) size = sizeof count;
  if (size > CAPACITY / 2) size = CAPACITY / 2;
  slice before = field(field(context, 1), 2);
  if (before.size >= sizeof count) memcpy(&count, before.at, sizeof count);
  count++;

  /* The heads of the nested messages first, so that the bytes are written once. */
  slice type = {(const uint8_t *)STATE_TYPE, sizeof STATE_TYPE - 1};
  size_t any = field_size(type.size) + field_size(size);
  out = write_varint(write_varint(out, 3 << 3 | 2), field_size(any));
  out = write_varint(write_varint(out, 1 << 3 | 2), any);
  out = write_field(out, 1, type);
  out = write_varint(write_varint(out, 2 << 3 | 2), size);
  memcpy(out, &count, sizeof count);
  memset(out + sizeof count, 'x', size - sizeof count);
  return out + size;
}

static int is_action(slice request, const char *name) {
  slice action = field(request, 2);
  return action.size == strlen(name) && memcmp(action.at, name, action.size) == 0;
}

/* ActorInvocation -> ActorInvocationResponse. */
static uint8_t *answer_proxy(uint8_t *out, slice request) {
  slice actor = field(request, 1);
  out = write_field(out, 1, field(actor, 1));
  out = write_field(out, 2, field(actor, 2));
  if (is_action(request, "add") || is_action(request, "wait")) {
    out = write_counted(out, field(request, 3));
  } else if (is_action(request, "fill")) {
    out = write_filled(out, field(request, 3), field(field(request, 4), 2));
  } else {
    if (is_action(request, "tick")) on_tick(field(actor, 1));
    if (is_action(request, "due")) on_due(field(field(request, 4), 2));
    out = write_field(out, 3, (slice){(const uint8_t *)"", 0});
  }
  return write_field(out, 4, field(request, 4));
}

/* InvocationRequest -> InvocationResponse. */
static uint8_t *answer_client(uint8_t *out, slice request) {
  static const uint8_t OK[] = {1 << 3, 1};
  out = write_field(out, 1, (slice){OK, sizeof OK});
  out = write_field(out, 2, field(request, 1));
  out = write_field(out, 3, field(request, 2));
  return write_field(out, 4, field(request, 4));
}

static ssize_t send_all(int fd, const uint8_t *bytes, ssize_t size) {
  return send(fd, bytes, size, MSG_NOSIGNAL) == size ? size : -1;
}

/* Sends the body that lies in the output behind the room for a head, head and body in one write. */
static ssize_t send_answer(int fd, size_t size, int is_delayed) {
  char head[HEAD_ROOM];
  int length = snprintf(head, sizeof head,
      "HTTP/1.1 %s\r\ncontent-type: application/octet-stream\r\ncontent-length: %zu\r\n\r\n",
      size > 0 ? "200 OK" : "400 Bad Request", size);
  uint8_t *start = output + HEAD_ROOM - length;
  memcpy(start, head, length);
  ssize_t all = length + size;
  if (!is_delayed) return send_all(fd, start, all);
  delay(fd, connections[fd].opened, start, all);
  return all;
}

static int tell_traffic(uint8_t *out) {
  return sprintf((char *)out, "{\"from_proxy\": {\"calls\": %ld, \"in\": %ld, \"out\": %ld}, "
      "\"from_client\": {\"calls\": %ld, \"in\": %ld, \"out\": %ld}}\n",
      from_proxy.calls, from_proxy.in, from_proxy.out,
      from_client.calls, from_client.in, from_client.out);
}

static int ends_with(slice text, const char *end) {
  size_t size = strlen(end);
  return text.size >= size && memcmp(text.at + text.size - size, end, size) == 0;
}

/* Answers one request; `size` is that of head and body. */
static int answer(int fd, slice path, slice body, long size) {
  uint8_t *start = output + HEAD_ROOM;
  ssize_t sent;
  if (ends_with(path, "/actors/actions")) {
    sent = send_answer(fd, answer_proxy(start, body) - start, is_action(body, "wait"));
    from_proxy.calls++, from_proxy.in += size, from_proxy.out += sent;
  } else if (ends_with(path, "/invoke")) {
    sent = send_answer(fd, answer_client(start, body) - start, 0);
    from_client.calls++, from_client.in += size, from_client.out += sent;
  } else {
    int told = ends_with(path, "/traffic") ? tell_traffic(start) : ends_with(path, "/times") ? tell_times(start) : 0;
    sent = send_answer(fd, told, 0);
  }
  return sent > 0;
}

/* The value of content-length; 0 if the head has none. */
static long content_length(const char *head, const char *end) {
  static const char NAME[] = "\r\ncontent-length:";
  for (const char *at = head; (at = memchr(at, '\r', end - at)) != NULL; at++) {
    if (strncasecmp(at, NAME, sizeof NAME - 1) == 0) return atol(at + sizeof NAME - 1);
  }
  return 0;
}

/* Answers every whole request in the input and tells the size of these; -1 if one is no good. */
static ssize_t answer_all(int fd, size_t all) {
  size_t done = 0;
  while (done < all) {
    const char *head = (const char *)input + done;
    const char *blank = memmem(head, all - done, "\r\n\r\n", 4);
    if (blank == NULL) break;
    long size = content_length(head, blank + 2);
    const char *body = blank + 4;
    const char *path = memchr(head, ' ', blank - head);
    const char *version = path == NULL ? NULL : memchr(path + 1, ' ', blank - path - 1);
    if (size < 0 || size >= CAPACITY || version == NULL) return -1;
    if (body + size > (const char *)input + all) break;
    slice where = {(const uint8_t *)path + 1, version - path - 1};
    slice content = {(const uint8_t *)body, size};
    if (!answer(fd, where, content, body + size - head)) return -1;
    done = (const uint8_t *)body + size - input;
  }
  return done;
}

/* 0 if the connection is no good or has ended. */
static int serve(int fd) {
  connection *before = &connections[fd];
  ssize_t size = recv(fd, input + before->size, CAPACITY - before->size, MSG_DONTWAIT);
  if (size < 0) return errno == EAGAIN || errno == EINTR;
  if (size == 0) return 0;
  if (before->size > 0) memcpy(input, before->bytes, before->size);
  size_t all = before->size + size;
  ssize_t done = answer_all(fd, all);
  if (done < 0 || all - done == CAPACITY) return 0;
  before->size = all - done;
  if (before->size == 0) return 1;
  before->bytes = realloc(before->bytes, before->size);
  if (before->bytes == NULL) abort();
  memcpy(before->bytes, input + done, before->size);
  return 1;
}

static void send_due(void) {
  for (delayed *one; (one = take_due()) != NULL; free(one)) {
    /* One that cannot be written to has ended, and is closed when that is read. */
    if (connections[one->fd].opened == one->opened) send_all(one->fd, one->bytes, one->size);
  }
}

static void watch(int loop, int fd) {
  struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
  if (epoll_ctl(loop, EPOLL_CTL_ADD, fd, &event) < 0) perror("epoll_ctl"), exit(1);
}

static void accept_one(int loop, int server) {
  int fd = accept(server, NULL, NULL), on = 1;
  if (fd < 0) return;
  if (fd >= MAX_FD) {
    close(fd);
    return;
  }
  connections[fd].opened++;
  connections[fd].size = 0;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  watch(loop, fd);
}

static int listen_on(int port) {
  int server = socket(AF_INET, SOCK_STREAM, 0), on = 1;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(server, (struct sockaddr *)&address, sizeof address) < 0 || listen(server, 4096) < 0) {
    perror("host: cannot listen");
    exit(1);
  }
  return server;
}

int main(int count, char **arguments) {
  if (count != 2) {
    fprintf(stderr, "usage: host <port>\n");
    return 2;
  }
  allow_files(MAX_FD);
  int server = listen_on(atoi(arguments[1])), loop = epoll_create1(0);
  watch(loop, server);
  struct epoll_event events[EVENTS];
  for (;;) {
    int ready = epoll_wait(loop, events, EVENTS, until_due());
    for (int i = 0; i < ready; i++) {
      int fd = events[i].data.fd;
      if (fd == server) {
        accept_one(loop, server);
      } else if (!serve(fd)) {
        connections[fd].opened++;
        close(fd);
      }
    }
    send_due();
  }
}
