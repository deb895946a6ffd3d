#include "esp_log.h"

#include <stdarg.h>
#include <stdio.h>

#include "sdk.h"

void esp_log(char letter, const char *tag, const char *format, ...)
{
    char text[256];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    int colour = letter == 'E' ? 31 : letter == 'W' ? 33 : 32;
    os_printf("\033[0;%dm%c (%u) %s: %s\033[0m\n", colour, letter, (unsigned)(sdk_time_us() / 1000), tag, text);
}
