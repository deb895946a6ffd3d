/* What the library takes from the system: random numbers and the time. */
#include <time.h>

#include "bearssl.h"

#include "clock.h"
#include "port.h"
#include "registers.h"
#include "sdk.h"

#define SEED_WORDS 8

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

time_t time(time_t *result)
{
    time_t now = (time_t)clock_seconds();
    if (result) {
        *result = now;
    }
    return now;
}
