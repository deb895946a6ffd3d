/* ESP8266_RTOS_SDK: the idle task feeds, so only a blocked application does; the first stage of the hardware watchdog
 * panics. Prints nothing before the application that one would rely on. */
#include "personality.h"
#include "registers.h"

/* A library's text goes to ESP_LOGx, which adds time, tag, colour and a line end of its own (ESP8266_RTOS_SDK#1007 shows
 * the lines, 5 to 7 ms apart). */
static void log_line(const char *tag, int level, const char *file, int line, const char *text)
{
    static const struct {
        const char *colour;
        char letter;
    } levels[] = {{"0;33m", 'W'}, {"0;32m", 'I'}, {"", 'D'}, {"", 'V'}};
    if (level < 1 || level > 4) {
        nonos_log(tag, level, file, line, text);
        return;
    }
    const char *colour = levels[level - 1].colour;
    os_printf("%s%s%c (%u) %s: %s:%d %s%s\n", *colour ? "\033[" : "", colour, levels[level - 1].letter,
              (unsigned)(sdk_time_us() / 1000), tag, file, line, text, *colour ? "\033[0m" : "");
}

IRAM(interrupts) void rtos_sdk_wdt_interrupt(void)
{
    os_printf("Task watchdog got triggered.\r\n\r\n");
    hw_wdt_panic();
}

const struct texts rtos_sdk_texts = {.fatal = nonos_fatal, .log = log_line};
const struct feeding rtos_sdk_feeding = {.idle = hw_wdt_feed, .passes_idle = 1};
