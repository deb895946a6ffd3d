/* Prints the cycles of the loops in loops.S, 1000 iterations each. */
#include "measure.h"

uint32_t loop_nop(uint32_t), loop_add(uint32_t), loop_nsleep_80(uint32_t), loop_nsleep_160(uint32_t);
uint32_t loop_gpio(uint32_t), halves(void);

int main(void)
{
    report("nop", loop_nop(1000));
    report("add", loop_add(1000));
    report("nsleep-80", loop_nsleep_80(1000));
    report("nsleep-160", loop_nsleep_160(1000));
    report("gpio-store", loop_gpio(250));
    report("halves-cold", halves());
    report("halves-warm", halves());
    return 0;
}
