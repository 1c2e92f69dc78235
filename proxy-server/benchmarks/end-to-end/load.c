/*
 * The caller of the measurements: HTTP/1.1 requests over many connections, one thread, one epoll loop.
 *
 *   load --port P --requests FILE [--connections 64] [--lead S] [--seconds S] [--rate R]
 *        [--numbers FIRST-LAST] [--once] [--plain] [--pids A,B,...]
 *
 * Closed loop: each connection sends a request, waits for its answer and sends the next one.
 * Open loop, with --rate: calls come due by the clock, R in a second, whatever became of those before.
 * A call that finds no free connection waits for one, and its latency counts from when it was due.
 *
 * The file holds whole requests, each behind its size as a little-endian 32-bit number. With --numbers
 * they are templates: wherever eight # stand there goes a number, with leading zeros. Connections start
 * spread over the requests or numbers and walk around. With --once each is called once by any of them,
 * without a lead, and that is the end.
 *
 * Measured is what was answered after the lead and before the end, or what came due in that time. Then
 * what is outstanding, or due and not sent yet, still gets some time, so that every call has a known fate.
 * An answer is good when it is HTTP 200 and its body starts with RequestStatus{OK}, with --plain when it
 * is HTTP 200. Prints one JSON object: counts, percentiles of the latencies and of the waits for a free
 * connection in microseconds, how many calls were due but not sent when the measured time was over
 * (backlog) and at last (unsent), and the CPU time in seconds that this process, each process given and
 * the whole machine spent in the measured time.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>

#include "answers.h"
#include "cpu.h"
#include "durations.h"
#include "files.h"
#include "options.h"
#include "requests.h"

enum { SHARED = 256 * 1024, EVENTS = 64 };

static options_of_a_run options = {.connections = 64, .lead = 0.5, .seconds = 2};

static const int64_t SECOND = 1000000000, PATIENCE = 10 * 1000000000LL;

typedef struct {
  int fd;
  size_t position;  /* of the request that was sent last */
  size_t sent;      /* how much of it */
  int64_t due;      /* when it was due; 0 if it is answered */
  size_t size;      /* of the part of a response that has arrived so far */
  char *part;
} connection;

static struct {
  long good;     /* answered with OK, measured or not */
  long refused;  /* answered with anything else */
  long broken;   /* the connection ended or sent nonsense instead of an answer */
  long received; /* bytes of all answers, heads included */
  char sample[256];
} counts;

static struct sockaddr_in server = {.sin_family = AF_INET};
static int loop;
static connection *connections;

/* Connections without a call, the one longest free first: a ring with room for all of them. */
static struct {
  connection **all;
  size_t first, count;
} idle;

/* Most answers come whole, and all of them through these bytes, which so stay in the cache. */
static char shared[SHARED];

static durations latencies, waits;
static size_t calls, outstanding;
static int64_t start, window_start, window_end, last_answer;
static int is_over; /* Nothing more is sent, whatever is due. */

static void die(const char *what) {
  perror(what);
  exit(1);
}

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * SECOND + time.tv_nsec;
}

/* When the next call is due: at once in a closed loop. */
static int64_t next_due(int64_t at) {
  return options.rate > 0 ? start + (int64_t)(calls * (SECOND / options.rate)) : at;
}

/* Whether there is another call to make, now or later. */
static int has_next(int64_t at) {
  if (is_over) return 0;
  return options.once ? calls < options.requests.count : next_due(at) < window_end;
}

static int is_measured(int64_t at) {
  return at >= window_start && at < window_end;
}

static void watch(connection *c, int operation, uint32_t for_what) {
  struct epoll_event event = {.events = for_what, .data.ptr = c};
  if (epoll_ctl(loop, operation, c->fd, &event) < 0) die("epoll_ctl");
}

/* Sends what is left of the request; what does not fit goes when there is room again. */
static void send_rest(connection *c) {
  request *one = request_at(&options.requests, c->position);
  int is_first_try = c->sent == 0;
  ssize_t size = send(c->fd, one->bytes + c->sent, one->size - c->sent, MSG_NOSIGNAL);
  /* A connection that has ended is seen again by reading. */
  if (size < 0 && errno != EAGAIN && errno != EPIPE && errno != ECONNRESET) die("send");
  c->sent += size < 0 ? 0 : size;
  if (c->sent == one->size && is_first_try) return;
  watch(c, EPOLL_CTL_MOD, c->sent == one->size ? EPOLLIN : EPOLLIN | EPOLLOUT);
}

/* Sends the next call if it is due by then. */
static int call_if_due(connection *c, int64_t at) {
  int64_t due = next_due(at);
  if (due > at || !has_next(at)) return 0;
  c->position = options.once ? calls : (c->position + 1) % options.requests.count;
  c->due = due;
  c->sent = 0;
  calls++;
  outstanding++;
  if (options.rate > 0 && is_measured(due)) add_duration(&waits, at - due);
  send_rest(c);
  return 1;
}

static void call_or_rest(connection *c) {
  if (idle.count == 0 && call_if_due(c, now())) return;
  idle.all[(idle.first + idle.count++) % options.connections] = c;
}

/* Lets free connections send what is due. */
static void call_due(void) {
  while (idle.count > 0 && call_if_due(idle.all[idle.first], now())) {
    idle.first = (idle.first + 1) % options.connections;
    idle.count--;
  }
}

static void open_connection(connection *c) {
  int on = 1;
  c->fd = socket(AF_INET, SOCK_STREAM, 0);
  if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&server, sizeof server) < 0) die("connect");
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  fcntl(c->fd, F_SETFL, O_NONBLOCK);
  watch(c, EPOLL_CTL_ADD, EPOLLIN);
  c->size = 0;
  c->due = 0;
}

