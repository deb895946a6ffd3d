/* binary64 division, each path at the price of the chip's ROM: one bit of the quotient after another.
 * a3:a2, a5:a4: operands, then fractions with their leading 1, a3:a2 in the end twice the rest; a6: mask of the exponent; a7:
 * sign in bit 31; a8, a9: exponents, then their difference in a8, at last less the 1 that the fraction adds; a10:a11: quotient. */
#include "double_normalise.h"
#include "routine.h"

    constant exponent, 0x7FF00000
    constant quiet, 0x00080000
    constant significand, 0x001FFFFF

    group   double_div

.Ldiv_right_small:
    normalise a5, a4, a9, .Ldiv_by_zero, .Ldiv_right_normal
.Ldiv_left_small:
    normalise a3, a2, a8, .Ldiv_zero, .Ldiv_left_normal

.Ldiv_by_zero:
    add     a3, a3, a3
    srli    a3, a3, 1
    or      a2, a2, a3
    srli    a3, a7, 31
    slli    a3, a3, 31
    or      a3, a3, a6
    bnez    a2, 1f
    l32r    a8, quiet
    or      a3, a3, a8
1:  movi    a2, 0
    ret
.Ldiv_left_special:
    srli    a7, a5, 31
    slli    a7, a7, 31
    xor     a3, a3, a7
    bnall   a5, a6, 1f
    l32r    a8, quiet
    or      a3, a3, a8
1:  ret
.Ldiv_right_special:
    slli    a8, a5, 12
    or      a8, a8, a4
    beqz    a8, .Ldiv_zero
    mov     a3, a5
    mov     a2, a4
    ret
.Ldiv_compare_low:
    bltu    a2, a4, .Ldiv_left_smaller
    j       .Ldiv_first_bit
.Ldiv_round_carry:
    addi    a10, a10, 1
    j       .Ldiv_rounded

/* double __divdf3(double a3:a2, double a5:a4) */
    entry   __divdf3, 0xE8
    l32r    a6, exponent
    xor     a7, a3, a5
    ball    a3, a6, .Ldiv_left_special
    ball    a5, a6, .Ldiv_right_special
    extui   a8, a3, 20, 11
    extui   a9, a5, 20, 11
    beqz    a9, .Ldiv_right_small
.Ldiv_right_normal:
    beqz    a8, .Ldiv_left_small
.Ldiv_left_normal:
    sub     a8, a8, a9
    l32r    a10, significand
    or      a3, a3, a6
    or      a5, a5, a6
    and     a3, a3, a10
    and     a5, a5, a10
    ssai    31                      /* SRC and SLL move up by one place */
    bltu    a5, a3, .Ldiv_first_bit
    beq     a5, a3, .Ldiv_compare_low
.Ldiv_left_smaller:
    src     a3, a3, a2
    sll     a2, a2
    addi    a8, a8, -1
.Ldiv_first_bit:
    sub     a3, a3, a5
    bgeu    a2, a4, 1f
    addi    a3, a3, -1
1:  sub     a2, a2, a4
    src     a3, a3, a2
    sll     a2, a2
    movi    a10, 0
    movi    a11, 1
    movi    a9, 52
.Ldiv_bit:
    src     a10, a10, a11
    sll     a11, a11
    bltu    a3, a5, 3f
    beq     a3, a5, 4f
2:  addi    a11, a11, 1
    sub     a3, a3, a5
    bgeu    a2, a4, 1f
    addi    a3, a3, -1
1:  sub     a2, a2, a4
3:  src     a3, a3, a2
    sll     a2, a2
    addi    a9, a9, -1
    bnez    a9, .Ldiv_bit

    movi    a9, 1022
    add     a8, a8, a9
    movi    a9, 2046
    bgeu    a8, a9, .Ldiv_out_of_range
    bltu    a3, a5, .Ldiv_rounded
    beq     a3, a5, .Ldiv_half_high
.Ldiv_round_up:
    addi    a11, a11, 1
    beqz    a11, .Ldiv_round_carry
.Ldiv_rounded:
    mov     a2, a11
    slli    a8, a8, 20
    add     a3, a10, a8
.Ldiv_sign:
    srli    a7, a7, 31
    slli    a7, a7, 31
    add     a3, a3, a7
    ret
4:  bgeu    a2, a4, 2b
    j       3b
.Ldiv_half_high:
    bltu    a2, a4, .Ldiv_rounded
    bne     a2, a4, .Ldiv_round_up
    addi    a11, a11, 1
    beqz    a11, .Ldiv_round_carry
.Ldiv_tie:
    movi    a6, -2
    and     a11, a11, a6
    j       .Ldiv_rounded

.Ldiv_out_of_range:
    bltz    a8, .Ldiv_denormal
    movi    a3, 2047
    slli    a3, a3, 20
    movi    a2, 0
    j       .Ldiv_sign
.Ldiv_zero:
    srli    a3, a7, 31
    slli    a3, a3, 31
    movi    a2, 0
    ret
.Ldiv_denormal:
    neg     a8, a8
    ssr     a8
    bgeui   a8, 32, .Ldiv_far
    sll     a6, a11
    src     a11, a10, a11
    srl     a10, a10
    j       1f
.Ldiv_far:
    bgeui   a8, 64, .Ldiv_zero
    sll     a9, a11
    or      a2, a2, a9
    src     a6, a10, a11
    srl     a11, a10
    movi    a10, 0
1:  movi    a8, 0
    or      a3, a3, a2              /* the rest makes what is shifted out sticky */
    beqz    a3, 2f
    movi    a9, 1
    or      a6, a6, a9
2:  bgez    a6, .Ldiv_rounded
    addi    a11, a11, 1
    beqz    a11, .Ldiv_round_carry
    slli    a6, a6, 1
    bnez    a6, .Ldiv_rounded
    movi    a6, -2
    and     a11, a11, a6
    j       .Ldiv_rounded
    end     __divdf3
