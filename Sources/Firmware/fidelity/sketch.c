/* Arduino sketches that count how often loop() is called: alone, and with a look at the milliseconds, which takes one
 * step of the ROM's division more each time the time since boot doubles. */
#include "clock.h"
#include "measure.h"
#include "tasks.h"

#define PASSES 1000

static volatile uint32_t counted;
static int32_t last, passes;

static void count(void) { counted++; }

static void count_and_look(void)
{
    passes++;
    if (millis_by_division() >= (uint32_t)(last + 1000)) {
        passes = 0;
        last = (int32_t)millis_by_division();
    }
}

static uint32_t time(void (*loop)(void))
{
    loop_set(loop);
    task_run(PASSES);
    uint32_t before = ccount();
    task_run(PASSES);
    return ccount() - before;
}

/* Cycles so many seconds after boot. */
static uint32_t time_after(uint32_t seconds)
{
    asleep = seconds * 1000000;
    last = (int32_t)(seconds * 1000);
    return time(count_and_look);
}

int main(void)
{
    loop_start();
    report("count", time(count));
    uint32_t earlier = time_after(20), later = time_after(40);
    report("count-millis", earlier);
    report("doubling", later - earlier);
    return passes != 4 * PASSES;
}
