/* CPU time that the kernel has charged to processes and to the whole machine. */
#ifndef CPU_H
#define CPU_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MAX_PIDS = 256 };

/* Seconds, in the order of the process ids. */
typedef struct {
  double machine, pids[MAX_PIDS];
} cpu_times;

/* Seconds of user and system time of a process with all its threads; 0 if it is not there. */
static double cpu_of(const char *pid) {
  char path[64], text[1024];
  unsigned long user = 0, system = 0;
  snprintf(path, sizeof path, "/proc/%s/stat", pid);
  FILE *file = fopen(path, "r");
  if (file == NULL) return 0;
  size_t size = fread(text, 1, sizeof text - 1, file);
  fclose(file);
  text[size] = 0;
  char *name_end = strrchr(text, ')');
  if (name_end == NULL || sscanf(name_end + 1,
      " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system) != 2) return 0;
  return (double)(user + system) / sysconf(_SC_CLK_TCK);
}

/* Seconds that all processors together were busy. */
static double cpu_of_machine(void) {
  unsigned long user, nice, system, idle, wait, irq, softirq;
  FILE *file = fopen("/proc/stat", "r");
  if (file == NULL || fscanf(file, "cpu %lu %lu %lu %lu %lu %lu %lu", &user, &nice, &system,
      &idle, &wait, &irq, &softirq) != 7) {
    perror("/proc/stat");
    exit(1);
  }
  fclose(file);
  return (double)(user + nice + system + irq + softirq) / sysconf(_SC_CLK_TCK);
}

static cpu_times read_cpu_times(char **pids, int count) {
  cpu_times times = {.machine = cpu_of_machine()};
  for (int i = 0; i < count; i++) times.pids[i] = cpu_of(pids[i]);
  return times;
}

/* Prints a JSON object with the seconds between two readings, by process id and for the machine. */
static void print_cpu_times(cpu_times from, cpu_times to, char **pids, int count) {
  printf("{\"machine\": %.2f", to.machine - from.machine);
  for (int i = 0; i < count; i++) printf(", \"%s\": %.2f", pids[i], to.pids[i] - from.pids[i]);
  printf("}");
}

#endif
