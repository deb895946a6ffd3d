/* What the ROM's integer routines cost: a 32 x 32 -> 64 product, 64-bit product, divisions by the number of bits the
 * operands lie apart; and a multiply-accumulate the way bignum code is compiled for a core without a long multiply. */
#include "measure.h"

#define COUNT 256
static uint32_t a[COUNT], r[COUNT];

extern uint32_t call_cycles(void (*routine)(void), uint32_t unused, uint64_t left, uint64_t right);
extern char __umulsidi3[], __muldi3[], __udivsi3[], __umodsi3[], __divsi3[], __udivdi3[], __umoddi3[];

/* Cycles of a routine with 64-bit operands. */
static uint32_t wide(char *routine, uint64_t left, uint64_t right)
{
    return call_cycles((void (*)(void))routine, 0, left, right);
}

/* Cycles of a routine with 32-bit operands. */
static uint32_t narrow(char *routine, uint32_t left, uint32_t right)
{
    return wide(routine, (uint64_t)right << 32 | left, 0);
}

static IRAM(accumulate) uint32_t accumulate(uint32_t b)
{
    uint32_t carry = 0, before = ccount();
    for (int i = 0; i < COUNT; i++) {
        uint64_t product = (uint64_t)a[i] * b;
        product += r[i];
        product += carry;
        r[i] = (uint32_t)product;
        carry = (uint32_t)(product >> 32);
    }
    return ccount() - before;
}

/* The least and the most of what one operand after another costs. */
struct range {
    uint32_t least, most;
};

static void include(struct range *range, uint32_t cycles)
{
    if (cycles < range->least) {
        range->least = cycles;
    }
    if (cycles > range->most) {
        range->most = cycles;
    }
}

static void report_range(const char *name, struct range range)
{
    print_format("%s-least %u\n%s-most %u\n", name, range.least, name, range.most);
}

int main(void)
{
    struct range umulsidi3 = {~0u, 0}, muldi3 = {~0u, 0};
    uint32_t state = 1;
    for (int i = 0; i < COUNT; i++) {
        state = state * 1664525 + 1013904223;
        uint32_t other = state * 0x9E3779B9;
        include(&umulsidi3, narrow(__umulsidi3, state, other));
        include(&muldi3, wide(__muldi3, state, other));
        a[i] = other;
        r[i] = state;
    }
    report_range("umulsidi3", umulsidi3);
    report_range("muldi3", muldi3);
    for (uint32_t bits = 1; bits < 31; bits++) {
        print_format("udivsi3-%u %u\n", bits, narrow(__udivsi3, 0xB2D05E00, 0x80000000 >> bits | 1));
        print_format("umodsi3-%u %u\n", bits, narrow(__umodsi3, 0xB2D05E00, 0x80000000 >> bits | 1));
        print_format("divsi3-%u %u\n", bits, narrow(__divsi3, 0x59682F00, 0x40000000 >> bits | 1));
    }
    report("udivsi3-by-1", narrow(__udivsi3, 1000, 1));
    report("udivsi3-smaller", narrow(__udivsi3, 7, 1000));
    report("umodsi3-smaller", narrow(__umodsi3, 7, 1000));
    report("udivdi3-one-digit", wide(__udivdi3, 0x000FFFFE12345678, 0x000FFFFF));
    report("udivdi3-two-digits", wide(__udivdi3, 0xFEDCBA9876543210, 1000));
    report("umoddi3-one-digit", wide(__umoddi3, 0x000FFFFE12345678, 0x000FFFFF));
    report("accumulate-256", accumulate(0x89ABCDEF));
    return 0;
}
