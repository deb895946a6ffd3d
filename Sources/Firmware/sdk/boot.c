/* Start of the SDK: clock, cache, memory, watchdogs, interrupts, then the application. */
#include "personality.h"
#include "registers.h"

#define CACHE_ENABLE (1u << 8)
#define CACHE_FLUSH 1u
#define BANKS_16K 0x08u
#define BANKS_32K 0x18u

extern uint32_t _bss_start[], _bss_end[];

void sdk_main(void);

/* Called by sdk_entry with the cache on and a stack; bss is still to be cleared. */
void sdk_main(void)
{
    uint32_t start = sdk_time_us();
    for (uint32_t *word = _bss_start; word < _bss_end; word++) {
        *word = 0;
    }
    exceptions_init();
    DPORT_CPU_CLOCK = config_number(CONFIG_MEGAHERTZ) == 160 ? 1 : 0;
    if (config_number(CONFIG_CACHE_BYTES) == 16384) {
        DPORT_CACHE_BANKS = BANKS_16K;
        DPORT_CACHE_CONTROL = CACHE_ENABLE | CACHE_FLUSH;
    }
    stack_init(config_number(CONFIG_STACK));
    heap_init(config_number(CONFIG_HEAP));
    enum reset_reason reason = restart_reason();
    PROBE(RESET_REASON) = reason;
    if (texts()->banner) {
        texts()->banner(reason);
    }
    interrupts_init();
    scheduler_init();
    /* What the SDK does before the application: its radio is not here, only its time. */
    uint32_t time = config_number(CONFIG_START);
    while (sdk_time_us() - start < time) {
    }
    uint32_t flags = config_number(CONFIG_FLAGS);
    hw_wdt_init(flags & CONFIG_HARD_WDT_ON ? config_number(CONFIG_WDT_OP) : 0, config_number(CONFIG_WDT_OP_ND));
    soft_wdt_init(flags & CONFIG_SOFT_WDT_ON ? config_number(CONFIG_SOFT_WDT_INTERVAL) : 0);
    app_main();
    restart(REASON_SOFT_RESTART, NULL);
}
