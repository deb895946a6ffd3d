/* Strings and memory. Sources may lie in flash, ROM or IRAM and are read by words; destinations there have to be aligned
 * and of whole words, as on the chip. */
#include "library.h"

#pragma GCC optimize("O2")

/* All that lies above answers words only. */
#define END_OF_DRAM 0x40000000u

ALWAYS_INLINE uint32_t read_dram(const void *address)
{
    return *(const uint8_t *)address;
}

ALWAYS_INLINE int are_in_dram(const void *left, const void *right)
{
    return ((uintptr_t)left | (uintptr_t)right) < END_OF_DRAM;
}

ALWAYS_INLINE int are_aligned(const void *left, const void *right)
{
    return (((uintptr_t)left | (uintptr_t)right) & 3) == 0;
}

typedef uint16_t __attribute__((may_alias)) half;
typedef uint32_t reader(const void *address);

/* Up to four bytes, the first the lowest; no word is read that has none of them. */
ALWAYS_INLINE uint32_t gather(const void *address, size_t count)
{
    const word *at = (const word *)((uintptr_t)address & ~3u);
    uint32_t skipped = (uintptr_t)address & 3;
    uint32_t value = at[0] >> 8 * skipped;
    if (skipped + count > 4) {
        value |= at[1] << 8 * (4 - skipped);
    }
    return value;
}

/* Stores the last one to three bytes, from an aligned address on. */
ALWAYS_INLINE void put_rest(uint8_t *to, uint32_t value, size_t count)
{
    if (count & 2) {
        *(half *)to = (uint16_t)value;
        to += 2;
        value >>= 16;
    }
    if (count & 1) {
        *to = (uint8_t)value;
    }
}

ALWAYS_INLINE uint32_t has_zero(uint32_t value)
{
    return (value - 0x01010101) & ~value & 0x80808080;
}

size_t rom_strlen(const char *text)
{
    const word *at = (const word *)((uintptr_t)text & ~3u);
    uint32_t before = ((uintptr_t)text & 3) * 8;
    uint32_t value = *at | ((1u << before) - 1);
    while (!has_zero(value)) {
        value = *++at;
    }
    size_t length = (size_t)((const char *)at - text);
    for (; value & 0xFF; value >>= 8) {
        length++;
    }
    return length;
}

ALWAYS_INLINE int compare_strings(const char *left, const char *right, size_t count, reader *read)
{
    for (; count; count--) {
        uint32_t a = read(left++);
        uint32_t b = read(right++);
        if (a != b) {
            return (int)(a - b);
        }
        if (a == 0) {
            break;
        }
    }
    return 0;
}

int rom_strncmp(const char *left, const char *right, size_t count)
{
    if (are_aligned(left, right)) {
        while (count >= 4 && *(const word *)left == *(const word *)right && !has_zero(*(const word *)left)) {
            left += 4;
            right += 4;
            count -= 4;
        }
    }
    return are_in_dram(left, right) ? compare_strings(left, right, count, read_dram)
                                    : compare_strings(left, right, count, read_byte);
}

int rom_strcmp(const char *left, const char *right)
{
    return rom_strncmp(left, right, SIZE_MAX);
}

/* The length, or `count` if no NUL comes before. */
static size_t length_within(const char *text, size_t count)
{
    size_t length = 0;
    while (length < count && (uintptr_t)(text + length) & 3) {
        if (read_byte(text + length) == 0) {
            return length;
        }
        length++;
    }
    while (length < count && !has_zero(*(const word *)(text + length))) {
        length += 4;
    }
    while (length < count && read_byte(text + length)) {
        length++;
    }
    return length < count ? length : count;
}

char *rom_strncpy(char *to, const char *from, size_t count)
{
    size_t length = length_within(from, count);
    rom_memcpy(to, from, length);
    rom_memset(to + length, 0, count - length);
    return to;
}

char *rom_strcpy(char *to, const char *from)
{
    return rom_memcpy(to, from, rom_strlen(from) + 1);
}

ALWAYS_INLINE char *find(const char *text, const char *wanted, reader *read)
{
    do {
        size_t same = 0;
        uint32_t next;
        while ((next = read(wanted + same)) != 0 && next == read(text + same)) {
            same++;
        }
        if (next == 0) {
            return (char *)text;
        }
    } while (read(text++));
    return NULL;
}

