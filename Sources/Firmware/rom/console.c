/* The ROM's own printf, and its delay. The ROM answers only aligned 32-bit reads, so text is fetched by words. */
#include "rom.h"

#include <stdarg.h>

static char character(const char *text)
{
    uint32_t address = (uint32_t)text;
    return (char)(*(const uint32_t *)(address & ~3u) >> (address & 3) * 8);
}

static void put_text(const char *text)
{
    for (char c = character(text); c; c = character(++text)) {
        rom_uart_put((uint8_t)c);
    }
}

static void put_number(uint32_t value, uint32_t base, int width, char fill)
{
    char digits[12];
    int count = 0;
    do {
        uint32_t digit = value % base;
        digits[count++] = (char)(digit + (digit < 10 ? '0' : 'a' - 10));
        value /= base;
    } while (value);
    for (; width > count; width--) {
        rom_uart_put((uint8_t)fill);
    }
    while (count) {
        rom_uart_put((uint8_t)digits[--count]);
    }
}

int rom_printf(const char *format, ...)
{
    va_list list;
    va_start(list, format);
    for (char c = character(format); c; c = character(++format)) {
        if (c != '%') {
            rom_uart_put((uint8_t)c);
            continue;
        }
        char fill = ' ';
        int width = 0;
        while ((c = character(++format)) >= '0' && c <= '9') {
            if (c == '0' && width == 0) {
                fill = '0';
            }
            width = width * 10 + c - '0';
        }
        if (c == 's') {
            put_text(va_arg(list, const char *));
        } else if (c == 'd') {
            int value = va_arg(list, int);
            if (value < 0) {
                rom_uart_put('-');
            }
            put_number(value < 0 ? -(uint32_t)value : (uint32_t)value, 10, width, fill);
        } else if (c == 'u') {
            put_number(va_arg(list, uint32_t), 10, width, fill);
        } else if (c == 'x') {
            put_number(va_arg(list, uint32_t), 16, width, fill);
        } else if (c == 'c') {
            rom_uart_put((uint8_t)va_arg(list, int));
        } else if (c) {
            rom_uart_put((uint8_t)c);
        } else {
            break;
        }
    }
    va_end(list);
    return 0;
}

static uint32_t cycles(void)
{
    uint32_t value;
    __asm__ volatile("rsr.ccount %0" : "=a"(value));
    return value;
}

void rom_delay_us(uint32_t microseconds)
{
    uint32_t start = cycles();
    uint32_t wait = microseconds * CPU_MHZ;
    while (cycles() - start < wait) {
    }
}
