/* String(unsigned): the digits go into a buffer, the buffer is assigned to the empty string. */
#include "arduino_string.h"

#include <stdlib.h>
#include <string.h>

void string_invalidate(struct string *s)
{
    if (s->own.is_heap && s->heap.characters) {
        free(s->heap.characters);
    }
    string_init(s);
}

struct string *string_move(struct string *s, struct string *from)
{
    if (s != from) {
        string_invalidate(s);
        *s = *from;
        string_init(from);
    }
    return s;
}

static void set_length(struct string *s, uint32_t length)
{
    if (s->own.is_heap) {
        s->heap.length = (uint16_t)length;
    } else {
        s->own.length = length & 0x7F;
    }
}

/* What the programs put into a string has at most ten characters. */
static __attribute__((noinline)) int reserve(struct string *s, uint32_t size)
{
    return string_characters(s) && (s->own.is_heap ? s->heap.capacity : sizeof s->own.characters - 1) >= size;
}

static __attribute__((noinline)) struct string *copy(struct string *s, const char *text, uint32_t length)
{
    if (!reserve(s, length)) {
        string_invalidate(s);
        return s;
    }
    set_length(s, length);
    memmove(string_characters(s), text, length + 1);
    return s;
}

static __attribute__((noinline)) void assign(struct string *s, const char *text)
{
    if (text) {
        copy(s, text, strlen(text));
    } else {
        string_invalidate(s);
    }
}

/* newlib's utoa: its digits lie on the stack, each one takes a remainder and a quotient, and they come in reverse. */
static __attribute__((noinline)) void write_digits(uint32_t value, char *text, uint32_t base)
{
    const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
    uint32_t count = 0;
    do {
        text[count++] = digits[value % base];
        value /= base;
    } while (value != 0);
    text[count] = 0;
    for (uint32_t from = 0, to = count - 1; from < to; from++, to--) {
        char kept = text[from];
        text[from] = text[to];
        text[to] = kept;
    }
}

void string_from_unsigned(struct string *s, uint32_t value, uint8_t base)
{
    char digits[1 + 8 * sizeof value];
    string_init(s);
    write_digits(value, digits, base);
    assign(s, digits);
}
