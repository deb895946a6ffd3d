/* Events for tasks, as the boot ROM's ets_post and ets_run treat them, in IRAM, which costs what ROM does: about 140
 * cycles an event, as the ROM's instructions do. */
#include "measure.h"
#include "tasks.h"

#define PRIORITIES 32

struct task {
    void (*handler)(struct event *);
    struct event *queue;
    uint8_t length, next_write, next_read, count;
    uint32_t mask;
};

static struct task tasks[PRIORITIES];
static uint32_t ready, interrupt_state;
static uint8_t current;

IRAM(interrupts_off) void interrupts_off(void)
{
    uint32_t ps;
    __asm__ volatile("rsil %0, 3" : "=a"(ps)::"memory");
    interrupt_state = ps;
}

IRAM(interrupts_on) void interrupts_on(void)
{
    uint32_t ps;
    __asm__ volatile("rsil %0, 0" : "=a"(ps)::"memory");
}

IRAM(highest) uint8_t highest(uint32_t mask)
{
    uint32_t zeros;
    __asm__("nsau %0, %1" : "=a"(zeros) : "a"(mask));
    return (uint8_t)(32 - zeros);
}

void task_create(void (*handler)(struct event *), uint8_t priority, struct event *queue, uint8_t length)
{
    tasks[priority] = (struct task){handler, queue, length, 0, 0, 0, 1u << priority};
}

IRAM(task_post) int task_post(uint8_t priority, uint32_t signal, uint32_t parameter)
{
    struct task *task = &tasks[priority];
    interrupts_off();
    if (task->count >= task->length) {
        interrupts_on();
        return 1;
    }
    struct event *event = &task->queue[task->next_write++];
    event->parameter = parameter;
    event->signal = signal;
    if (task->next_write == task->length) {
        task->next_write = 0;
    }
    task->count++;
    if (task->count == 1) {
        ready |= task->mask;
    }
    interrupts_on();
    return 0;
}

IRAM(task_run) void task_run(uint32_t trips)
{
    uint8_t own = current;
    while (trips-- > 0) {
        interrupts_off();
        uint8_t priority = highest(ready);
        if (priority <= own) {
            interrupts_on();
            return;
        }
        struct task *task = &tasks[priority - 1];
        struct event *event = &task->queue[task->next_read++];
        if (task->next_read == task->length) {
            task->next_read = 0;
        }
        task->count--;
        if (task->count == 0) {
            ready &= ~task->mask;
        }
        current = priority;
        interrupts_on();
        task->handler(event);
        current = own;
    }
}
