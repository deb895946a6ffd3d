/* The PP task, and when the application counts as serviced. Who feeds the watchdogs at that is the SDK's (personality.h). */
#include "personality.h"
#include "registers.h"

static const struct feeding *rule;

void scheduler_init(void) { rule = feeding(); }

/* The PP task, as far as the watchdogs see it. */
void pp_task_run(void)
{
    if (soft_wdt_event_pending()) {
        soft_wdt_handle_event();
    }
}

void sdk_yield(void)
{
    PROBE(SERVICED) = 1;
    stack_check();
    if (rule->yielded) {
        rule->yielded();
    }
}

/* Sleeps until the next interrupt. */
void sdk_idle(void)
{
    sdk_yield();
    wifi_poll();
    if (rule->idle) {
        rule->idle();
    }
    __asm__ volatile("waiti 0" ::: "memory");
}

/* What an application gives the SDK time with in the midst of its work: NONOS returns and is called again (Arduino:
 * yield), ESP8266_RTOS_SDK blocks until the next tick, Mongoose OS leaves the poll handler. */
void sdk_pass(void)
{
    if (rule->passes_idle) {
        sdk_idle();
    } else {
        sdk_yield();
        wifi_poll();
    }
}

void sdk_delay_ms(uint32_t ms)
{
    uint32_t start = sdk_time_us();
    while (sdk_time_us() - start < ms * 1000) {
        sdk_idle();
    }
}
