/* Timers: a list in the order they expire in, on FRC2, which counts APB cycles by 256. */
#include "rom.h"

struct timer {
    struct timer *next; /* UNLISTED where it is not armed */
    uint32_t expires, period;
    void (*function)(void *argument);
    void *argument;
};

#define FIRST (*(struct timer **)0x3FFFDDB0)
#define QUEUE ((void *)0x3FFFDDC0)
#define QUEUE_LENGTH 4
#define UNLISTED ((struct timer *)~0u)

#define FRC2_LOAD REG(0x60000620)
#define FRC2_COUNT REG(0x60000624)
#define FRC2_CONTROL REG(0x60000628)
#define FRC2_ALARM REG(0x60000630)
#define RUN_BY_256 0x88
#define DPORT_EDGE_ENABLE REG(0x3FF00004)
#define EDGE_FRC2 (1u << 2)

#define INTERRUPT_FRC2 10
#define TASK_PRIORITY 31
#define COUNTS_PER_SECOND 312500u
/* An alarm that lies nearer would be missed: it takes as long to set it. */
#define NEAREST 40

/* The alarm goes off at once for what is over. */
static void set_alarm(uint32_t at)
{
    uint32_t now = FRC2_COUNT;
    int32_t left = (int32_t)(at - now);
    FRC2_ALARM = left > NEAREST ? at : now + NEAREST;
}

/* The counts that so many ms take, rounded up. */
static uint32_t counts(uint32_t ms)
{
    return ms / 2 * (COUNTS_PER_SECOND / 500) + (ms & 1 ? (COUNTS_PER_SECOND + 999) / 1000 : 0);
}

void rom_timer_insert(uint32_t expires, struct timer *timer)
{
    struct timer **place = &FIRST;
    while (*place && (int32_t)(expires - (*place)->expires) > 0) {
        place = &(*place)->next;
    }
    timer->next = *place;
    timer->expires = expires;
    *place = timer;
    if (FIRST == timer) {
        set_alarm(expires);
    }
}

void rom_timer_setfn(struct timer *timer, void (*function)(void *), void *argument)
{
    timer->function = function;
    timer->argument = argument;
    timer->expires = timer->period = 0;
    timer->next = UNLISTED;
}

void rom_timer_disarm(struct timer *timer)
{
    uint32_t state = rom_lock();
    struct timer **place = &FIRST;
    while (*place && *place != timer) {
        place = &(*place)->next;
    }
    if (*place) {
        *place = timer->next;
    }
    timer->next = UNLISTED;
    timer->period = 0;
    rom_restore(state);
}

/* A timer must not be armed twice; the chip's ROM prints its file name and hangs, this one arms it anew. */
void rom_timer_arm(struct timer *timer, uint32_t ms, uint32_t repeats)
{
    uint32_t state = rom_lock();
    rom_timer_disarm(timer);
    uint32_t period = counts(ms);
    timer->period = repeats ? period : 0;
    rom_timer_insert(FRC2_COUNT + period, timer);
    rom_restore(state);
}

void rom_timer_done(struct timer *timer)
{
    rom_timer_setfn(timer, 0, 0);
}

/* The first of the list where it has expired, taken off; else NULL, with the alarm set for it. */
static struct timer *take_expired(void)
{
    uint32_t state = rom_lock();
    struct timer *timer = FIRST;
    if (timer && (int32_t)(timer->expires - FRC2_COUNT) > 0) {
        set_alarm(timer->expires);
        timer = 0;
    }
    if (timer) {
        FIRST = timer->next;
        timer->next = UNLISTED;
    }
    rom_restore(state);
    return timer;
}

void rom_timer_handler(void)
{
    struct timer *timer;
    while ((timer = take_expired()) != 0) {
        timer->function(timer->argument);
        uint32_t state = rom_lock();
        if (timer->next == UNLISTED && timer->period) {
            rom_timer_insert(timer->expires + timer->period, timer);
        }
        rom_restore(state);
    }
}

static void expired(void *argument, uint32_t *frame)
{
    (void)argument;
    (void)frame;
    rom_post(TASK_PRIORITY, 0, 0);
}

static void run_expired(struct rom_event *event)
{
    (void)event;
    rom_timer_handler();
}

void rom_timer_init(void)
{
    FIRST = 0;
    rom_set_interrupt_handler(INTERRUPT_FRC2, expired, 0);
    DPORT_EDGE_ENABLE |= EDGE_FRC2;
    rom_unmask(1u << INTERRUPT_FRC2);
    rom_task(run_expired, TASK_PRIORITY, QUEUE, QUEUE_LENGTH);
    FRC2_ALARM = 0;
    FRC2_CONTROL = RUN_BY_256;
    FRC2_LOAD = 0;
}
