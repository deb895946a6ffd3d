/* Iterations of EEMBC's CoreMark over 2000 bytes with the seeds of its performance run. The CRCs that it publishes for
 * them say that the work is the same. */
#include "coremark.h"
#include "measure.h"

#define ITERATIONS 10

volatile int32_t seed1 = 0, seed2 = 0, seed3 = 0x66;

static __attribute__((noinline)) void iterate(struct run *run, uint32_t iterations)
{
    run->crc = run->list_crc = run->matrix_crc = run->state_crc = 0;
    for (uint32_t i = 0; i < iterations; i++) {
        run->crc = crc_u16(list_work(run, 1), run->crc);
        run->crc = crc_u16(list_work(run, -1), run->crc);
        if (i == 0) {
            run->list_crc = run->crc;
        }
    }
}

int main(void)
{
    static struct run run;
    uint8_t memory[2000] __attribute__((aligned(4)));
    run.seed1 = (int16_t)seed1;
    run.seed2 = (int16_t)seed2;
    run.seed3 = (int16_t)seed3;
    run.size = sizeof memory / 3;
    run.text = memory + 2 * run.size;
    run.list = list_init(run.size, (struct node *)memory, run.seed1);
    matrix_init(run.size, memory + run.size, run.seed1 | run.seed2 << 16, &run.matrices);
    state_init(run.size, run.seed1, run.text);
    uint32_t before = ccount();
    iterate(&run, ITERATIONS);
    report("iterations", ccount() - before);
    return !(run.list_crc == 0xE714 && run.matrix_crc == 0x1FD7 && run.state_crc == 0x8E3A && run.crc == 0xFCAF);
}
