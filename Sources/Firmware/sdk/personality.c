#include "personality.h"

const struct texts *texts(void)
{
    static const struct texts *const all[] = {
        [STYLE_NONOS] = &nonos_texts,
        [STYLE_ESP_OPEN_RTOS] = &esp_open_rtos_texts,
        [STYLE_RTOS_SDK] = &rtos_sdk_texts,
        [STYLE_MONGOOSE] = &mongoose_texts,
        [STYLE_ARDUINO] = &arduino_texts,
    };
    return all[config_number(CONFIG_LOG_STYLE)];
}

const struct feeding *feeding(void)
{
    static const struct feeding *const all[] = {
        [FEED_COOPERATIVE] = &nonos_feeding,
        [FEED_PRIORITY_TASK] = &esp_open_rtos_feeding,
        [FEED_IDLE] = &rtos_sdk_feeding,
        [FEED_POLL_LOOP] = &mongoose_feeding,
    };
    return all[config_number(CONFIG_FEEDING)];
}

void (*wdt_interrupt_handler(void))(void)
{
    static void (*const all[])(void) = {
        [WDT_INTERRUPT_NONE] = NULL,
        [WDT_INTERRUPT_RECORD] = nonos_wdt_interrupt,
        [WDT_INTERRUPT_PANIC] = rtos_sdk_wdt_interrupt,
    };
    return all[config_number(CONFIG_WDT_INTERRUPT)];
}

void sdk_log(const char *tag, int level, const char *file, int line, const char *text)
{
    texts()->log(tag, level, file, line, text);
}
