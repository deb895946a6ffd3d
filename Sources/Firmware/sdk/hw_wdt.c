/* The hardware watchdog: both stages as the profile's SDK sets them. */
#include "registers.h"
#include "sdk.h"

#define WDT_ENABLE 1u
#define WDT_RESET_LENGTH 0x38u
#define EDGE_WDT 1u

void hw_wdt_init(uint32_t op, uint32_t op_nd)
{
    WDT_CTL = 0;
    if (!op) {
        return;
    }
    WDT_OP = op;
    WDT_OP_ND = op_nd;
    DPORT_EDGE_ENABLE |= EDGE_WDT;
    WDT_CTL = WDT_RESET_LENGTH | WDT_ENABLE;
}

void hw_wdt_feed(void) { WDT_RST = WDT_FEED; }

/* The bite of an SDK that panics at the first stage: the second one is made to come at once. Comes back only where an
 * observer hooks it. */
HOOKABLE void hw_wdt_panic(void)
{
    WDT_OP = 1;
    WDT_OP_ND = 1;
    hw_wdt_feed();
    for (;;) {
    }
}
