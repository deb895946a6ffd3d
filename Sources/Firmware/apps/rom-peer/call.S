/* uint32_t timed_call(void (*routine)(void), uint32_t registers[4]): calls the routine with a2 to a5 from `registers`,
 * leaves its a2 and a3 there, and returns the cycles between two readings of CCOUNT around the call. Code that is timed
 * lies within one line of the flash cache, so that no line fill falls between the readings. */
    .section .text.timed_call, "ax"
    .align  4
    .global timed_call
    .type   timed_call, @function
timed_call:
    addi    a1, a1, -32
    s32i    a12, a1, 0
    s32i    a13, a1, 4
    s32i    a14, a1, 8
    s32i    a15, a1, 12
    mov     a15, a0
    mov     a12, a3
    mov     a8, a2
    l32i    a2, a12, 0
    l32i    a3, a12, 4
    l32i    a4, a12, 8
    l32i    a5, a12, 12
    j       1f
    .align  32
1:  rsr.ccount a13
    callx0  a8
    rsr.ccount a14
    s32i    a2, a12, 0
    s32i    a3, a12, 4
    sub     a2, a14, a13
    mov     a0, a15
    l32i    a12, a1, 0
    l32i    a13, a1, 4
    l32i    a14, a1, 8
    l32i    a15, a1, 12
    addi    a1, a1, 32
    ret
    .size   timed_call, . - timed_call

/* void bare_return(void): a routine that is nothing but RET. */
    .section .text.bare_return, "ax"
    .align  4
    .global bare_return
    .type   bare_return, @function
bare_return:
    ret
    .size   bare_return, . - bare_return
