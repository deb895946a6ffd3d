/* Arduino's millis() in its three forms, ESPHome's replacement, and PolledTimeout::expired() on two clocks. */
#include "clock.h"
#include "measure.h"

#define REPEAT 100

/* Not static, as millis() is not: the compiler keeps a result that no caller uses. */
IRAM(divided) uint32_t divided(void)
{
    uint32_t now = system_time();
    uint32_t carried = overflows + (now < last_overflow ? 1 : 0);
    return (uint32_t)((carried * 4294967296ull + now) / 1000);
}

/* Milliseconds counted up by what went by since the last call, with interrupts off. */
IRAM(accumulated) uint32_t accumulated(void)
{
    static struct {
        uint32_t milliseconds, remainder, last;
    } state;
    uint32_t ps;
    __asm__ volatile("rsil %0, 15" : "=a"(ps)::"memory");
    uint32_t now = system_time();
    state.remainder += now - state.last;
    state.last = now;
    if (state.remainder >= 10000) {
        uint32_t whole = state.remainder / 1000;
        state.milliseconds += whole;
        state.remainder -= whole * 1000;
    } else {
        while (state.remainder >= 1000) {
            state.milliseconds++;
            state.remainder -= 1000;
        }
    }
    uint32_t result = state.milliseconds;
    __asm__ volatile("wsr.ps %0\n\tisync" ::"a"(ps) : "memory");
    return result;
}

struct timeout {
    uint32_t duration, start;
    uint8_t never;
};

static IRAM(expired_millis) int expired_millis(const struct timeout *t)
{
    return t->duration == 0 || (!t->never && millis() - t->start >= t->duration);
}

static IRAM(expired_cycles) int expired_cycles(const struct timeout *t)
{
    return t->duration == 0 || (!t->never && ccount() - t->start >= t->duration);
}

/* Between two looks at the microseconds lies a call, and what is left of one look and comes before the other. */
#define BETWEEN_LOOKS(function)                                              \
    static __attribute__((noinline)) uint32_t look_##function(void)          \
    {                                                                        \
        uint32_t sum = 0;                                                    \
        for (int i = 0; i < REPEAT; i++) {                                   \
            uint32_t before = ccount();                                      \
            function();                                                      \
            system_time();                                                   \
            sum += ccount() - before;                                        \
        }                                                                    \
        return sum;                                                          \
    }
BETWEEN_LOOKS(millis_by_division)
BETWEEN_LOOKS(divided)
BETWEEN_LOOKS(millis)

/* A loop in flash, itself part of the measurement. */
#define LOOP(function)                                                       \
    static __attribute__((noinline)) uint32_t loop_##function(void)          \
    {                                                                        \
        volatile uint32_t result;                                            \
        uint32_t before = ccount();                                          \
        for (int i = 0; i < REPEAT; i++) {                                   \
            result = function();                                             \
        }                                                                    \
        (void)result;                                                        \
        return ccount() - before;                                            \
    }
LOOP(millis)
LOOP(accumulated)

static __attribute__((noinline)) uint32_t poll(int (*expired)(const struct timeout *), const struct timeout *t)
{
    uint32_t before = ccount();
    for (int i = 0; i < REPEAT; i++) {
        expired(t);
    }
    return ccount() - before;
}

static void report_warm(const char *name, uint32_t (*measure)(void))
{
    measure();
    report(name, measure());
}

/* Counter and overflows are those of esp8266/Arduino tests/device/test_millis_mm, 5 s after boot. */
int main(void)
{
    struct timeout t = {0x7FFFFFFF, 0, 0};
    asleep = 5000000;
    overflows = 0x00400000;
    last_overflow = 0xFFFFFFFF - 20000000;
    report_warm("millis-original", look_millis_by_division);
    report_warm("millis-divided", look_divided);
    report_warm("millis-multiplied", look_millis);
    overflows = 0;
    last_overflow = 0;
    report_warm("loop-millis", loop_millis);
    report_warm("loop-accumulated", loop_accumulated);
    poll(expired_millis, &t);
    report("expired-millis", poll(expired_millis, &t));
    poll(expired_cycles, &t);
    report("expired-cycles", poll(expired_cycles, &t));
    return 0;
}