char *rom_strstr(const char *text, const char *wanted)
{
    return are_in_dram(text, wanted) ? find(text, wanted, read_dram) : find(text, wanted, read_byte);
}

/* Four bytes out of eight, from where SSA8L said. */
ALWAYS_INLINE uint32_t joined(uint32_t low, uint32_t high)
{
    uint32_t value;
    __asm__ volatile("src %0, %1, %2" : "=a"(value) : "a"(high), "a"(low));
    return value;
}

void *rom_memcpy(void *result, const void *source, size_t count)
{
    uint8_t *to = result;
    const uint8_t *from = source;
    size_t head = -(uintptr_t)to & 3;
    if (head && count) {
        head = head < count ? head : count;
        count -= head;
        uint32_t value = gather(from, head);
        from += head;
        for (; head; head--) {
            *to++ = (uint8_t)value;
            value >>= 8;
        }
    }
    word *words = (word *)to;
    if (((uintptr_t)from & 3) == 0) {
        const word *next = (const word *)from;
        for (; count >= 16; count -= 16) {
            uint32_t a = next[0], b = next[1];
            words[0] = a;
            words[1] = b;
            a = next[2];
            b = next[3];
            words[2] = a;
            words[3] = b;
            next += 4;
            words += 4;
        }
        for (; count >= 4; count -= 4) {
            *words++ = *next++;
        }
        from = (const uint8_t *)next;
    } else if (count >= 4) {
        const word *next = (const word *)((uintptr_t)from & ~3u);
        uint32_t low = *next++;
        __asm__ volatile("ssa8l %0" ::"a"(from));
        from += count & ~3u;
        for (; count >= 16; count -= 16) {
            uint32_t a = next[0], b = next[1];
            words[0] = joined(low, a);
            words[1] = joined(a, b);
            a = next[2];
            low = next[3];
            words[2] = joined(b, a);
            words[3] = joined(a, low);
            next += 4;
            words += 4;
        }
        for (; count >= 4; count -= 4) {
            uint32_t high = *next++;
            *words++ = joined(low, high);
            low = high;
        }
    }
    if (count) {
        put_rest((uint8_t *)words, gather(from, count), count);
    }
    return result;
}

void *rom_memmove(void *result, const void *source, size_t count)
{
    uint8_t *to = result;
    const uint8_t *from = source;
    if ((uintptr_t)to - (uintptr_t)from >= count) {
        return rom_memcpy(to, from, count);
    }
    to += count;
    from += count;
    if ((((uintptr_t)to ^ (uintptr_t)from) & 3) == 0) {
        for (; count && (uintptr_t)to & 3; count--) {
            *--to = (uint8_t)read_byte(--from);
        }
        for (; count >= 4; count -= 4) {
            to -= 4;
            from -= 4;
            *(word *)to = *(const word *)from;
        }
    }
    for (; count; count--) {
        *--to = (uint8_t)read_byte(--from);
    }
    return result;
}

ALWAYS_INLINE int compare_bytes(const uint8_t *left, const uint8_t *right, size_t count, reader *read)
{
    for (; count; count--) {
        int difference = (int)read(left++) - (int)read(right++);
        if (difference) {
            return difference;
        }
    }
    return 0;
}

int rom_memcmp(const void *left, const void *right, size_t count)
{
    const uint8_t *a = left;
    const uint8_t *b = right;
    if (are_aligned(a, b)) {
        for (; count >= 4 && *(const word *)a == *(const word *)b; count -= 4) {
            a += 4;
            b += 4;
        }
    }
    return are_in_dram(a, b) ? compare_bytes(a, b, count, read_dram) : compare_bytes(a, b, count, read_byte);
}

void *rom_memset(void *result, int value, size_t count)
{
    uint8_t *to = result;
    for (; count && (uintptr_t)to & 3; count--) {
        *to++ = (uint8_t)value;
    }
    uint32_t four = (uint8_t)value;
    four |= four << 8;
    four |= four << 16;
    word *words = (word *)to;
    for (; count >= 16; count -= 16) {
        words[0] = four;
        words[1] = four;
        words[2] = four;
        words[3] = four;
        words += 4;
    }
    for (; count >= 4; count -= 4) {
        *words++ = four;
    }
    put_rest((uint8_t *)words, four, count);
    return result;
}

void rom_bzero(void *to, size_t count)
{
    rom_memset(to, 0, count);
}

uint32_t rom_roundup2(uint32_t value, uint32_t step)
{
    return (value + step - 1) & -step;
}
