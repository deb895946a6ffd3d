/* rst_info in RTC memory, and the software reset. */
#include "registers.h"
#include "sdk.h"

#define ROM_CAUSE_WATCHDOG 4
#define ROM_CAUSE_SOFTWARE 3
#define MAGIC 0x76657370u

/* The reason of this boot: what was left in RTC memory, corrected by what the ROM says. */
enum reset_reason restart_reason(void)
{
    uint32_t cause = RTC_STATE1 & 15;
    if (cause == ROM_CAUSE_WATCHDOG) {
        return REASON_HW_WDT;
    }
    if (cause == ROM_CAUSE_SOFTWARE && RTC_SYSTEM(7) == MAGIC) {
        return (enum reset_reason)RTC_SYSTEM(0);
    }
    return REASON_POWER_ON;
}

/* `frame` is the interrupted context, or NULL. */
void restart(enum reset_reason reason, const uint32_t *frame)
{
    RTC_SYSTEM(0) = reason;
    RTC_SYSTEM(1) = frame ? frame[19] : 0;
    RTC_SYSTEM(2) = frame ? frame[0] : 0;
    RTC_SYSTEM(3) = 0;
    RTC_SYSTEM(4) = 0;
    RTC_SYSTEM(5) = frame ? frame[20] : 0;
    RTC_SYSTEM(6) = 0;
    RTC_SYSTEM(7) = MAGIC;
    RTC_CTRL0 = 1u << 31;
    for (;;) {
    }
}
