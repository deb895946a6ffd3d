/* Integer routines that Debian's libgcc leaves out because the chip's ROM has them. On every path they cost what the
 * ROM's cost, stores included, and take as much stack (docs/timing-model.md tells how that is known). All of them leave
 * a7 to a11 alone but __divsi3, which uses a7. */
    .begin  no-longcalls

/* uint64_t __umulsidi3(uint32_t a2, uint32_t a3): four products of 16-bit halves. */
    .section .rom.__umulsidi3, "ax"
    .align  4
    .global __umulsidi3
    .type   __umulsidi3, @function
__umulsidi3:
    addi    a1, a1, -32
    s32i    a12, a1, 0
    s32i    a13, a1, 4
    s32i    a14, a1, 8
    s32i    a15, a1, 12
    extui   a4, a2, 16, 16
    extui   a5, a3, 16, 16
    movi    a12, 1
    mul16u  a13, a2, a3
    slli    a12, a12, 16
    mul16u  a14, a4, a5
    mul16u  a15, a4, a3
    mul16u  a4, a2, a5
    add     a15, a15, a4
    bgeu    a15, a4, 1f
    add     a14, a14, a12
1:  extui   a4, a15, 16, 16
    add     a14, a14, a4
    slli    a15, a15, 16
    add     a2, a13, a15
    bgeu    a2, a15, 2f
    addi    a14, a14, 1
2:  mov     a3, a14
    l32i    a12, a1, 0
    l32i    a13, a1, 4
    l32i    a14, a1, 8
    l32i    a15, a1, 12
    addi    a1, a1, 32
    ret
    .size   __umulsidi3, . - __umulsidi3

/* uint64_t __muldi3(uint64_t a3:a2, uint64_t a5:a4) */
    .section .rom.__muldi3, "ax"
    .align  4
    .global __muldi3
    .type   __muldi3, @function
__muldi3:
    addi    a1, a1, -48
    s32i    a0, a1, 0
    s32i    a12, a1, 4
    s32i    a13, a1, 8
    s32i    a3, a1, 12
    s32i    a5, a1, 16
    /* Not needed again; the compiler of the chip's ROM stores all four arguments. */
    s32i    a2, a1, 20
    s32i    a4, a1, 24
    mov     a12, a2
    mov     a13, a4
    mov     a3, a4
    call0   __umulsidi3
    l32i    a4, a1, 12
    l32i    a5, a1, 16
    mull    a4, a4, a13
    mull    a5, a5, a12
    l32i    a0, a1, 0
    add     a3, a3, a4
    l32i    a12, a1, 4
    add     a3, a3, a5
    l32i    a13, a1, 8
    addi    a1, a1, 48
    ret
    .size   __muldi3, . - __muldi3

/* The divisions shift the divisor left until its top bit stands where the dividend's does, then subtract it and shift it
 * back a place at a time until it is what it was: k steps, k = nsau(divisor) - nsau(dividend). */

/* uint32_t __udivsi3(uint32_t a2, uint32_t a3) */
    .section .rom.__udivsi3, "ax"
    .align  4
    .global __udivsi3
    .type   __udivsi3, @function
__udivsi3:
    bltui   a3, 2, 4f
    mov     a6, a2
    nsau    a5, a2
    nsau    a4, a3
    bgeu    a5, a4, 3f
    sub     a4, a4, a5
    ssl     a4
    sll     a4, a3
    movi    a2, 0
1:  sub     a5, a6, a4
    bltu    a6, a4, 2f
    mov     a6, a5
    addi    a2, a2, 1
2:  slli    a2, a2, 1
    srli    a4, a4, 1
    bne     a4, a3, 1b
    bltu    a6, a3, 5f
    addi    a2, a2, 1
5:  ret
3:  bltu    a2, a3, 6f
    movi    a2, 1
    ret
4:  beqz    a3, 7f
    ret
6:  movi    a2, 0
    ret
7:  ill
    .size   __udivsi3, . - __udivsi3

/* uint32_t __umodsi3(uint32_t a2, uint32_t a3) */
    .section .rom.__umodsi3, "ax"
    .align  4
    .global __umodsi3
    .type   __umodsi3, @function
__umodsi3:
    bltui   a3, 2, 4f
    nsau    a5, a2
    nsau    a4, a3
    bgeu    a5, a4, 3f
    sub     a4, a4, a5
    ssl     a4
    sll     a4, a3
1:  sub     a5, a2, a4
    bltu    a2, a4, 2f
    _or     a2, a5, a5 /* not MOV.N: the next instruction straddles two fetch words in the chip's ROM too */
2:  srli    a4, a4, 1
    bne     a4, a3, 1b
3:  bltu    a2, a3, 5f
    sub     a2, a2, a3
5:  ret
4:  bnez    a3, 6f
    ill
6:  movi    a2, 0
    ret
    .size   __umodsi3, . - __umodsi3

/* int32_t __divsi3(int32_t a2, int32_t a3) */
    .section .rom.__divsi3, "ax"
    .align  4
    .global __divsi3
    .type   __divsi3, @function
__divsi3:
    xor     a7, a2, a3
    abs     a6, a2
    abs     a3, a3
    bltui   a3, 2, 4f
    srli    a5, a6, 1
    bltu    a5, a3, 3f
    nsau    a5, a6
    nsau    a4, a3
    sub     a4, a4, a5
    ssl     a4
    sll     a4, a3
    movi    a2, 0
1:  sub     a5, a6, a4
    bltu    a6, a4, 2f
    mov     a6, a5
    addi    a2, a2, 1
2:  add     a2, a2, a2
    srli    a4, a4, 1
    bne     a4, a3, 1b
    bltu    a6, a3, 5f
    addi    a2, a2, 1
5:  neg     a5, a2
    movltz  a2, a5, a7
    ret
    /* The quotient is 0 or 1. */
3:  bltu    a6, a3, 6f
    srai    a2, a7, 31
    movi    a5, 1
    or      a2, a2, a5
    ret
4:  beqz    a3, 7f
    neg     a2, a6
    movgez  a2, a6, a7
    ret
    .align  4
6:  movi    a2, 0
    ret
7:  ill
    .size   __divsi3, . - __divsi3
    .end    no-longcalls
