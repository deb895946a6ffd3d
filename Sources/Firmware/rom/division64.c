/* 64-bit division of the boot ROM: one quotient bit per step, 650 to 1450 cycles like the ROM's digit-wise one. */
#include <stdint.h>

uint64_t __udivdi3(uint64_t dividend, uint64_t divisor);
uint64_t __umoddi3(uint64_t dividend, uint64_t divisor);
int64_t __divdi3(int64_t dividend, int64_t divisor);

#define ROM(name) __attribute__((section(".rom." #name)))

static inline __attribute__((always_inline)) uint64_t divide(uint64_t dividend, uint64_t divisor, uint64_t *rest)
{
    uint64_t quotient = 0;
    int shift = 0;
    if (divisor == 0) {
        __builtin_trap();
    }
    while (!(divisor >> 63) && (divisor << 1) <= dividend) {
        divisor <<= 1;
        shift++;
    }
    for (; shift >= 0; shift--) {
        quotient <<= 1;
        if (dividend >= divisor) {
            dividend -= divisor;
            quotient |= 1;
        }
        divisor >>= 1;
    }
    *rest = dividend;
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
