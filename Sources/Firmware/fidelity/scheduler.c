/* Passes of arkhipenko's TaskScheduler over jobs that are not due: for each job a look at the clock and a yield(). */
#include "clock.h"
#include "measure.h"
#include "tasks.h"

#define PASSES 100

struct job {
    volatile struct {
        uint8_t enabled : 1, in_on_enable : 1;
    } status;
    volatile uint32_t interval, delay, previous;
    volatile int32_t iterations;
    int32_t iterations_set;
    uint32_t runs;
    void (*callback)(void);
    struct job *before, *next;
};

struct schedule {
    struct job *first, *last, *current;
    uint8_t allows_sleep;
    void (*sleep)(uint32_t microseconds);
};

static struct schedule schedule, *sleeper = &schedule;
static volatile uint32_t passes, *const total = &passes;

__attribute__((noinline)) void disable(struct job *job) { job->status.enabled = 0; }

/* 1 when no job was due. */
static inline __attribute__((always_inline)) int walk(struct schedule *s)
{
    int idle = 1;
    s->current = s->first;
    while (s->current) {
        struct job *next = s->current->next;
        do {
            if (s->current->status.enabled) {
                if (s->current->iterations == 0) {
                    disable(s->current);
                    break;
                }
                uint32_t now = millis(), interval = s->current->interval;
                if (now - s->current->previous < s->current->delay) {
                    break;
                }
                if (s->current->iterations > 0) {
                    s->current->iterations--;
                }
                s->current->runs++;
                s->current->previous += s->current->delay;
                s->current->delay = interval;
                if (s->current->callback) {
                    s->current->callback();
                    idle = 0;
                }
            }
        } while (0);
        s->current = next;
        yield();
    }
    return idle;
}

__attribute__((noinline)) int execute(struct schedule *s) { return walk(s); }

/* The version that tells a function how long an idle pass took. */
__attribute__((noinline)) int execute_timed(struct schedule *s)
{
    uint32_t start = micros();
    int idle = walk(s);
    uint32_t end = micros();
    if (idle && s->allows_sleep && sleeper == s && s->sleep) {
        s->sleep(end - start);
    }
    return idle;
}

static void count_pass(void)
{
    execute(&schedule);
    passes++;
}

static void count_timed_pass(void)
{
    execute_timed(&schedule);
    (*total)++;
}

static void never(void) {}

static void sleep(uint32_t microseconds) { (void)microseconds; }

static void add(struct job *job, uint8_t is_enabled, uint32_t interval, int32_t iterations)
{
    job->status.enabled = is_enabled;
    job->interval = interval;
    job->delay = interval;
    job->previous = millis();
    job->iterations = iterations;
    job->callback = never;
    job->before = schedule.last;
    if (schedule.last) {
        schedule.last->next = job;
    } else {
        schedule.first = job;
    }
    schedule.last = job;
}

/* Cycles of PASSES passes, each of which goes back to the ROM's tasks `yields` times and at its end. */
static uint32_t time(void (*loop)(void), uint32_t yields)
{
    uint32_t trips = PASSES * (yields + 1);
    loop_set(loop);
    task_run(trips);
    uint32_t before = ccount();
    task_run(trips);
    return ccount() - before;
}

int main(void)
{
    static struct job jobs[3];
    asleep = 10000000;
    schedule.allows_sleep = 1;
    schedule.sleep = sleep;
    add(&jobs[0], 1, 10, -1);
    add(&jobs[1], 1, 10000, 1);
    loop_start();
    report("idle", time(count_pass, 2));
    add(&jobs[2], 0, 10000, 1);
    report("idle-callback", time(count_timed_pass, 3));
    return passes != 4 * PASSES;
}
