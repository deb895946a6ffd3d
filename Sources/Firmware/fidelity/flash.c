/* Reads through the flash cache: what one missing line costs, and a volatile counting loop in flash. */
#include "measure.h"

#define LINES 64

static const uint32_t table[LINES * 8] __attribute__((section(".flash.cold"), aligned(32))) = {1};

static IRAM(read_lines) uint32_t read_lines(const volatile uint32_t *from)
{
    uint32_t before = ccount();
    for (int i = 0; i < LINES; i++) {
        (void)from[8 * i];
    }
    return ccount() - before;
}

static __attribute__((noinline)) uint32_t wait(uint32_t count)
{
    volatile uint32_t ticks = count;
    uint32_t before = ccount();
    while (ticks--) {
    }
    return ccount() - before;
}

int main(void)
{
    uint32_t cold = read_lines(table);
    uint32_t warm = read_lines(table);
    report("line-fill", cold - warm);
    wait(10);
    report("volatile-loop", wait(1000));
    return 0;
}
