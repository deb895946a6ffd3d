/* From reset to the first instruction of the firmware. */
#include "rom.h"

#define GPIO_IN REG(0x60000318)
#define RTC_CTRL0 REG(0x60000700)
#define RTC_STATE1 REG(0x60000714)
#define UART_DIVIDER (80000000 / 115200)
#define CAUSE_WATCHDOG 4
#define CAUSE_UNKNOWN 7
#define STRAP_FLASH_BOOT 3

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

static void open_interrupts(void)
{
    __asm__ volatile("movi a2, 0x20\n wsr.ps a2\n rsync" ::: "a2", "memory");
}

void rom_main(void)
{
    rom_prepare_tables();
    rom_uart_divider(0, UART_DIVIDER);
    uint32_t cause = rom_reset_reason();
    uint32_t straps = GPIO_IN;
    rom_printf("\n ets Jan  8 2013,rst cause:%d, boot mode:(%d,%d)\n\n", cause, straps >> 16 & 7, straps >> 29);
    if (cause == CAUSE_WATCHDOG) {
        rom_printf("wdt reset\n");
    } else if (cause >= CAUSE_UNKNOWN) {
        rom_printf("unknown reset\n");
    }
    if ((straps >> 16 & 3) != STRAP_FLASH_BOOT) {
        rom_printf("waiting for host\n");
        for (;;) {
        }
    }
    uint32_t entry = rom_load_image();
    if (entry) {
        rom_cache_enable(0, 0, 1);
        open_interrupts();
        ((void (*)(void))entry)();
        rom_printf("user code done\n");
    }
    for (;;) {
    }
}