static void keep_sample(const char *bytes, size_t size) {
  if (counts.sample[0] != 0) return;
  for (size_t i = 0; i < size && i < sizeof counts.sample - 1; i++) {
    char c = bytes[i];
    counts.sample[i] = c < ' ' || c > '~' || c == '"' || c == '\\' ? ' ' : c;
  }
}

static void on_answer(connection *c, const char *bytes, const char *body, long size) {
  last_answer = now();
  counts.received += size;
  if (is_http_ok(bytes) && (options.plain || is_status_ok(body, bytes + size))) {
    counts.good++;
    /* By the clock, what came due counts, however late its answer is. */
    if (is_measured(options.rate > 0 ? c->due : last_answer)) add_duration(&latencies, last_answer - c->due);
  } else {
    counts.refused++;
    keep_sample(bytes, size);
  }
  c->size = 0;
  c->due = 0;
  outstanding--;
  call_or_rest(c);
}

static void on_broken(connection *c, const char *bytes, size_t size) {
  int was_outstanding = c->due != 0;
  counts.broken++;
  keep_sample(bytes, size);
  close(c->fd);
  open_connection(c);
  if (!was_outstanding) return; /* It rests already. */
  outstanding--;
  call_or_rest(c);
}

static void keep_part(connection *c, const char *bytes, size_t size) {
  c->part = realloc(c->part, c->size + size);
  if (c->part == NULL) die("part");
  memcpy(c->part + c->size, bytes, size);
  c->size += size;
}

static void on_readable(connection *c) {
  ssize_t size = recv(c->fd, shared, SHARED, 0);
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (c->size > 0 && size > 0) keep_part(c, shared, size);
  const char *bytes = c->size > 0 ? c->part : shared, *body = NULL;
  size_t all = c->size > 0 ? c->size : size > 0 ? (size_t)size : 0;
  long answer = size <= 0 ? -1 : whole_answer(bytes, all, &body);
  if (answer < 0 || (answer > 0 && ((size_t)answer != all || c->due == 0))) {
    on_broken(c, bytes, all);
  } else if (answer > 0) {
    on_answer(c, bytes, body, answer);
  } else if (c->size == 0) {
    keep_part(c, shared, size);
  }
}

/* Handles what arrives and what comes due until the time given, or until all calls are made and answered. */
static void run_until(int64_t end) {
  struct epoll_event events[EVENTS];
  for (int64_t at; (at = now()) < end && (outstanding > 0 || has_next(at));) {
    if (options.once && at - last_answer > PATIENCE) return;
    int64_t wake = at + SECOND < end ? at + SECOND : end;
    if (idle.count > 0 && has_next(at) && next_due(at) < wake) wake = next_due(at);
    int64_t left = wake > at ? wake - at : 0;
    struct timespec timeout = {left / SECOND, left % SECOND};
    int ready = epoll_pwait2(loop, events, EVENTS, &timeout, NULL);
    for (int i = 0; i < ready; i++) {
      connection *c = events[i].data.ptr;
      if (events[i].events & EPOLLOUT) send_rest(c);
      if (events[i].events & ~EPOLLOUT) on_readable(c);
    }
    call_due();
  }
}

/* Calls that came due in the measured time and have not been sent. */
static long not_sent(void) {
  if (options.once) return options.requests.count - calls;
  long due = options.rate > 0 ? (long)((options.lead + options.seconds) * options.rate) : 0;
  return due > (long)calls ? due - (long)calls : 0;
}

static void print_report(double seconds, cpu_times from, cpu_times to, long backlog) {
  printf("{\"good\": %ld, \"refused\": %ld, \"broken\": %ld, \"unanswered\": %zu, \"unsent\": %ld",
      counts.good, counts.refused, counts.broken, outstanding, not_sent());
  printf(", \"received\": %ld, \"sample\": \"%s\"", counts.received, counts.sample);
  printf(", \"measured\": %zu, \"seconds\": %.6f, \"latency\": ", latencies.count, seconds);
  print_percentiles(&latencies);
  printf(", \"rate\": %.1f, \"backlog\": %ld, \"wait\": ", options.rate, backlog);
  print_percentiles(&waits);
  printf(", \"cpu\": ");
  print_cpu_times(from, to, options.pids, options.pid_count);
  printf("}\n");
}

int main(int count, char **arguments) {
  if (!read_options(&options, count, arguments)) return 2;
  server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  server.sin_port = htons(options.port);
  allow_files(options.connections + 64);
  prctl(PR_SET_TIMERSLACK, 1UL); /* Wake when a call is due, not 50 us later. */
  loop = epoll_create1(0);
  connections = calloc(options.connections, sizeof *connections);
  idle.all = calloc(options.connections, sizeof *idle.all);
  if (connections == NULL || idle.all == NULL) die("connections");
  for (int i = 0; i < options.connections; i++) {
    connections[i].position = options.requests.count * i / options.connections;
    open_connection(&connections[i]);
    idle.all[idle.count++] = &connections[i];
  }

  start = last_answer = now();
  window_start = start + (int64_t)(options.lead * SECOND);
  window_end = options.once ? INT64_MAX : window_start + (int64_t)(options.seconds * SECOND);
  call_due();
  run_until(window_start);
  int64_t measured_from = now();
  cpu_times from = read_cpu_times(options.pids, options.pid_count);
  run_until(window_end);
  double seconds = (now() - measured_from) / (double)SECOND;
  cpu_times to = read_cpu_times(options.pids, options.pid_count);
  long backlog = not_sent();
  run_until(now() + PATIENCE);
  is_over = 1;
  run_until(now() + PATIENCE);
  print_report(seconds, from, to, backlog);
  return 0;
}
