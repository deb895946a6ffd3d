/* Changes of stack; see second_stack.h. second_stack_saved is the application's stack pointer while the other is in use. */
    .section .text.second_stack, "ax"
    .literal_position
    .align 4
    .global second_stack_call
    .type second_stack_call, @function
second_stack_call:
    addi    a1, a1, -16
    s32i    a0, a1, 0
    s32i    a12, a1, 4
    s32i    a13, a1, 8
    movi    a12, second_stack_saved
    mov     a13, a1
    s32i    a1, a12, 0
    movi    a5, second_stack_top
    l32i    a1, a5, 0
    mov     a5, a2
    mov     a2, a3
    mov     a3, a4
    callx0  a5
    mov     a1, a13
    movi    a3, 0
    s32i    a3, a12, 0
    l32i    a13, a1, 8
    l32i    a12, a1, 4
    l32i    a0, a1, 0
    addi    a1, a1, 16
    ret
    .size second_stack_call, . - second_stack_call

    .literal_position
    .align 4
    .global second_stack_yield
    .type second_stack_yield, @function
second_stack_yield:
    addi    a1, a1, -16
    s32i    a0, a1, 0
    s32i    a12, a1, 4
    mov     a12, a1
    movi    a2, second_stack_saved
    l32i    a3, a2, 0
    beqz    a3, 1f
    mov     a1, a3
1:  movi    a2, 10000
    call0   optimistic_yield
    mov     a1, a12
    l32i    a12, a1, 4
    l32i    a0, a1, 0
    addi    a1, a1, 16
    ret
    .size second_stack_yield, . - second_stack_yield
