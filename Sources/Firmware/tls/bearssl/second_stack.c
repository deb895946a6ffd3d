#include "second_stack.h"

#include <stdlib.h>

#include "sdk.h"

/* _stackSize of the Arduino core's StackThunk.cpp. */
#define SIZE 6200u

uint32_t second_stack_top, second_stack_saved;

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
