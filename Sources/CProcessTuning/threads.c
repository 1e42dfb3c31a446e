// The thread pool: the few entry points of libgomp that oneDNN and OpenBLAS call, under the same names. The
// loader finds a program's own symbols before those of libgomp, so that both libraries and the kernels of
// this package run on these threads and on no others.
//
// Two things are done otherwise than in libgomp. A thread that waits spins for 0.2 ms at most, then sleeps:
// libgomp's spin on, and where other programs want the cores they burn the very time that the thread they
// wait for needs (measured beside two spinning programs: 3 to 9 % of the idle speed is left). And the threads
// ask Linux for short time slices, so that a woken thread runs at once.
#ifdef __linux__
#define _GNU_SOURCE
#endif
#include "CProcessTuning.h"

#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#ifdef __linux__
extern int omp_get_max_threads(void);

#include <linux/futex.h>
#include <sched.h>
#include <sys/syscall.h>

#define MAX_THREADS 255
#define REGION_MASK 0xffffffu
#define SPIN_NS 200000  // measured with both cores taken by others: 50 us and 1 ms are both worse

typedef atomic_uint word;

static void sleep_while(word *place, unsigned value) {
  syscall(SYS_futex, place, FUTEX_WAIT_PRIVATE, value, NULL, NULL, 0);
}
static void wake_all(word *place) { syscall(SYS_futex, place, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0); }

static inline void relax(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static struct {
  pthread_mutex_t lock;       // one region at a time
  word generation;            // region number << 8 | threads of the region
  word sleepers;              // workers asleep on `generation`
  word running;               // shares of the region that are not done, the starting thread's apart
  word master_sleeps;         // whether the thread that started the region is asleep on `running`
  word barrier_count, barrier_phase, barrier_sleepers;
  void (*body)(void *);
  void *data;
  int worker_count, spin_rounds;
  int cpus[MAX_THREADS], cpu_count;  // the CPU of each thread; none where the threads do not fill the machine
  atomic_int workers[MAX_THREADS];   // what Linux calls each worker; 0 until it runs
  word claimed[MAX_THREADS];  // the region of which somebody began this share, or the one before
} pool = {.lock = PTHREAD_MUTEX_INITIALIZER};

static _Thread_local int thread_number = 0, team_size = 1, depth = 0;
static atomic_int thread_limit = 0;

// Waits until `place` no longer holds `value`: spins for a while, then sleeps.
static void wait_for_change(word *place, unsigned value, word *sleepers) {
  for (int i = 0; i < pool.spin_rounds; i++) {
    if (atomic_load_explicit(place, memory_order_acquire) != value) return;
    relax();
  }
  atomic_fetch_add(sleepers, 1);
  while (atomic_load(place) == value) sleep_while(place, value);
  atomic_fetch_sub(sleepers, 1);
}

// Asks for time slices of 0.1 ms: the share of the CPU stays what it is, but it comes sooner (Linux 6.12).
static void ask_for_short_slices(void) {
  struct {
    uint32_t size, policy;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t runtime, deadline, period;
    uint32_t minimum, maximum;
  } attributes = {.size = sizeof attributes};
  if (syscall(SYS_sched_getattr, 0, &attributes, sizeof attributes, 0) == 0 &&
      attributes.policy == SCHED_OTHER) {
    attributes.runtime = 100000;
    syscall(SYS_sched_setattr, 0, &attributes, 0);
  }
}

static void run(void (*body)(void *), void *data, int number, int size) {
  int saved_number = thread_number, saved_size = team_size;
  thread_number = number;
  team_size = size;
  depth += size > 1;
  body(data);
  depth -= size > 1;
  thread_number = saved_number;
  team_size = saved_size;
}

// Whether the caller is the one to do this share of a region: each is done once. A share that can be had holds
// the number of the region before, so that a worker that comes late finds nothing.
static int claims(unsigned share, unsigned region) {
  unsigned before = (region - 1) & REGION_MASK;
  return atomic_compare_exchange_strong(&pool.claimed[share], &before, region);
}

// Where the threads are to fill the machine, each has a CPU of its own. Linux likes to put a woken worker on the
// CPU of the thread that wakes it, and where others keep the rest busy it leaves both there. So the workers are
// pinned: two programs at once then keep 35 % of their speed each or more, which was 9 to 24 %.
static void choose_cpus(void) {
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0 || CPU_COUNT(&allowed) != omp_get_max_threads())
    return;
  for (int cpu = 0; cpu < CPU_SETSIZE && pool.cpu_count < MAX_THREADS; cpu++)
    if (CPU_ISSET(cpu, &allowed)) pool.cpus[pool.cpu_count++] = cpu;
}

static void pin(pid_t thread, int cpu) {
  cpu_set_t own;
  CPU_ZERO(&own);
  CPU_SET(cpu, &own);
  sched_setaffinity(thread, sizeof own, &own);
}

// Linux moves the thread that starts a region as it likes: a worker that has that CPU takes the one left over.
static void leave_the_cpu_to_the_starter(int size) {
  int cpu = sched_getcpu();
  for (int number = 1; number < size && number < pool.cpu_count; number++) {
    pid_t worker = atomic_load(&pool.workers[number]);
    if (pool.cpus[number] != cpu || worker == 0) continue;
    pool.cpus[number] = pool.cpus[0];
    pool.cpus[0] = cpu;
    pin(worker, pool.cpus[number]);
    return;
  }
}

