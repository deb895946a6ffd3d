#include "runtime.h"

#include <stdarg.h>
#include <string.h>

extern char _heap_start[], _heap_end[];

static int simcall(int number, int a, const void *b, int c)
{
    register int a2 __asm__("a2") = number;
    register int a3 __asm__("a3") = a;
    register const void *a4 __asm__("a4") = b;
    register int a5 __asm__("a5") = c;
    __asm__ volatile("simcall" : "+r"(a2), "+r"(a3) : "r"(a4), "r"(a5) : "memory");
    return a2;
}

static void write_bytes(const char *text, size_t count) { simcall(4, 1, text, (int)count); }

size_t read_bytes(void *buffer, size_t count)
{
    size_t got = 0;
    while (got < count) {
        int result = simcall(3, 0, (char *)buffer + got, (int)(count - got));
        if (result <= 0) {
            break;
        }
        got += (size_t)result;
    }
    return got;
}

void print(const char *text) { write_bytes(text, strlen(text)); }

void print_hex(const uint8_t *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char pair[2] = {"0123456789abcdef"[bytes[i] >> 4], "0123456789abcdef"[bytes[i] & 15]};
        write_bytes(pair, 2);
    }
    print("\n");
}

static void print_number(unsigned value, unsigned base)
{
    char digits[12];
    size_t at = sizeof digits;
    do {
        digits[--at] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value);
    write_bytes(digits + at, sizeof digits - at);
}

int print_format(const char *format, ...)
{
    va_list list;
    va_start(list, format);
    for (; *format; format++) {
        if (*format != '%') {
            write_bytes(format, 1);
            continue;
        }
        do {
            format++;
        } while (*format >= '0' && *format <= '9');
        if (*format == 's') {
            print(va_arg(list, const char *));
        } else if (*format == 'd') {
            int value = va_arg(list, int);
            if (value < 0) {
                print("-");
            }
            print_number(value < 0 ? -(unsigned)value : (unsigned)value, 10);
        } else if (*format == 'u') {
            print_number(va_arg(list, unsigned), 10);
        } else if (*format == 'x') {
            print_number(va_arg(list, unsigned), 16);
        } else {
            write_bytes(format, 1);
        }
    }
    va_end(list);
    return 0;
}

int fixed_random(void *state, unsigned char *output, size_t count)
{
    static uint32_t value = 1;
    (void)state;
    while (count--) {
        value = value * 1664525 + 1013904223;
        *output++ = (unsigned char)(value >> 24);
    }
    return 0;
}

/* First-fit heap over one list of free blocks, coalesced when freed. */
struct block {
    size_t size;
    struct block *next;
};

static struct block *free_list;
static char started;

void *malloc(size_t size)
{
    if (!started) {
        started = 1;
        free_list = (struct block *)_heap_start;
        free_list->size = (size_t)(_heap_end - _heap_start);
        free_list->next = NULL;
    }
    size = (size + sizeof(struct block) + 7) & ~(size_t)7;
    for (struct block **link = &free_list; *link; link = &(*link)->next) {
        struct block *found = *link;
        if (found->size < size) {
            continue;
        }
        if (found->size >= size + 2 * sizeof(struct block)) {
            struct block *rest = (struct block *)((char *)found + size);
            rest->size = found->size - size;
            rest->next = found->next;
            *link = rest;
            found->size = size;
        } else {
            *link = found->next;
        }
        return found + 1;
    }
    return NULL;
}

void free(void *pointer)
{
    if (!pointer) {
        return;
    }
    struct block *block = (struct block *)pointer - 1;
    struct block **link = &free_list;
    struct block *previous = NULL;
    while (*link && *link < block) {
        previous = *link;
        link = &previous->next;
    }
    block->next = *link;
    *link = block;
    if (block->next && (char *)block + block->size == (char *)block->next) {
        block->size += block->next->size;
        block->next = block->next->next;
    }
    if (previous && (char *)previous + previous->size == (char *)block) {
        previous->size += block->size;
        previous->next = block->next;
    }
}

void *calloc(size_t count, size_t size)
{
    void *pointer = malloc(count * size);
    if (pointer) {
        memset(pointer, 0, count * size);
    }
    return pointer;
}

int printf(const char *format, ...) __attribute__((alias("print_format")));
