/* Who feeds the watchdogs, and when the application counts as serviced.
 *
 * cooperative    NONOS, Arduino: the PP task runs when the application yields, delays or waits.
 * priority task  esp-open-rtos: the PP task pre-empts the application from the 100 Hz tick.
 * idle           ESP8266_RTOS_SDK: only while the application is blocked.
 * poll loop      Mongoose OS: every pass of the main loop; the software watchdog is stopped all the time. */
#include "registers.h"
#include "sdk.h"

static enum feeding_rule rule;

void pp_task_init(enum feeding_rule feeding) { rule = feeding; }

/* The PP task, as far as the watchdogs see it. */
void pp_task_run(void)
{
    if (soft_wdt_event_pending()) {
        soft_wdt_feed();
    }
}

void sdk_yield(void)
{
    PROBE(SERVICED) = 1;
    stack_check();
    if (rule == FEED_COOPERATIVE) {
        pp_task_run();
    } else if (rule == FEED_POLL_LOOP) {
        soft_wdt_stop();
    }
}

/* Sleeps until the next interrupt. */
void sdk_idle(void)
{
    sdk_yield();
    wifi_poll();
    if (rule == FEED_IDLE) {
        hw_wdt_feed();
    }
    __asm__ volatile("waiti 0" ::: "memory");
}

/* What an application gives the SDK time with in the midst of its work: NONOS returns and is called again (Arduino:
 * yield), ESP8266_RTOS_SDK blocks until the next tick, Mongoose OS leaves the poll handler. */
void sdk_pass(void)
{
    if (rule == FEED_IDLE) {
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
