/* rst_info in RTC memory, and the restart: as the SDKs do it, by a jump to the reset vector, for which the boot ROM names an
 * external reset. */
#include "registers.h"
#include "sdk.h"

#define ROM_CAUSE_EXTERNAL 2
#define ROM_CAUSE_WATCHDOG 4
#define RESET_VECTOR ((void (*)(void))0x40000080)
#define MAGIC 0x76657370u

/* The reason of this boot: what was left in RTC memory, corrected by what the ROM says. */
enum reset_reason restart_reason(void)
{
    uint32_t cause = RTC_STATE1 & 15;
    if (cause == ROM_CAUSE_WATCHDOG) {
        return REASON_HW_WDT;
    }
    if (cause == ROM_CAUSE_EXTERNAL && RTC_SYSTEM(7) == MAGIC) {
        return (enum reset_reason)RTC_SYSTEM(0);
    }
    return REASON_POWER_ON;
}

/* The jump resets no register: nobody must interrupt the boot ROM. */
static void devices_off(void)
{
    DPORT_NMI_ENABLE = 0;
    MACTIM1_CONTROL = 0;
    WDT_CTL = 0;
    DPORT_CPU_CLOCK = 0;
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
    devices_off();
    RESET_VECTOR();
    for (;;) {
    }
}

void sdk_abort(void)
{
    os_printf("abort() was called at PC 0x%08x\n", (unsigned)(uintptr_t)__builtin_return_address(0));
    console_flush();
    restart(REASON_SOFT_RESTART, NULL);
}
