/* What a multiply-accumulate costs the way bignum code is compiled for a core without a long multiply. */
#include "measure.h"

#define COUNT 256
static uint32_t a[COUNT], r[COUNT];

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

int main(void)
{
    uint32_t state = 1;
    for (int i = 0; i < COUNT; i++) {
        state = state * 1664525 + 1013904223;
        a[i] = state * 0x9E3779B9;
        r[i] = state;
    }
    report("accumulate-256", accumulate(0x89ABCDEF));
    return 0;
}
