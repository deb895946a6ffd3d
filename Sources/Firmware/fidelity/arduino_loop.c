/* The Arduino core 2.x between two calls of loop(): an event, a task, a stack of its own. In flash but for what it has
 * in IRAM. */
#include "clock.h"
#include "measure.h"
#include "tasks.h"

#define LOOP_PRIORITY 1
#define GUARD 0xFEEFEFFE

struct context {
    uint32_t *return_stack;
    void (*return_to)(void);
    uint32_t *resume_stack;
    void (*resume_at)(void);
    uint32_t *top;
    uint32_t low_guard;
    uint32_t stack[1024];
    uint32_t high_guard;
};


struct context *loop_context;
static uint32_t task_start;
static void (*loop)(void);

struct scheduled {
    struct scheduled *next;
    void (*function)(void);
};
static struct scheduled *first_scheduled, *last_scheduled;

IRAM(context_check) int context_check(struct context *context)
{
    return context->low_guard != GUARD || context->high_guard != GUARD;
}

IRAM(can_yield) int can_yield(struct context *context)
{
    uint32_t ps;
    __asm__ volatile("rsr.ps %0" : "=a"(ps));
    return (ps & 15) == 0 && context->return_to != 0 && context->resume_at == 0;
}

__attribute__((noinline)) void loop_yield(void)
{
    if (can_yield(loop_context)) {
        context_yield(loop_context);
    }
}

__attribute__((noinline)) void loop_post(void) { task_post(LOOP_PRIORITY, 0, 0); }

__attribute__((noinline)) void yield(void)
{
    if (can_yield(loop_context)) {
        loop_post();
        loop_yield();
    }
}

__attribute__((weak)) void before_loop(void) {}

__attribute__((weak)) void setup(void) {}

__attribute__((noinline)) void run_scheduled(void)
{
    struct scheduled *next = first_scheduled;
    first_scheduled = 0;
    last_scheduled = 0;
    while (next) {
        struct scheduled *item = next;
        next = item->next;
        item->function();
    }
}

static void loop_once(void)
{
    static uint8_t is_set_up;
    before_loop();
    if (!is_set_up) {
        setup();
        is_set_up = 1;
    }
    loop();
    run_scheduled();
    loop_post();
}

static void loop_task(struct event *event)
{
    (void)event;
    task_start = system_time();
    context_run(loop_context, loop_once);
    if (context_check(loop_context) != 0) {
        __builtin_trap();
    }
}

void loop_set(void (*function)(void)) { loop = function; }

void loop_start(void)
{
    static struct context context;
    static struct event queue[1];
    context.top = &context.stack[1024];
    context.low_guard = context.high_guard = GUARD;
    loop_context = &context;
    task_create(loop_task, LOOP_PRIORITY, queue, 1);
    loop_post();
}
