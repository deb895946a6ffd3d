/* Arduino's millis() in its three forms and PolledTimeout::expired() on two clocks. The free-running microsecond counter
 * of the chip is a register; here it stands still. Counter and overflows have the middle of the range that the published
 * routine states for its operands. */
#include "measure.h"

static volatile uint32_t *const microseconds = (volatile uint32_t *)0x3FF20C00;
static volatile uint32_t offset, overflows, last_overflow;

/* The SDK's system_get_time: the counter and the time spent asleep. */
static IRAM(system_time) uint32_t system_time(void) { return *microseconds + offset; }

static IRAM(original) uint32_t original(void)
{
    uint32_t now = system_time();
    uint32_t carried = overflows + (now < last_overflow ? 1 : 0);
    return carried * 4294967 + now / 1000;
}

static IRAM(divided) uint32_t divided(void)
{
    uint32_t now = system_time();
    uint32_t carried = overflows + (now < last_overflow ? 1 : 0);
    return (uint32_t)((carried * 4294967296ull + now) / 1000);
}

/* Multiplication by 2^64 / 1000 in four partial products. */
static IRAM(multiplied) uint32_t multiplied(void)
{
    const uint64_t low = 0x4BC6A7F0, high = 0x00418937;
    uint32_t now = system_time();
    uint32_t carried = overflows + (now < last_overflow ? 1 : 0);
    uint64_t sum = (now * low) >> 32;
    sum += now * high;
    sum += carried * low;
    return (uint32_t)(sum >> 32) + (uint32_t)(carried * high);
}

struct timeout {
    uint32_t duration, start;
    uint8_t never;
};

static IRAM(expired_millis) int expired_millis(const struct timeout *t)
{
    return t->duration == 0 || (!t->never && multiplied() - t->start >= t->duration);
}

static IRAM(expired_cycles) int expired_cycles(const struct timeout *t)
{
    return t->duration == 0 || (!t->never && ccount() - t->start >= t->duration);
}

#define REPEAT 100

static __attribute__((noinline)) uint32_t time(uint32_t (*function)(void))
{
    uint32_t before = ccount();
    for (int i = 0; i < REPEAT; i++) {
        function();
    }
    return ccount() - before;
}

static __attribute__((noinline)) uint32_t poll(int (*expired)(const struct timeout *), const struct timeout *t)
{
    uint32_t before = ccount();
    for (int i = 0; i < REPEAT; i++) {
        expired(t);
    }
    return ccount() - before;
}

int main(void)
{
    struct timeout t = {0x7FFFFFFF, 0, 0};
    *microseconds = 0x80000000;
    overflows = 0x00200000;
    time(original);
    report("millis-original", time(original));
    time(divided);
    report("millis-divided", time(divided));
    time(multiplied);
    report("millis-multiplied", time(multiplied));
    poll(expired_millis, &t);
    report("expired-millis", poll(expired_millis, &t));
    poll(expired_cycles, &t);
    report("expired-cycles", poll(expired_cycles, &t));
    return 0;
}
