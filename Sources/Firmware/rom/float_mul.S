/* binary32 multiplication, each path at the price of the chip's ROM: the fractions with their leading 1 are multiplied in
 * halves of 16 bits, as __umulsidi3 does it.
 * a4, a5: exponents, then their sum in a4, at last less the 1 that the fraction adds; a6: mask of the exponent, then what is
 * shifted out below the fraction, half a unit in bit 31; a7: sign in bit 31. */
#include "routine.h"

    constant exponent, 0x7F800000
    constant quiet, 0x00400000
    constant significand, 0x00FFFFFF

/* Zero or a denormal: brings the fraction's leading 1 to bit 23. */
    .macro  normalise operand, exponent, done
    slli    \operand, \operand, 9
    srli    \operand, \operand, 9
    beqz    \operand, .Lmul_zero
    nsau    a8, \operand
    addi    a8, a8, -8
    ssl     a8
    sll     \operand, \operand
    movi    \exponent, 1
    sub     \exponent, \exponent, a8
    j       \done
    .endm

    group   float_mul

.Lmul_left_small:
    normalise a2, a4, .Lmul_left_normal
.Lmul_right_small:
    normalise a3, a5, .Lmul_right_normal

.Lmul_left_special:
    slli    a5, a3, 1
    bnez    a5, 1f
    l32r    a5, quiet               /* times zero */
    or      a2, a2, a5
    j       .Lmul_return
1:  bnall   a3, a6, .Lmul_left
    slli    a5, a3, 9
    beqz    a5, .Lmul_left
.Lmul_right:
    mov     a2, a3
.Lmul_left:
    xor     a7, a7, a2              /* infinity or NaN under the sign of the product */
    srli    a7, a7, 31
    slli    a7, a7, 31
    xor     a2, a2, a7
    j       .Lmul_return
.Lmul_right_special:
    slli    a5, a2, 1
    bnez    a5, .Lmul_right
    l32r    a5, quiet
    or      a2, a3, a5
    j       .Lmul_return

/* float __mulsf3(float a2, float a3) */
    entry   __mulsf3, 0x78
    addi    a1, a1, -32
    s32i    a12, a1, 0
    s32i    a13, a1, 4
    s32i    a14, a1, 8
    s32i    a15, a1, 12
    l32r    a6, exponent
    xor     a7, a2, a3
    ball    a2, a6, .Lmul_left_special
    ball    a3, a6, .Lmul_right_special
    extui   a4, a2, 23, 8
    extui   a5, a3, 23, 8
    beqz    a4, .Lmul_left_small
.Lmul_left_normal:
    beqz    a5, .Lmul_right_small
.Lmul_right_normal:
    add     a4, a4, a5
    l32r    a10, significand
    or      a2, a2, a6
    or      a3, a3, a6
    and     a2, a2, a10
    and     a3, a3, a10

    srli    a12, a2, 16
    srli    a13, a3, 16
    mul16u  a14, a2, a13
    mul16u  a15, a12, a3
    mul16u  a6, a2, a3
    movi    a5, 0
    add     a14, a14, a15
    bgeu    a14, a15, 1f
    addi    a5, a5, 1
1:  ssai    16
    src     a5, a5, a14
    sll     a14, a14
    add     a6, a6, a14
    bgeu    a6, a14, 2f
    addi    a5, a5, 1
2:  mul16u  a2, a12, a13
    add     a2, a2, a5

/* The product's leading 1 is bit 46 or 47 of a2:a6; it goes to bit 23 of a2. */
    movi    a5, 8
    extui   a9, a2, 15, 1
    bnez    a9, 3f
    addi    a5, a5, 1
    addi    a4, a4, -1
3:  ssl     a5
    src     a2, a2, a6
    sll     a6, a6
    movi    a5, 127
    sub     a4, a4, a5
    slli    a5, a5, 1
    bgeu    a4, a5, .Lmul_out_of_range
.Lmul_round:
    bgez    a6, .Lmul_rounded
    addi    a2, a2, 1
    slli    a6, a6, 1
    beqz    a6, .Lmul_tie
.Lmul_rounded:
    slli    a4, a4, 23
    add     a2, a2, a4
.Lmul_sign:
    srli    a7, a7, 31
    slli    a7, a7, 31
    or      a2, a2, a7
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

.Lmul_out_of_range:
    bltz    a4, .Lmul_denormal
    movi    a2, 255
    slli    a2, a2, 23
    j       .Lmul_sign
.Lmul_denormal:
    neg     a4, a4
    ssr     a4
    mov     a5, a6
    bgeui   a4, 32, .Lmul_zero
    sll     a6, a2
    srl     a2, a2
    movi    a4, 0
    beqz    a5, .Lmul_round
    movi    a5, 1                   /* sticky */
    or      a6, a6, a5
    j       .Lmul_round
.Lmul_zero:
    srli    a2, a7, 31
    slli    a2, a2, 31
    j       .Lmul_return
    end     __mulsf3
