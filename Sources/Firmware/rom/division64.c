/* 64-bit division of the boot ROM, digit by digit as the chip's: a digit has 32 bits, and 64 bits by 32 take two half
 * digits, each from one __udivsi3 and one __umodsi3 (Knuth, algorithm D). */
#include <stdint.h>

uint64_t __udivdi3(uint64_t dividend, uint64_t divisor);
uint64_t __umoddi3(uint64_t dividend, uint64_t divisor);
int64_t __divdi3(int64_t dividend, int64_t divisor);

#define ROM(name) __attribute__((section(".rom." #name)))
#define INLINE static inline __attribute__((always_inline))

/* The next 16 bits of a quotient: `rest` and the half word `next` by a divisor whose top bit is set. */
INLINE uint32_t half_digit(uint32_t *rest, uint32_t next, uint32_t divisor)
{
    uint32_t digit = *rest / (divisor >> 16);
    uint32_t partial = *rest % (divisor >> 16) << 16 | next;
    uint32_t product = digit * (divisor & 0xFFFF);
    if (partial < product) {
        digit--;
        partial += divisor;
        if (partial >= divisor && partial < product) {
            digit--;
            partial += divisor;
        }
    }
    *rest = partial - product;
    return digit;
}

/* high:low by a divisor above `high` whose top bit is set. */
INLINE uint32_t digit(uint32_t *high, uint32_t low, uint32_t divisor)
{
    uint32_t upper = half_digit(high, low >> 16, divisor);
    return upper << 16 | half_digit(high, low & 0xFFFF, divisor);
}

INLINE uint64_t divide(uint64_t dividend, uint64_t divisor, uint64_t *rest)
{
    uint32_t low = (uint32_t)dividend, high = (uint32_t)(dividend >> 32);
    uint32_t divisor_low = (uint32_t)divisor, divisor_high = (uint32_t)(divisor >> 32);
    if (divisor_high == 0) {
        if (divisor_low == 0) {
            __builtin_trap();
        }
        uint32_t upper = 0, over = high;
        int shift = __builtin_clz(divisor_low);
        divisor_low <<= shift;
        if (high >= (uint32_t)divisor) {
            over = shift ? high >> (32 - shift) : 0;
            upper = digit(&over, high << shift | (shift ? low >> (32 - shift) : 0), divisor_low);
        } else if (shift) {
            over = high << shift | low >> (32 - shift);
        }
        uint32_t lower = digit(&over, low << shift, divisor_low);
        *rest = over >> shift;
        return (uint64_t)upper << 32 | lower;
    }
    if (divisor > dividend) {
        *rest = dividend;
        return 0;
    }
    int shift = __builtin_clz(divisor_high);
    if (shift == 0) {
        *rest = dividend - divisor;
        return 1;
    }
    uint64_t scaled = divisor << shift;
    uint32_t over = high >> (32 - shift);
    uint32_t quotient = digit(&over, (uint32_t)(dividend << shift >> 32), (uint32_t)(scaled >> 32));
    uint64_t product = (uint64_t)quotient * (uint32_t)scaled;
    uint64_t left = (uint64_t)over << 32 | low << shift;
    if (product > left) {
        quotient--;
        product -= scaled;
    }
    *rest = (left - product) >> shift;
    return quotient;
}

ROM(__udivdi3) uint64_t __udivdi3(uint64_t dividend, uint64_t divisor)
{
    uint64_t rest;
    return divide(dividend, divisor, &rest);
}

ROM(__umoddi3) uint64_t __umoddi3(uint64_t dividend, uint64_t divisor)
{
    uint64_t rest;
    divide(dividend, divisor, &rest);
    return rest;
}

ROM(__divdi3) int64_t __divdi3(int64_t dividend, int64_t divisor)
{
    uint64_t rest;
    uint64_t quotient =
        divide(dividend < 0 ? -(uint64_t)dividend : (uint64_t)dividend,
               divisor < 0 ? -(uint64_t)divisor : (uint64_t)divisor, &rest);
    return (dividend < 0) != (divisor < 0) ? -(int64_t)quotient : (int64_t)quotient;
}
