#include "second_stack.h"

#include <stdlib.h>

#include "sdk.h"

/* _stackSize of the Arduino core's StackThunk.cpp. */
#define SIZE 6200u

uint32_t second_stack_top, second_stack_saved;
static uint32_t last_turn;

int second_stack_init(void)
{
    void *bytes = malloc(SIZE);
    if (!bytes) {
        return -1;
    }
    stack_add(bytes, SIZE);
    second_stack_top = ((uint32_t)bytes + SIZE) & ~15u;
    return 0;
}

void optimistic_yield(uint32_t interval_us)
{
    if (sdk_time_us() - last_turn > interval_us) {
        sdk_pass();
        last_turn = sdk_time_us();
    }
}
