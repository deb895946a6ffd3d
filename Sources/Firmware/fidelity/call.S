/* uint32_t call_cycles(routine, a, b): cycles of routine(a, b), both operands of 64 bits, from its first instruction to
 * behind its RET. uint32_t call_cycles32: the same with 32-bit operands. The cost of reading CCOUNT and of CALLX0 itself
 * is taken off with a routine that is nothing but RET. */
    .section .iram.call, "ax"
    .literal_position
    .align  4
    .global call_cycles
    .type   call_cycles, @function
call_cycles:
    addi    a1, a1, -32
    s32i    a0, a1, 0
    s32i    a12, a1, 4
    s32i    a13, a1, 8
    s32i    a2, a1, 12
    s32i    a4, a1, 16
    s32i    a5, a1, 20
    s32i    a6, a1, 24
    s32i    a7, a1, 28
    movi    a2, bare_return
    call0   measure
    mov     a13, a3
    l32i    a2, a1, 12
    call0   measure
    sub     a2, a3, a13
    addi    a2, a2, 3
    l32i    a0, a1, 0
    l32i    a12, a1, 4
    l32i    a13, a1, 8
    addi    a1, a1, 32
    ret

/* Calls a2 with the operands of call_cycles; a3 = cycles. The routine may use all registers that a call may. */
    .align  4
measure:
    mov     a8, a2
    addi    a1, a1, -16
    s32i    a0, a1, 0
    l32i    a2, a1, 32
    l32i    a3, a1, 36
    l32i    a4, a1, 40
    l32i    a5, a1, 44
    rsr.ccount a12
    nop
    callx0  a8
    rsr.ccount a3
    sub     a3, a3, a12
    l32i    a0, a1, 0
    addi    a1, a1, 16
    ret

    .align  4
bare_return:
    ret
