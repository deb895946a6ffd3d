/* What each SDK prints before the application starts. NONOS and ESP8266_RTOS_SDK: nothing an application would rely on. */
#include "sdk.h"

#include <stdlib.h>

/* Times of the two stages, to whole seconds, as Mongoose OS names them. */
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

void banner_print(enum reset_reason reason)
{
    enum log_style style = (enum log_style)config_number(CONFIG_LOG_STYLE);
    if (style != STYLE_ESP_OPEN_RTOS && style != STYLE_MONGOOSE) {
        return;
    }
    char *version = config_string(CONFIG_SDK_NAME, NULL);
    if (style == STYLE_ESP_OPEN_RTOS) {
        os_printf("\nESP-Open-SDK ver: %s\n\n", version);
    } else {
        os_printf("SDK %s; RAM: %u total, %u free\n", version, (unsigned)heap_capacity(), (unsigned)heap_free());
        os_printf("WDT: %u seconds\n", watchdog_seconds());
        os_printf("Reset cause: %u (%s)\n", (unsigned)reason, cause_name(reason));
    }
    free(version);
}
