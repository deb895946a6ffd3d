/* From reset to the first instruction of the firmware. */
#include "download.h"
#include "rom.h"

#define GPIO_IN REG(0x60000318)
#define CAUSE_WATCHDOG 4
#define CAUSE_UNKNOWN 7
#define STRAP_FLASH_BOOT 3
#define WAITING "waiting for host\n"
/* Where the image begins. */
#define USER_START (*(void (**)(void))0x3FFFDCD0)

static void open_interrupts(void)
{
    __asm__ volatile("movi a2, 0x20\n wsr.ps a2\n rsync" ::: "a2", "memory");
}

/* Loads the image at flash offset 0: 0, or 1 where it is damaged. */
int rom_boot_from_flash(void)
{
    USER_START = (void (*)(void))rom_load_image();
    return USER_START == 0;
}

void rom_set_user_start(void (*entry)(void))
{
    USER_START = entry;
}

/* Whatever a host loads into RAM runs with interrupts open and may come back. Neither this nor what calls it is known to the
 * compiler to be without return: the way to the image, beside it, takes the cycles that it took before there was a host. */
__attribute__((noipa)) static void wait_for_host(const char *message)
{
    rom_printf(message);
    for (;;) {
        void (*entry)(void) = (void (*)(void))rom_download();
        if (entry == 0) {
            rom_run_flash();
        }
        open_interrupts();
        entry();
        rom_lock();
    }
}

/* A flash chip that was never written, or erased. */
static int is_flash_blank(void)
{
    uint32_t word;
    rom_flash_read(0, &word, sizeof word);
    return word == ~0u;
}

/* Ours is that a blank chip waits for a host, too; the chip's ROM stands still until its watchdog bites. */
static void stand_still(void) __attribute__((noreturn, noinline));
static void stand_still(void)
{
    if (is_flash_blank()) {
        wait_for_host(WAITING);
    }
    for (;;) {
    }
}

__attribute__((noreturn)) ALWAYS_INLINE void run_flash(void)
{
    if (rom_boot_from_flash() == 0) {
        open_interrupts();
        USER_START();
        rom_printf("user code done\n");
    }
    stand_still();
}

void rom_run_flash(void)
{
    run_flash();
}

/* The cache stays off: what is loaded may lie where the cache would be, and knows which part of the flash it wants. */
void rom_main(void)
{
    rom_fill_data();
    rom_prepare_tables();
    rom_flash_chip_init();
    rom_uart_attach();
    rom_uart_init(0);
    uint32_t cause = rom_reset_reason();
    uint32_t straps = GPIO_IN;
    rom_printf("\n ets Jan  8 2013,rst cause:%d, boot mode:(%d,%d)\n\n", cause, straps >> 16 & 7, straps >> 29);
    if (cause == CAUSE_WATCHDOG) {
        rom_printf("wdt reset\n");
    } else if (cause >= CAUSE_UNKNOWN) {
        rom_printf("unknown reset\n");
    }
    if ((straps >> 16 & 3) != STRAP_FLASH_BOOT) {
        wait_for_host(WAITING);
        for (;;) {
        }
    }
    run_flash();
}
