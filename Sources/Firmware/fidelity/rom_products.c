/* What the ROM's __muldi3 costs: a full product, and a multiply-accumulate the way bignum code without a 64-bit
 * multiplier is compiled. */
#include "measure.h"

#define COUNT 256
static uint32_t a[COUNT], r[COUNT];

static IRAM(products) uint32_t products(void)
{
    extern uint64_t __muldi3(uint64_t, uint64_t);
    uint64_t (*volatile multiply)(uint64_t, uint64_t) = __muldi3;
    uint64_t (*call)(uint64_t, uint64_t) = multiply;
    uint32_t before = ccount();
    for (int i = 0; i < COUNT; i++) {
        call(0xDEADBEEF, 0x89ABCDEF);
    }
    return ccount() - before;
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

int main(void)
{
    for (int i = 0; i < COUNT; i++) {
        a[i] = 0x9E3779B9 * (uint32_t)i;
        r[i] = 0xDEADBEEF ^ (uint32_t)i;
    }
    products();
    report("product", products());
    report("accumulate", accumulate(0x89ABCDEF));
    return 0;
}
