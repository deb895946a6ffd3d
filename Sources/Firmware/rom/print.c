/* The ROM's formatted output for firmware, and where it goes. Formats and texts may lie in flash. */
#include "library.h"

#include <stdarg.h>

/* In the ROM's bss, which a reset clears: then output goes to the UART. */
static void (**const putc1)(char) = (void (**)(char))0x3FFFDD10;
static void (**const putc2)(char) = (void (**)(char))0x3FFFDD14;

int uart_tx_one_char(uint8_t byte);

static void discard(char byte)
{
    (void)byte;
}

/* A new line becomes CR and LF. */
void rom_uart_put_text(char byte)
{
    if (byte == '\n') {
        uart_tx_one_char('\r');
    }
    if (byte != '\r') {
        uart_tx_one_char((uint8_t)byte);
    }
}

int rom_putc(char byte)
{
    return uart_tx_one_char((uint8_t)byte);
}

void rom_install_putc1(void (*put)(char))
{
    *putc1 = put ? put : discard;
}

void rom_install_putc2(void (*put)(char))
{
    *putc2 = put;
}

void rom_install_uart_printf(void)
{
    *putc1 = rom_uart_put_text;
}

void rom_write_char(char byte)
{
    (*putc1 ? *putc1 : rom_uart_put_text)(byte);
    if (*putc2) {
        (*putc2)(byte);
    }
}

/* The digits, the lowest first; their number. */
static int convert(uint64_t value, uint32_t base, char letter, char *digits)
{
    int count = 0;
    do {
        uint32_t digit;
        if (value >> 32) {
            digit = (uint32_t)(value % base);
            value /= base;
        } else {
            digit = (uint32_t)value % base;
            value = (uint32_t)value / base;
        }
        digits[count++] = (char)(digit + (digit < 10 ? '0' : letter - 10));
    } while (value);
    return count;
}

static int repeat(void (*put)(char), char byte, int count)
{
    for (int left = count; left > 0; left--) {
        put(byte);
    }
    return count > 0 ? count : 0;
}

int rom_vprintf(void (*put)(char), const char *format, va_list arguments)
{
    int written = 0;
    char c;
    while ((c = (char)read_byte(format++)) != 0) {
        if (c != '%') {
            put(c);
            written++;
            continue;
        }
        int to_left = 0, zeros = 0, width = 0, longs = 0;
        c = (char)read_byte(format++);
        if (c == '-') {
            to_left = 1;
            c = (char)read_byte(format++);
        }
        if (c == '0') {
            zeros = 1;
            c = (char)read_byte(format++);
        }
        for (; c >= '0' && c <= '9'; c = (char)read_byte(format++)) {
            width = width * 10 + c - '0';
        }
        if (c == '.') {
            zeros = 1;
            do {
                c = (char)read_byte(format++);
            } while (c >= '0' && c <= '9');
        }
        for (; c == 'l'; c = (char)read_byte(format++)) {
            longs++;
        }

        char digits[20];
        char sign = 0;
        const char *text = NULL;
        int length = 0;
        char kind = (char)(c | 0x20);
        if (kind == 'd' || kind == 'u' || kind == 'x' || kind == 'p') {
            uint64_t value;
            if (longs > 1) {
                value = va_arg(arguments, uint64_t);
            } else if (kind == 'd') {
                value = (uint64_t)(int64_t)va_arg(arguments, int32_t);
            } else {
                value = va_arg(arguments, uint32_t);
            }
            if (kind == 'd' && (int64_t)value < 0) {
                sign = '-';
                value = -value;
            }
            if (kind == 'p') { // not counted by the chip's ROM either
                put('0');
                put('x');
                zeros = 1;
                width = 8;
            }
            length = convert(value, kind == 'x' || kind == 'p' ? 16 : 10, c == 'X' ? 'A' : 'a', digits);
        } else if (kind == 's') {
            text = va_arg(arguments, const char *);
            if (!text) {
                text = "<null>";
            }
            length = (int)rom_strlen(text);
        } else if (kind == 'c') {
            put((char)va_arg(arguments, int));
            written++;
            continue;
        } else if (c == 0) {
            break;
        } else {
            if (c != '%') {
                put('%');
                written++;
            }
            put(c);
            written++;
            continue;
        }

        int padding = width - length - (sign != 0);
        if (!to_left && !zeros) {
            written += repeat(put, ' ', padding);
        }
        if (sign) {
            put(sign);
            written++;
        }
        if (!to_left && zeros) {
            written += repeat(put, '0', padding);
        }
        for (int at = 0; at < length; at++) {
            put(text ? (char)read_byte(text + at) : digits[length - 1 - at]);
        }
        written += length;
        if (to_left) {
            written += repeat(put, ' ', padding);
        }
    }
    return written;
}

int rom_format(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int written = rom_vprintf(rom_write_char, format, arguments);
    va_end(arguments);
    return written;
}

/* To the UART, whatever is installed. */
int rom_uart_printf(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int written = rom_vprintf(rom_uart_put_text, format, arguments);
    va_end(arguments);
    return written;
}
