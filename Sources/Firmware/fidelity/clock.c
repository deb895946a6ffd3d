/* In IRAM, as in the SDK and in the Arduino core. */
#include "clock.h"

#include "measure.h"

static volatile uint32_t *const microseconds = (volatile uint32_t *)0x3FF20C00;
uint32_t asleep, overflows, last_overflow;

/* The SDK's system_get_time, seven instructions there and here. */
IRAM(system_time) uint32_t system_time(void) { return *microseconds + asleep; }

IRAM(micros) uint32_t micros(void) { return system_time(); }

/* Multiplication by 2^64 / 1000 in four partial products. */
IRAM(millis) uint32_t millis(void)
{
    const uint64_t low = 0x4BC6A7F0, high = 0x00418937;
    uint32_t now = system_time();
    uint32_t carried = overflows + (now < last_overflow ? 1 : 0);
    uint64_t sum = (now * low) >> 32;
    sum += now * high;
    sum += carried * low;
    return (uint32_t)(sum >> 32) + (uint32_t)(carried * high);
}

IRAM(millis_by_division) uint32_t millis_by_division(void)
{
    uint32_t now = system_time();
    uint32_t carried = overflows + (now < last_overflow ? 1 : 0);
    return carried * 4294967 + now / 1000;
}
