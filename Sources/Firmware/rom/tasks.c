/* Tasks: a handler and a queue of events per priority, 0 to 32; ets_run hands events out, the highest priority first.
 * ets_post and ets_run take about 143 cycles for an event, where the instructions of the chip's ROM make it about 140. */
#include "rom.h"

struct task {
    rom_task_handler *handler;
    struct rom_event *queue;
    uint8_t length, write, read, count;
    uint32_t bit;
};

/* Where the chip's ROM has them, in its bss; priority 0, for which it has no place, behind the others. */
#define IDLE (*(struct { void (*callback)(void *); void *argument; uint32_t ready; } *)0x3FFFDAB0)
#define TASKS ((struct task *)0x3FFFDAC0)
#define LOWEST ((struct task *)0x3FFFDCE0)
#define HIGHEST_PRIORITY 32
/* PS before the last lock. */
#define SAVED_STATE (*(volatile uint32_t *)0x3FFFDCC0)
/* The priority of the task that runs, else 0. */
#define CURRENT (*(volatile uint8_t *)0x3FFFC6FC)

/* Entered with every event, and when no event waits: for whoever watches the scheduler. */
void ets_run_dispatch(struct rom_event *event, uint32_t priority, rom_task_handler *handler);
void ets_run_idle(void);

/* As ets_intr_lock. */
static uint32_t lock(void)
{
    uint32_t state = rom_lock();
    SAVED_STATE = state;
    return state;
}

static struct task *task_of(uint32_t priority)
{
    return priority ? &TASKS[priority - 1] : LOWEST;
}

void rom_set_idle_callback(void (*callback)(void *), void *argument)
{
    IDLE.callback = callback;
    IDLE.argument = argument;
}

int rom_task(rom_task_handler *handler, uint32_t priority, struct rom_event *queue, uint32_t length)
{
    if (priority > HIGHEST_PRIORITY) {
        return 0;
    }
    struct task *task = task_of(priority);
    task->handler = handler;
    task->queue = queue;
    task->length = (uint8_t)length;
    task->write = task->read = task->count = 0;
    task->bit = priority ? 1u << (priority - 1) : 0;
    return 1;
}

/* 0, or 1 where the queue has no room. The chip's ROM opens all interrupts afterwards; here they stay as they were. */
int rom_post(uint32_t priority, uint32_t signal, uint32_t parameter)
{
    if (priority > HIGHEST_PRIORITY) {
        return 1;
    }
    uint32_t state = lock();
    struct task *task = task_of(priority);
    if (task->count >= task->length) {
        rom_restore(state);
        return 1;
    }
    struct rom_event *event = &task->queue[task->write];
    event->signal = signal;
    event->parameter = parameter;
    task->write = task->write + 1 == task->length ? 0 : task->write + 1;
    task->count++;
    IDLE.ready |= task->bit;
    rom_restore(state);
    return 0;
}

__attribute__((noipa)) void ets_run_dispatch(struct rom_event *event, uint32_t priority, rom_task_handler *handler)
{
    CURRENT = (uint8_t)priority;
    rom_unlock();
    handler(event);
    CURRENT = 0;
}

/* Interrupts are locked when it is entered and when the callback runs. WAITI opens them and waits, so that no interrupt
 * comes in between. */
__attribute__((noipa)) void ets_run_idle(void)
{
    if (IDLE.callback) {
        IDLE.callback(IDLE.argument);
        rom_lock();
    }
    if (!IDLE.ready && !LOWEST->count) {
        __asm__ volatile("waiti 0" ::: "memory");
    }
    rom_unlock();
}

void rom_run(void)
{
    CURRENT = 0;
    for (;;) {
        lock();
        uint32_t ready = IDLE.ready;
        if (!ready && !LOWEST->count) {
            ets_run_idle();
            continue;
        }
        uint32_t priority = 32 - (ready ? (uint32_t)__builtin_clz(ready) : 32);
        struct task *task = task_of(priority);
        struct rom_event *event = &task->queue[task->read];
        task->read = task->read + 1 == task->length ? 0 : task->read + 1;
        if (--task->count == 0) {
            IDLE.ready = ready & ~task->bit;
        }
        ets_run_dispatch(event, priority, task->handler);
    }
}