// Leaves signals to the threads that have a stack for them (zoo_signals.h), but for those of a fault of its own.
static void take_no_signals(void) {
  static const int faults[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT};
  sigset_t all;
  sigfillset(&all);
  for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) sigdelset(&all, faults[i]);
  pthread_sigmask(SIG_BLOCK, &all, NULL);
}

static void *work(void *argument) {
  const unsigned number = (unsigned)(uintptr_t)argument;
  unsigned seen = 0;
  take_no_signals();
  ask_for_short_slices();
  if ((int)number < pool.cpu_count) pin(0, pool.cpus[number]);
  atomic_store(&pool.workers[number], gettid());
  for (;;) {
    wait_for_change(&pool.generation, seen, &pool.sleepers);
    seen = atomic_load_explicit(&pool.generation, memory_order_acquire);
    if (number >= (seen & 255) || !claims(number, seen >> 8)) continue;
    run(pool.body, pool.data, (int)number, (int)(seen & 255));
    if (atomic_fetch_sub(&pool.running, 1) == 1 && atomic_load(&pool.master_sleeps))
      wake_all(&pool.running);
  }
  return NULL;
}

// How many rounds of waiting take SPIN_NS.
static void calibrate(void) {
  const int rounds = 2000;
  int64_t start = now();
  for (int i = 0; i < rounds; i++) relax();
  int64_t elapsed = now() - start;
  pool.spin_rounds = (int)(SPIN_NS * (int64_t)rounds / (elapsed > 0 ? elapsed : 1));
}

// At least `count` workers; returns how many there are.
static int hire(int count) {
  if (pool.worker_count == 0 && count > 0) {
    calibrate();
    ask_for_short_slices();
    choose_cpus();
  }
  while (pool.worker_count < count) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, work, (void *)(uintptr_t)(pool.worker_count + 1)) != 0) break;
    pthread_detach(thread);
    pool.worker_count++;
  }
  return pool.worker_count;
}

void GOMP_parallel(void (*body)(void *), void *data, unsigned threads, unsigned flags) {
  (void)flags;
  int size = threads ? (int)threads : omp_get_max_threads();
  if (size > MAX_THREADS) size = MAX_THREADS;
  if (size <= 1 || depth > 0) {
    run(body, data, 0, 1);
    return;
  }
  pthread_mutex_lock(&pool.lock);
  int available = hire(size - 1) + 1;
  if (size > available) size = available;
  leave_the_cpu_to_the_starter(size);
  pool.body = body;
  pool.data = data;
  atomic_store(&pool.running, (unsigned)size - 1);
  unsigned before = atomic_load(&pool.generation) >> 8, region = (before + 1) & REGION_MASK;
  for (int share = 1; share < size; share++) atomic_store(&pool.claimed[share], before);
  atomic_store(&pool.generation, region << 8 | (unsigned)size);
  if (atomic_load(&pool.sleepers)) wake_all(&pool.generation);
  run(body, data, 0, size);
  for (int share = 1; share < size; share++) {
    if (!claims((unsigned)share, region)) continue;
    run(body, data, share, size);
    atomic_fetch_sub(&pool.running, 1);
  }
  for (unsigned left; (left = atomic_load_explicit(&pool.running, memory_order_acquire)) != 0;)
    wait_for_change(&pool.running, left, &pool.master_sleeps);
  pthread_mutex_unlock(&pool.lock);
}

void GOMP_barrier(void) {
  if (team_size <= 1) return;
  unsigned phase = atomic_load(&pool.barrier_phase);
  if (atomic_fetch_add(&pool.barrier_count, 1) + 1 == (unsigned)team_size) {
    atomic_store(&pool.barrier_count, 0);
    atomic_store(&pool.barrier_phase, phase + 1);
    if (atomic_load(&pool.barrier_sleepers)) wake_all(&pool.barrier_phase);
  } else {
    wait_for_change(&pool.barrier_phase, phase, &pool.barrier_sleepers);
  }
}

int omp_get_thread_num(void) { return thread_number; }
int omp_get_num_threads(void) { return team_size; }
int omp_in_parallel(void) { return depth > 0; }
int omp_get_num_places(void) { return 0; }

static int default_thread_count(void) {
  const char *wanted = getenv("OMP_NUM_THREADS");
  int count = wanted ? atoi(wanted) : 0;
  cpu_set_t cpus;
  if (count < 1 && sched_getaffinity(0, sizeof cpus, &cpus) == 0) count = CPU_COUNT(&cpus);
  return count < 1 ? 1 : (count > MAX_THREADS ? MAX_THREADS : count);
}

int omp_get_max_threads(void) {
  int limit = atomic_load_explicit(&thread_limit, memory_order_relaxed);
  if (limit == 0) {
    limit = default_thread_count();
    atomic_store(&thread_limit, limit);
  }
  return limit;
}

void omp_set_num_threads(int count) {
  atomic_store(&thread_limit, count < 1 ? 1 : (count > MAX_THREADS ? MAX_THREADS : count));
}
#endif
