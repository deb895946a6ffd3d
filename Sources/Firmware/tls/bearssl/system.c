/* What the library takes from the system: random numbers and the time. */
#include <time.h>

#include "bearssl.h"

#include "port.h"
#include "registers.h"
#include "sdk.h"

#define SEED_WORDS 8

static uint32_t seconds_at_start;

static int seed(const br_prng_class **context)
{
    uint32_t words[SEED_WORDS];
    for (int i = 0; i < SEED_WORDS; i++) {
        words[i] = WDEV_RNG;
    }
    (*context)->update(context, words, sizeof words);
    return 1;
}

br_prng_seeder br_prng_seeder_system(const char **name)
{
    if (name) {
        *name = "wdev";
    }
    return seed;
}

void clock_init(void) { seconds_at_start = config_number(CONFIG_TLS_TIME); }

/* A board has no battery: without a clock that was set, it is 1970. */
time_t time(time_t *result)
{
    time_t now = (time_t)seconds_at_start + sdk_time_us() / 1000000;
    if (result) {
        *result = now;
    }
    return now;
}
