/* The software watchdog of libpp: MAC timer 1 at NMI level, two expiries of one interval.
 *
 * The first expiry records reset reason 1, posts an event to the PP task and arms again; the PP task feeds. An expiry
 * with the event unhandled bites: reason 3, restart. A feed of the application's takes the count back and leaves the timer
 * alone, so that the bite comes between one and two intervals after it. */
#include "personality.h"
#include "registers.h"

static uint32_t interval;
static volatile uint8_t count;
static volatile uint8_t event_pending;

static IRAM(soft_wdt) void arm(uint32_t microseconds)
{
    MACTIM1_CONTROL = 0;
    MACTIM1_TARGET = MAC_TIME + microseconds;
    MACTIM1_CONTROL = 1u << 31;
}

void soft_wdt_init(uint32_t interval_us)
{
    interval = interval_us;
    count = 0;
    event_pending = 0;
    if (!interval) {
        return;
    }
    PROBE(SOFT_WDT_TIMEOUT) = 2 * interval;
    PROBE(SOFT_WDT) = SOFT_WDT_ARMED;
    arm(interval);
}

/* Comes back only where an observer hooks it. */
HOOKABLE void soft_wdt_bite(void)
{
    if (texts()->bite) {
        texts()->bite();
    }
    restart(REASON_SOFT_WDT, NULL);
}

/* Runs in the NMI. */
IRAM(soft_wdt) void soft_wdt_expired(void)
{
    if (!interval) {
        return;
    }
    if (count != 1) {
        RTC_SCRATCH0 = 1;
        RTC_SYSTEM(0) = REASON_HW_WDT;
        PROBE(SOFT_WDT) = SOFT_WDT_FIRST_EXPIRY;
        count = 1;
        event_pending = 1;
        arm(interval);
        return;
    }
    PROBE(SOFT_WDT) = SOFT_WDT_BITE;
    soft_wdt_bite();
    /* Observed: as if the event had been handled in time, but the hardware watchdog stays unfed, so that its own gap is
       seen too. */
    event_pending = 0;
    count = 0;
    arm(interval);
}

int soft_wdt_event_pending(void) { return event_pending; }

/* system_soft_wdt_feed. */
void soft_wdt_feed(void)
{
    hw_wdt_feed();
    count = 0;
    if (interval) {
        PROBE(SOFT_WDT) = SOFT_WDT_FED;
    }
}

/* What the PP task does with the event. */
void soft_wdt_handle_event(void)
{
    event_pending = 0;
    soft_wdt_feed();
    if (interval) {
        arm(interval);
    }
}

/* system_soft_wdt_restart. */
void soft_wdt_restart(void) { soft_wdt_handle_event(); }

/* system_soft_wdt_stop: 70 s of silence. */
void soft_wdt_stop(void)
{
    hw_wdt_feed();
    count = 0;
    if (interval) {
        PROBE(SOFT_WDT) = SOFT_WDT_STOPPED;
        arm(70000000);
    }
}
