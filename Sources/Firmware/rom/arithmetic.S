/* Integer routines that Debian's libgcc leaves out because the chip's ROM has them.
 *
 * Each costs what the ROM's routine costs (cycle counts of the ROM sequences: taken branch, call and return 3,
 * load-use stall 1); `nop`s stand where the ROM needs more instructions than this code does. */

/* uint64_t __umulsidi3(uint32_t a2, uint32_t a3): 33 cycles, four MUL16U. Leaves a10 and a11 alone. */
    .section .rom.__umulsidi3, "ax"
    .align 4
    .global __umulsidi3
    .type __umulsidi3, @function
__umulsidi3:
    extui   a4, a2, 16, 16
    extui   a5, a3, 16, 16
    mul16u  a6, a2, a3
    mul16u  a7, a4, a3
    mul16u  a8, a2, a5
    mul16u  a9, a4, a5
    movi    a5, 1
    slli    a5, a5, 16
    nop
    nop
    nop
    nop
    nop
    nop
    nop
    nop
    nop
    nop
    add     a7, a7, a8
    bgeu    a7, a8, 1f
    add     a9, a9, a5
1:  extui   a8, a7, 16, 16
    slli    a7, a7, 16
    add     a9, a9, a8
    add     a2, a6, a7
    bgeu    a2, a7, 2f
    addi    a9, a9, 1
2:  mov     a3, a9
    nop
    ret
    .size __umulsidi3, . - __umulsidi3

/* uint64_t __muldi3(uint64_t a3:a2, uint64_t a5:a4): 60 cycles with the nested call. */
    .section .rom.__muldi3, "ax"
    .align 4
    .global __muldi3
    .type __muldi3, @function
__muldi3:
    addi    a1, a1, -16
    s32i    a0, a1, 0
    mull    a10, a2, a5
    mull    a11, a3, a4
    mov     a3, a4
    nop
    nop
    nop
    nop
    nop
    nop
    nop
    nop
    nop
    nop
    nop
    nop
    add     a10, a10, a11
    call0   __umulsidi3
    l32i    a0, a1, 0
    add     a3, a3, a10
    addi    a1, a1, 16
    ret
    .size __muldi3, . - __muldi3

/* uint32_t __udivsi3(uint32_t a2, uint32_t a3): about 12.5 + 9 k cycles, k = nsau(divisor) - nsau(dividend). */
    .section .rom.__udivsi3, "ax"
    .align 4
    .global __udivsi3
    .type __udivsi3, @function
__udivsi3:
    bltui   a3, 2, 4f
    nsau    a5, a2
    nsau    a4, a3
    bgeu    a5, a4, 3f
    sub     a4, a4, a5
    ssl     a4
    mov     a6, a2
    sll     a3, a3
    movi    a2, 0
1:  bltu    a6, a3, 2f
    sub     a6, a6, a3
    addi    a2, a2, 1
2:  slli    a2, a2, 1
    srli    a3, a3, 1
    addi    a4, a4, -1
    bnez    a4, 1b
    bltu    a6, a3, 5f
    addi    a2, a2, 1
5:  ret
3:  movi    a4, 0
    bltu    a2, a3, 6f
    movi    a4, 1
6:  mov     a2, a4
    ret
4:  beqz    a3, 7f
    ret
7:  ill
    .size __udivsi3, . - __udivsi3

/* uint32_t __umodsi3(uint32_t a2, uint32_t a3): about 10.5 + 7.5 k cycles. */
    .section .rom.__umodsi3, "ax"
    .align 4
    .global __umodsi3
    .type __umodsi3, @function
__umodsi3:
    bltui   a3, 2, 4f
    nsau    a5, a2
    nsau    a4, a3
    bgeu    a5, a4, 3f
    sub     a4, a4, a5
    ssl     a4
    sll     a3, a3
1:  bltu    a2, a3, 2f
    sub     a2, a2, a3
2:  srli    a3, a3, 1
    addi    a4, a4, -1
    bnez    a4, 1b
3:  bltu    a2, a3, 5f
    sub     a2, a2, a3
5:  ret
4:  beqz    a3, 6f
    movi    a2, 0
    ret
6:  ill
    .size __umodsi3, . - __umodsi3

/* int32_t __divsi3(int32_t a2, int32_t a3): about 17.5 + 9 k cycles. */
    .section .rom.__divsi3, "ax"
    .align 4
    .global __divsi3
    .type __divsi3, @function
__divsi3:
    xor     a7, a2, a3
    abs     a6, a2
    abs     a3, a3
    bltui   a3, 2, 4f
    nsau    a5, a6
    nsau    a4, a3
    bgeu    a5, a4, 3f
    sub     a4, a4, a5
    ssl     a4
    sll     a3, a3
    movi    a2, 0
1:  bltu    a6, a3, 2f
    sub     a6, a6, a3
    addi    a2, a2, 1
2:  slli    a2, a2, 1
    srli    a3, a3, 1
    addi    a4, a4, -1
    bnez    a4, 1b
    bltu    a6, a3, 5f
    addi    a2, a2, 1
5:  neg     a4, a2
    movltz  a2, a4, a7
    ret
3:  movi    a2, 0
    bltu    a6, a3, 5b
    movi    a2, 1
    j       5b
4:  beqz    a3, 6f
    mov     a2, a6
    j       5b
6:  ill
    .size __divsi3, . - __divsi3
