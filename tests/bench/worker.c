/* A task of known appetite. It touches MEMORY MiB, computes until CPU seconds of processor time are used, sleeps
 * SLEEP seconds, and appends the line "ID start end" (monotonic seconds) to OUT in a single write.
 *
 * usage: worker ID CPU MEMORY SLEEP OUT */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static double seconds(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void touch(size_t bytes) {
  volatile char *memory = malloc(bytes);
  if (memory == NULL) exit(3);
  for (size_t at = 0; at < bytes; at += 4096) memory[at] = 1;
}

static void compute(double until) {
  volatile unsigned long sum = 0;
  while (seconds(CLOCK_PROCESS_CPUTIME_ID) < until)
    for (unsigned long step = 0; step < 20000; step++) sum += step;
}

int main(int argc, char **argv) {
  if (argc != 6) return 2;
  double start = seconds(CLOCK_MONOTONIC), nap = atof(argv[4]);
  size_t megabytes = (size_t)atol(argv[3]);
  if (megabytes > 0) touch(megabytes << 20);
  compute(atof(argv[2]));
  struct timespec rest = {(time_t)nap, (long)((nap - (double)(time_t)nap) * 1e9)};
  nanosleep(&rest, NULL);
  char line[256];
  int length = snprintf(line, sizeof line, "%s %.6f %.6f\n", argv[1], start, seconds(CLOCK_MONOTONIC));
  int out = open(argv[5], O_WRONLY | O_APPEND | O_CREAT, 0644);
  return out >= 0 && write(out, line, (size_t)length) == length ? 0 : 4;
}
