/* The stack beside the application's on which the engine works, as StackThunk of the Arduino core: 6,200 bytes of the heap. */
#ifndef VESP_TLS_BEARSSL_SECOND_STACK_H
#define VESP_TLS_BEARSSL_SECOND_STACK_H

#include <stdint.h>

/* 0, or -1 when the heap has no room. */
int second_stack_init(void);

/* Calls `function` with up to two arguments on the second stack; what it returns. */
uint32_t second_stack_call(void *function, void *first, uintptr_t second);

/* Calls optimistic_yield(10000) on the application's stack, from whichever of the two. */
void second_stack_yield(void);

#endif
