/* The clock libmbedtls reads: time() of the process, per thread. */
#include "CMbedTLS.h"

#include <time.h>

static _Thread_local int64_t fixed_time;

void vesp_set_time(int64_t seconds) { fixed_time = seconds; }

time_t time(time_t *out)
{
    time_t now = (time_t)fixed_time;
    if (now == 0) {
        struct timespec real;
        clock_gettime(CLOCK_REALTIME, &real);
        now = real.tv_sec;
    }
    if (out) {
        *out = now;
    }
    return now;
}
