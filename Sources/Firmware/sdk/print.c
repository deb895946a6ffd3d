/* os_printf and the snprintf family: %d %u %x %X %p with #, zero padding and width, l, ll and z; %s with precision and -;
 * %c and %%. */
#include "registers.h"
#include "sdk.h"

#include <stdarg.h>
#include <stdio.h>

/* Where formatted text goes: a buffer, or the UART when there is none. `count` is what was asked for. */
struct sink {
    char *buffer;
    size_t room;
    size_t count;
};

static void put(struct sink *sink, char c)
{
    size_t at = sink->count++;
    if (sink->buffer) {
        if (at + 1 < sink->room) {
            sink->buffer[at] = c;
        }
        return;
    }
    while ((UART0_STATUS >> 16 & 0xFF) >= 126) {
    }
    UART0_FIFO = (uint8_t)c;
}

void console_flush(void)
{
    while (UART0_STATUS >> 16 & 0xFF) {
    }
}

/* What stands between % and the conversion. */
struct conversion {
    int width, precision;
    char fill;
    uint8_t is_left, has_prefix, is_long_long;
};

static void pad(struct sink *sink, int count, char fill)
{
    while (count-- > 0) {
        put(sink, fill);
    }
}

static void put_number(struct sink *sink, uint64_t value, char sign, char kind, const struct conversion *how)
{
    char digits[21];
    char letters = kind == 'X' ? 'A' - 10 : 'a' - 10;
    int count = 0;
    if (kind == 'd' || kind == 'u') {
        uint64_t rest = value;
        for (; rest > UINT32_MAX; rest /= 10) {
            digits[count++] = (char)('0' + rest % 10);
        }
        for (uint32_t low = (uint32_t)rest; low || !count; low /= 10) {
            digits[count++] = (char)('0' + low % 10);
        }
    } else {
        do {
            uint32_t digit = (uint32_t)value & 15;
            digits[count++] = (char)(digit + (digit < 10 ? '0' : letters));
            value >>= 4;
        } while (value);
    }
    int has_prefix = how->has_prefix && kind != 'd' && kind != 'u';
    int room = how->width - count - (sign != 0) - 2 * has_prefix;
    if (!how->is_left && how->fill == ' ') {
        pad(sink, room, ' ');
    }
    if (sign) {
        put(sink, sign);
    }
    if (has_prefix) {
        put(sink, '0');
        put(sink, kind == 'X' ? 'X' : 'x');
    }
    if (!how->is_left && how->fill == '0') {
        pad(sink, room, '0');
    }
    while (count) {
        put(sink, digits[--count]);
    }
    if (how->is_left) {
        pad(sink, room, ' ');
    }
}

static void put_string(struct sink *sink, const char *text, const struct conversion *how)
{
    int length = 0;
    text = text ? text : "(null)";
    while (length != how->precision && text[length]) {
        length++;
    }
    if (!how->is_left) {
        pad(sink, how->width - length, ' ');
    }
    for (int i = 0; i < length; i++) {
        put(sink, text[i]);
    }
    if (how->is_left) {
        pad(sink, how->width - length, ' ');
    }
}

static void put_argument(struct sink *sink, char kind, const struct conversion *how, va_list *list)
{
    if (kind == 'd' || kind == 'i') {
        int64_t value = how->is_long_long ? va_arg(*list, int64_t) : va_arg(*list, int32_t);
        put_number(sink, value < 0 ? -(uint64_t)value : (uint64_t)value, value < 0 ? '-' : 0, 'd', how);
    } else if (kind == 'u' || kind == 'x' || kind == 'X' || kind == 'p') {
        put_number(sink, how->is_long_long ? va_arg(*list, uint64_t) : va_arg(*list, uint32_t), 0, kind, how);
    } else if (kind == 'c') {
        put(sink, (char)va_arg(*list, int));
    } else if (kind == 's') {
        put_string(sink, va_arg(*list, const char *), how);
    } else {
        put(sink, kind);
    }
}

/* A number of the format, or the argument `*` stands for. */
static int parse_number(const char **format, va_list *list)
{
    int value = 0;
    if (**format == '*') {
        (*format)++;
        return va_arg(*list, int);
    }
    for (; **format >= '0' && **format <= '9'; (*format)++) {
        value = value * 10 + **format - '0';
    }
    return value;
}

static void format_to(struct sink *sink, const char *format, va_list *list)
{
    for (; *format; format++) {
        if (*format != '%') {
            put(sink, *format);
            continue;
        }
        struct conversion how = {0, -1, ' ', 0, 0, 0};
        for (format++; *format == '#' || *format == '0' || *format == '-'; format++) {
            how.has_prefix |= *format == '#';
            how.is_left |= *format == '-';
            how.fill = *format == '0' ? '0' : how.fill;
        }
        how.width = parse_number(&format, list);
        if (*format == '.') {
            format++;
            how.precision = parse_number(&format, list);
        }
        for (; *format == 'l' || *format == 'h' || *format == 'z'; format++) {
            how.is_long_long |= *format == 'l' && format[1] == 'l';
        }
        if (!*format) {
            break;
        }
        put_argument(sink, *format, &how, list);
    }
}

int os_printf(const char *format, ...)
{
    struct sink sink = {NULL, 0, 0};
    va_list list;
    va_start(list, format);
    format_to(&sink, format, &list);
    va_end(list);
    return (int)sink.count;
}

int vsnprintf(char *buffer, size_t room, const char *format, va_list list)
{
    char nothing;
    struct sink sink = {buffer ? buffer : &nothing, buffer ? room : 0, 0};
    va_list copy;
    va_copy(copy, list);
    format_to(&sink, format, &copy);
    va_end(copy);
    if (buffer && room) {
        buffer[sink.count < room ? sink.count : room - 1] = 0;
    }
    return (int)sink.count;
}

int snprintf(char *buffer, size_t room, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    int count = vsnprintf(buffer, room, format, list);
    va_end(list);
    return count;
}

int printf(const char *format, ...)
{
    struct sink sink = {NULL, 0, 0};
    va_list list;
    va_start(list, format);
    format_to(&sink, format, &list);
    va_end(list);
    return (int)sink.count;
}
