/* Loops that poll the time as Sming counts it, by code in flash. The time stands still, so a loop ends by its passes:
 * the branch that counts them costs what the jump of an endless one does. */
#include "clock.h"
#include "measure.h"

#define PASSES 1000
#define TIMEOUT_MS 100

static __attribute__((noinline)) uint32_t sming_millis(void) { return system_time() / 1000; }

static __attribute__((noinline)) uint32_t sming_micros(void) { return system_time(); }

static __attribute__((noinline)) uint32_t poll_millis(void)
{
    uint32_t passes = 0, start = sming_millis();
    while (sming_millis() - start < TIMEOUT_MS && ++passes != PASSES) {
    }
    return passes;
}

static __attribute__((noinline)) uint32_t poll_micros(void)
{
    uint32_t passes = 0, start = sming_micros();
    while (sming_micros() - start < TIMEOUT_MS * 1000 && ++passes != PASSES) {
    }
    return passes;
}

static uint32_t time(uint32_t (*loop)(void))
{
    loop();
    uint32_t before = ccount();
    loop();
    return ccount() - before;
}

/* A division takes longer the longer the chip is up. */
int main(void)
{
    static const uint32_t milliseconds_up[] = {250, 1000, 4000, 16000};
    report("micros", time(poll_micros));
    for (int i = 0; i < 4; i++) {
        asleep = milliseconds_up[i] * 1000;
        print_format("millis-%u %u\n", milliseconds_up[i], time(poll_millis));
    }
    return 0;
}
