#include "clock.h"

#include "clock_sources.h"
#include "sdk.h"

static uint32_t seconds_at_start;
static uint8_t is_begun;

uint32_t clock_seconds(void)
{
    if (!is_begun) {
        is_begun = 1;
        seconds_at_start = config_number(CONFIG_TLS_TIME);
    }
    return seconds_at_start + sdk_time_us() / 1000000;
}

void clock_set(uint32_t seconds)
{
    is_begun = 1;
    seconds_at_start = seconds - sdk_time_us() / 1000000;
}

int clock_fetch(void)
{
    uint32_t seconds = 0;
    switch (config_number(CONFIG_CLOCK_SOURCE)) {
    case CLOCK_BY_SNTP:
        seconds = sntp_wait();
        break;
    case CLOCK_BY_DATE:
        seconds = date_field_ask();
        break;
    default:
        return 1;
    }
    if (seconds) {
        clock_set(seconds);
    }
    return seconds != 0;
}

/* Days of a calendar whose years begin in March, from 1970-01-01. */
static uint32_t days_to(uint32_t year, uint32_t month)
{
    uint32_t of_march = month > 2 ? month - 3 : month + 9;
    year -= month <= 2;
    return 365 * year + year / 4 - year / 100 + year / 400 + (153 * of_march + 2) / 5 - 719468;
}

uint32_t clock_of_date(const struct clock_date *date)
{
    uint32_t days = days_to(date->year, date->month) + date->day - 1;
    return ((days * 24 + date->hour) * 60 + date->minute) * 60 + date->second;
}

struct clock_date clock_date(uint32_t seconds)
{
    uint32_t days = seconds / 86400, rest = seconds % 86400, year = 1970, month = 1;
    while (days_to(year + 1, 1) <= days) {
        year++;
    }
    while (month < 12 && days_to(year, month + 1) <= days) {
        month++;
    }
    return (struct clock_date){(uint16_t)year,          (uint8_t)month,
                               (uint8_t)(days - days_to(year, month) + 1), (uint8_t)(rest / 3600),
                               (uint8_t)(rest / 60 % 60), (uint8_t)(rest % 60)};
}
