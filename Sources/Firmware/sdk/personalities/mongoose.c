/* Mongoose OS: every pass of the poll loop feeds; the software watchdog is stopped all the time. */
#include "personality.h"

#include <stdlib.h>

/* Times of the two stages, to whole seconds. */
static unsigned watchdog_seconds(void)
{
    uint32_t stage = config_number(CONFIG_WDT_OP);
    return stage < 15 ? (1u << stage) * 8192u / 10000000u + 1 : 30;
}

static const char *cause_name(enum reset_reason reason)
{
    switch (reason) {
    case REASON_POWER_ON: return "power on";
    case REASON_HW_WDT: return "HW WDT";
    case REASON_EXCEPTION: return "exception";
    case REASON_SOFT_WDT: return "SW WDT";
    case REASON_SOFT_RESTART: return "soft reset";
    default: return "unknown";
    }
}

static void banner(enum reset_reason reason)
{
    char *version = config_string(CONFIG_SDK_NAME, NULL);
    os_printf("SDK %s; RAM: %u total, %u free\n", version, (unsigned)heap_capacity(), (unsigned)heap_free());
    os_printf("WDT: %u seconds\n", watchdog_seconds());
    os_printf("Reset cause: %u (%s)\n", (unsigned)reason, cause_name(reason));
    free(version);
}

const struct texts mongoose_texts = {.banner = banner, .fatal = nonos_fatal, .log = nonos_log};
const struct feeding mongoose_feeding = {.yielded = soft_wdt_stop};
