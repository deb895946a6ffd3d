/* Level-1 interrupts: the 100 Hz tick on CCOMPARE0, the radio, the hardware watchdog's first stage; and the NMI. */
#include "personality.h"
#include "registers.h"

#define INT_TIMER (1u << 6)
#define INT_WDT (1u << 8)
#define INT_RADIO (1u << 11)
#define TICK_HZ 100

#define NMI_HANDLER (*(void (**)(uint32_t *))0x3FFFC0F0)
#define EXCEPTION_HANDLER(cause) (((void (**)(uint32_t *))0x3FFFC100)[cause])
#define CAUSE_LEVEL1_INTERRUPT 4

static volatile uint32_t ticks;
static uint32_t cycles_per_tick;
static void (*on_tick)(void), (*on_wdt)(void);

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
    if (on_tick) {
        on_tick();
    }
}

static IRAM(interrupts) void handle_interrupt(uint32_t *frame)
{
    uint32_t pending = RSR("interrupt") & RSR("intenable");
    WSR("intclear", pending & (INT_WDT | INT_RADIO));
    if (pending & INT_TIMER) {
        tick();
    }
    if (pending & INT_WDT && on_wdt) {
        on_wdt();
    }
    (void)frame;
}

static IRAM(interrupts) void handle_nmi(uint32_t *frame)
{
    (void)frame;
    WDEV_INT_CLEAR = WDEV_INT_STATUS;
    soft_wdt_expired();
}

void interrupts_init(void)
{
    cycles_per_tick = (DPORT_CPU_CLOCK & 1 ? 160000000 : 80000000) / TICK_HZ;
    on_wdt = wdt_interrupt_handler();
    on_tick = feeding()->tick;
    EXCEPTION_HANDLER(CAUSE_LEVEL1_INTERRUPT) = handle_interrupt;
    NMI_HANDLER = handle_nmi;
    WDEV_INT_ENABLE = WDEV_MACTIM1;
    DPORT_NMI_ENABLE = 1;
    WSR("ccompare0", RSR("ccount") + cycles_per_tick);
    WSR("intenable", INT_TIMER | INT_WDT | INT_RADIO);
}
