/* The device's time of day. A board has no battery: unless the configuration says what time it is at power-on, it is 1970 until
 * somebody sets the clock. */
#ifndef VESP_CLOCK_H
#define VESP_CLOCK_H

#include <stdint.h>

/* Seconds since 1970. */
uint32_t clock_seconds(void);
void clock_set(uint32_t seconds);

/* Sets the clock from where the configuration has it come from, and returns when that is done: by SNTP for as long as it takes,
 * by the Date field of a web server or not at all. 1 when the clock is right. */
int clock_fetch(void);

/* A date, the month from 1. */
struct clock_date {
    uint16_t year;
    uint8_t month, day, hour, minute, second;
};

struct clock_date clock_date(uint32_t seconds);
uint32_t clock_of_date(const struct clock_date *date);

#endif
