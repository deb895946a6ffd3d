/* os_printf and the snprintf family: %d %u %x with width and zero padding, %s with precision, %c, %p, %%. */
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

static void put_number(struct sink *sink, uint32_t value, unsigned base, int width, char fill)
{
    char digits[12];
    int count = 0;
    do {
        unsigned digit = value % base;
        digits[count++] = (char)(digit < 10 ? '0' + digit : 'a' + digit - 10);
        value /= base;
    } while (value);
    while (width-- > count) {
        put(sink, fill);
    }
    while (count) {
        put(sink, digits[--count]);
    }
}

static void put_argument(struct sink *sink, char conversion, int width, char fill, int precision, va_list *list)
{
    if (conversion == 'd' || conversion == 'i') {
        int32_t value = va_arg(*list, int32_t);
        if (value < 0) {
            put(sink, '-');
        }
        put_number(sink, value < 0 ? -(uint32_t)value : (uint32_t)value, 10, width, fill);
    } else if (conversion == 'u') {
        put_number(sink, va_arg(*list, uint32_t), 10, width, fill);
    } else if (conversion == 'x' || conversion == 'X' || conversion == 'p') {
        put_number(sink, va_arg(*list, uint32_t), 16, width, fill);
    } else if (conversion == 'c') {
        put(sink, (char)va_arg(*list, int));
    } else if (conversion == 's') {
        const char *text = va_arg(*list, const char *);
        for (; text && *text && precision; text++, precision--) {
            put(sink, *text);
        }
    } else {
        put(sink, conversion);
    }
}

static void format_to(struct sink *sink, const char *format, va_list *list)
{
    for (; *format; format++) {
        if (*format != '%') {
            put(sink, *format);
            continue;
        }
        int width = 0, precision = -1;
        format++;
        char fill = *format == '0' ? '0' : ' ';
        for (; *format >= '0' && *format <= '9'; format++) {
            width = width * 10 + *format - '0';
        }
        if (*format == '.') {
            format++;
            precision = *format == '*' ? va_arg(*list, int) : 0;
            for (; *format == '*' || (*format >= '0' && *format <= '9'); format++) {
                precision = *format == '*' ? precision : precision * 10 + *format - '0';
            }
        }
        while (*format == 'l' || *format == 'z') {
            format++;
        }
        if (!*format) {
            break;
        }
        put_argument(sink, *format, width, fill, precision, list);
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
