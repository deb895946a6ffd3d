/* binary64 multiplication, each path at the price of the chip's ROM: 16 products of 16-bit halves, summed column by column.
 * a3:a2, a5:a4: operands, then fractions with their leading 1; a12, a13 and a14, a15: upper halves of their words; a6: mask of
 * the exponent, then the product's word below a3:a2, with a 1 in the lowest place for all that is below it; a7: sign in
 * bit 31; a8, a9: exponents, then their sum in a8, at last less the 1 that the fraction adds. */
#include "double_normalise.h"
#include "routine.h"

    constant exponent, 0x7FF00000
    constant quiet, 0x00080000
    constant significand, 0x001FFFFF

/* Adds left * right to a sum and counts the carry. */
    .macro  accumulate sum, product, left, right, carry
    mul16u  \product, \left, \right
    add     \sum, \sum, \product
    bgeu    \sum, \product, 1f
    addi    \carry, \carry, 1
1:
    .endm

/* The same for a sum's first two products. */
    .macro  begin sum, product, left, right, other_left, other_right, carry
    mul16u  \sum, \left, \right
    mul16u  \product, \other_left, \other_right
    movi    \carry, 0
    add     \sum, \sum, \product
    bgeu    \sum, \product, 1f
    addi    \carry, \carry, 1
1:
    .endm

    group   double_mul

.Lmul_left_small:
    normalise a3, a2, a8, .Lmul_zero, .Lmul_left_normal
.Lmul_right_small:
    normalise a5, a4, a9, .Lmul_zero, .Lmul_right_normal

.Lmul_left_special:
    bnez    a4, 1f
    slli    a8, a5, 1
    bnez    a8, 1f
    l32r    a8, quiet               /* times zero */
    or      a3, a3, a8
    j       .Lmul_return
1:  bnall   a5, a6, .Lmul_left
    slli    a8, a5, 12
    or      a8, a8, a4
    beqz    a8, .Lmul_left
.Lmul_right:
    mov     a3, a5
    mov     a2, a4
.Lmul_left:
    xor     a7, a7, a3              /* infinity or NaN under the sign of the product */
    srli    a7, a7, 31
    slli    a7, a7, 31
    xor     a3, a3, a7
    j       .Lmul_return
.Lmul_right_special:
    bnez    a2, .Lmul_right
    slli    a8, a3, 1
    bnez    a8, .Lmul_right
    l32r    a8, quiet
    or      a3, a5, a8
    j       .Lmul_return

/* double __muldf3(double a3:a2, double a5:a4) */
    entry   __muldf3, 0xE4
    addi    a1, a1, -32
    s32i    a12, a1, 0
    s32i    a13, a1, 4
    s32i    a14, a1, 8
    s32i    a15, a1, 12
    l32r    a6, exponent
    xor     a7, a3, a5
    ball    a3, a6, .Lmul_left_special
    ball    a5, a6, .Lmul_right_special
    extui   a8, a3, 20, 11
    extui   a9, a5, 20, 11
    beqz    a8, .Lmul_left_small
.Lmul_left_normal:
    beqz    a9, .Lmul_right_small
.Lmul_right_normal:
    add     a8, a8, a9
    l32r    a10, significand        /* not in two fetch words, as the chip's */
    s32i    a8, a1, 16
    or      a3, a3, a6
    or      a5, a5, a6
    and     a3, a3, a10
    and     a5, a5, a10
    srli    a12, a2, 16
    srli    a13, a3, 16
    srli    a14, a4, 16
    srli    a15, a5, 16

/* 2^0 to 2^47 */
    begin   a10, a11, a2, a14, a12, a4, a8
    ssai    16
    mul16u  a11, a2, a4
    src     a6, a8, a10
    sll     a10, a10
    add     a10, a10, a11
    bgeu    a10, a11, 1f
    addi    a6, a6, 1
1:
/* 2^32 */
    movi    a8, 0
    accumulate a6, a11, a2, a5, a8
    accumulate a6, a11, a12, a14, a8
    accumulate a6, a11, a3, a4, a8
    beqz    a10, 1f
    movi    a10, 1
    or      a6, a6, a10
1:
/* 2^48 */
    begin   a11, a9, a2, a15, a13, a4, a10
    accumulate a11, a9, a12, a5, a10
    accumulate a11, a9, a3, a14, a10
    src     a10, a10, a11
    sll     a11, a11
    add     a10, a10, a8
    add     a6, a6, a11
    bgeu    a6, a11, 1f
    addi    a10, a10, 1
1:
/* 2^64 */
    movi    a8, 0
    accumulate a10, a2, a12, a15, a8
    accumulate a10, a2, a3, a5, a8
    accumulate a10, a2, a13, a14, a8
/* 2^80 */
    begin   a11, a9, a3, a15, a13, a5, a2
    src     a3, a2, a11
    add     a3, a3, a8
    sll     a11, a11
    add     a2, a10, a11
    bgeu    a2, a11, 1f
    addi    a3, a3, 1
1:
/* 2^96 */
    l32i    a8, a1, 16
    mul16u  a13, a13, a15
    add     a3, a3, a13

/* The product's leading 1 is bit 8 or 9 of a3; it goes to bit 20. */
    movi    a5, 11
    extui   a9, a3, 9, 1
    bnez    a9, 1f
    addi    a5, a5, 1
    addi    a8, a8, -1
1:  ssl     a5
    src     a3, a3, a2
    src     a2, a2, a6
    sll     a6, a6
    movi    a5, 1023
    sub     a8, a8, a5
    slli    a5, a5, 1
    bgeu    a8, a5, .Lmul_out_of_range
.Lmul_round:
    bgez    a6, .Lmul_rounded
    addi    a2, a2, 1
    beqz    a2, .Lmul_round_carry
    slli    a6, a6, 1
    beqz    a6, .Lmul_tie
.Lmul_rounded:
    slli    a8, a8, 20
    add     a3, a3, a8
.Lmul_sign:
    srli    a7, a7, 31
    slli    a7, a7, 31
    or      a3, a3, a7
.Lmul_return:
    l32i    a12, a1, 0
    l32i    a13, a1, 4
    l32i    a14, a1, 8
    l32i    a15, a1, 12
    addi    a1, a1, 32
    ret
.Lmul_tie:
    movi    a6, -2
    and     a2, a2, a6
    j       .Lmul_rounded
.Lmul_round_carry:
    addi    a3, a3, 1
    j       .Lmul_rounded

.Lmul_out_of_range:
    bltz    a8, .Lmul_denormal
    movi    a3, 2047
    slli    a3, a3, 20
    movi    a2, 0
    j       .Lmul_sign
.Lmul_denormal:
    neg     a8, a8
    ssr     a8
    mov     a9, a6
    bgeui   a8, 32, .Lmul_far
    sll     a6, a2
    src     a2, a3, a2
    srl     a3, a3
    j       .Lmul_sticky
.Lmul_far:
    bgeui   a8, 64, .Lmul_zero
    sll     a10, a2
    or      a9, a9, a10
    src     a6, a3, a2
    srl     a2, a3
    movi    a3, 0
.Lmul_sticky:
    movi    a8, 0
    beqz    a9, .Lmul_round
    movi    a9, 1
    or      a6, a6, a9
    j       .Lmul_round
.Lmul_zero:
    srli    a3, a7, 31
    slli    a3, a3, 31
    movi    a2, 0
    j       .Lmul_return
    end     __muldf3
