/* The clock libmbedtls reads: time() of the process. It replaces libc's for the whole program, so it must go on telling
 * everybody else the real time. */
#include "CMbedTLS.h"

#include <time.h>

static _Thread_local int64_t fixed_time;
static _Thread_local int is_fixed;

void vesp_fix_time(int64_t seconds)
{
    fixed_time = seconds;
    is_fixed = 1;
}

void vesp_release_time(void) { is_fixed = 0; }

time_t time(time_t *out)
{
    time_t now = (time_t)fixed_time;
    if (!is_fixed) {
        struct timespec real = {0};
        clock_gettime(CLOCK_REALTIME, &real);
        now = real.tv_sec;
    }
    if (out) {
        *out = now;
    }
    return now;
}
