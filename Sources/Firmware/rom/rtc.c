/* The RTC: why the chip was reset, how it sleeps, and its interrupt. */
#include "rom.h"

#define RTC_CTRL0 REG(0x60000700)
#define RTC_SLP_VAL REG(0x60000704)
#define RTC_STATE0 REG(0x60000708)
#define RTC_STATE1 REG(0x60000714)
#define RTC_STATE2 REG(0x60000718)
#define RTC_SLP_CNT REG(0x6000071C)
#define RTC_INT_STATUS REG(0x60000720)
#define RTC_INT_CLEAR REG(0x60000724)
#define RTC_INT_STATE REG(0x60000728)
#define RTC_INTERRUPTS 7u
#define INTERRUPT_RTC 3
/* By this the ROM turns the unit of rtc_set_sleep_mode into counts of the RTC's clock (read from its code). */
#define COUNTS_PER_UNIT 100000u

uint32_t rom_reset_reason(void)
{
    return RTC_STATE1 & 0xF;
}

void rom_software_reset(void)
{
    RTC_CTRL0 |= 1u << 31;
    for (;;) {
    }
}

void rom_set_sleep_mode(uint32_t mode, uint32_t units, uint32_t wakes_on)
{
    RTC_SLP_VAL = RTC_SLP_CNT + units * COUNTS_PER_UNIT;
    RTC_STATE2 = wakes_on;
    RTC_STATE0 |= mode;
}

/* Acknowledges the interrupt and leaves idleness to WAITI alone. */
void rom_rtc_interrupt(void *argument, uint32_t *frame)
{
    (void)argument;
    (void)frame;
    uint32_t causes = RTC_INT_STATE & RTC_INTERRUPTS;
    rom_set_idle_callback(0, 0);
    RTC_INT_CLEAR |= causes;
    RTC_INT_STATUS &= ~RTC_INTERRUPTS;
}

void rom_rtc_interrupt_register(void)
{
    RTC_INT_STATUS &= ~RTC_INTERRUPTS;
    rom_set_interrupt_handler(INTERRUPT_RTC, rom_rtc_interrupt, 0);
    RTC_INT_CLEAR |= RTC_INTERRUPTS;
    rom_unmask(1u << INTERRUPT_RTC);
}
