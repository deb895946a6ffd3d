/* printf for programs that print one %X only. picolibc's own cannot be linked in the layout of Sources/Firmware/bare:
 * it calls the arithmetic without -mlongcalls, and from the flash window the ROM is out of reach. */
#include <stdarg.h>
#include <stddef.h>

static void put(const char *text, size_t count)
{
    register int a2 __asm__("a2") = 4;
    register int a3 __asm__("a3") = 1;
    register const void *a4 __asm__("a4") = text;
    register size_t a5 __asm__("a5") = count;
    __asm__ volatile("simcall" : "+r"(a2), "+r"(a3) : "r"(a4), "r"(a5) : "memory");
}

int printf(const char *format, ...)
{
    va_list list;
    va_start(list, format);
    for (; *format; format++) {
        if (format[0] != '%' || format[1] != 'X') {
            put(format, 1);
            continue;
        }
        format++;
        unsigned value = va_arg(list, unsigned);
        int shift = 28;
        while (shift > 0 && value >> shift == 0) {
            shift -= 4;
        }
        for (; shift >= 0; shift -= 4) {
            put("0123456789ABCDEF" + (value >> shift & 15), 1);
        }
    }
    va_end(list);
    return 0;
}
