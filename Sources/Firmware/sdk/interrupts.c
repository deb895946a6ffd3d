/* Level-1 interrupts: the 100 Hz tick on CCOMPARE0, the radio, the hardware watchdog's first stage; and the NMI. */
#include "registers.h"
#include "sdk.h"

#define INT_TIMER (1u << 6)
#define INT_WDT (1u << 8)
#define INT_RADIO (1u << 11)
#define TICK_HZ 100

#define NMI_HANDLER (*(void (**)(uint32_t *))0x3FFFC0F0)
#define EXCEPTION_HANDLER(cause) (((void (**)(uint32_t *))0x3FFFC100)[cause])
#define CAUSE_LEVEL1_INTERRUPT 4

static volatile uint32_t ticks;
static uint32_t cycles_per_tick;
static uint32_t wdt_interrupt;
static uint8_t is_priority_fed;

#define RSR(name)                                                                                               \
    ({                                                                                                          \
        uint32_t value_;                                                                                        \
        __asm__ volatile("rsr." name " %0" : "=a"(value_));                                                     \
        value_;                                                                                                 \
    })
#define WSR(name, value) __asm__ volatile("wsr." name " %0\n rsync" ::"a"(value))

uint32_t sdk_ticks(void) { return ticks; }

uint32_t sdk_time_us(void) { return MAC_TIME; }

static IRAM(interrupts) void tick(void)
{
    uint32_t next = RSR("ccompare0") + cycles_per_tick;
    if ((int32_t)(next - RSR("ccount")) < 0) {
        next = RSR("ccount") + cycles_per_tick;
    }
    WSR("ccompare0", next);
    ticks++;
    stack_check();
    if (is_priority_fed) {
        pp_task_run();
    }
}

static IRAM(interrupts) void handle_interrupt(uint32_t *frame)
{
    uint32_t pending = RSR("interrupt") & RSR("intenable");
    WSR("intclear", pending & (INT_WDT | INT_RADIO));
    if (pending & INT_TIMER) {
        tick();
    }
    if (pending & INT_WDT) {
        if (wdt_interrupt == WDT_INTERRUPT_RECORD) {
            RTC_SYSTEM(0) = REASON_HW_WDT;
        } else if (wdt_interrupt == WDT_INTERRUPT_PANIC) {
            os_printf("Task watchdog got triggered.\r\n\r\n");
            if (!PROBE(ON_TRIP)) {
                WDT_OP = 1;
                WDT_OP_ND = 1;
                hw_wdt_feed();
                for (;;) {
                }
            }
        }
    }
    (void)frame;
}

static IRAM(interrupts) void handle_nmi(uint32_t *frame)
{
    (void)frame;
    soft_wdt_expired();
}

void interrupts_init(void)
{
    cycles_per_tick = (DPORT_CPU_CLOCK & 1 ? 160000000 : 80000000) / TICK_HZ;
    wdt_interrupt = config_number(CONFIG_WDT_INTERRUPT);
    is_priority_fed = config_number(CONFIG_FEEDING) == FEED_PRIORITY_TASK;
    EXCEPTION_HANDLER(CAUSE_LEVEL1_INTERRUPT) = handle_interrupt;
    NMI_HANDLER = handle_nmi;
    DPORT_NMI_ENABLE = 1;
    WSR("ccompare0", RSR("ccount") + cycles_per_tick);
    WSR("intenable", INT_TIMER | INT_WDT | INT_RADIO);
}
