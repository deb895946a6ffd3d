/* binary64 addition and subtraction, each path at the price of the chip's ROM, as float_add.S does it on two words.
 * a3:a2, a5:a4: operands; a6: mask of the exponent; a7: what is shifted out below the fraction, half a unit in bit 31;
 * a8, a9: exponents; a10: their distance, then the result's exponent. */
#include "routine.h"

    constant exponent, 0x7FF00000
    constant quiet, 0x00080000

    group   double_add

.Ladd_left_special:
    bnall   a5, a6, 1f
    slli    a8, a3, 12
    or      a8, a8, a2
    beqz    a8, .Ladd_right_special /* infinity plus infinity or NaN */
1:  ret
.Ladd_right_special:
    mov     a3, a5
    mov     a2, a4
    ret

/* double __adddf3(double a3:a2, double a5:a4) */
    entry   __adddf3, 0x20
    l32r    a6, exponent
    xor     a8, a3, a5
    bltz    a8, .Lsub_of_negated
.Ladd_same_sign:
    ball    a3, a6, .Ladd_left_special
    ball    a5, a6, .Ladd_right_special
    extui   a8, a3, 20, 12
    extui   a9, a5, 20, 12
    bltu    a8, a9, .Ladd_right_larger
    bnone   a5, a6, .Ladd_right_small
    or      a5, a5, a6
    slli    a5, a5, 11
    srli    a5, a5, 11
.Ladd_align_right:
    sub     a10, a8, a9
    bgeui   a10, 32, .Ladd_right_far
    movi    a7, 0
    ssr     a10
    src     a7, a4, a7
    src     a4, a5, a4
    srl     a5, a5
.Ladd_aligned_right:
    add     a2, a2, a4
    add     a3, a3, a5
    bgeu    a2, a4, 1f
    addi    a3, a3, 1
1:  extui   a10, a3, 20, 12
    beq     a10, a8, .Ladd_round
    mov     a9, a8
    j       .Ladd_carry

.Ladd_right_far:
    bgeui   a10, 64, .Ladd_left
    ssr     a10
    sll     a11, a4
    src     a7, a5, a4
    srl     a4, a5
    movi    a5, 0
    beqz    a11, .Ladd_aligned_right
    or      a7, a7, a10             /* sticky: a10 is not 0 */
    j       .Ladd_aligned_right

.Ladd_right_small:
    slli    a5, a5, 12
    srli    a5, a5, 12
    bnone   a3, a6, .Ladd_both_small
    addi    a9, a9, 1
    j       .Ladd_align_right
.Ladd_both_small:
    add     a2, a2, a4
    add     a3, a3, a5
    bgeu    a2, a4, .Ladd_left
    addi    a3, a3, 1
.Ladd_left:
    ret

.Ladd_left_small:
    slli    a3, a3, 12
    srli    a3, a3, 12
    addi    a8, a8, 1
    j       .Ladd_align_left

.Ladd_right_larger:
    bnone   a3, a6, .Ladd_left_small
    or      a3, a3, a6
    slli    a3, a3, 11
    srli    a3, a3, 11
.Ladd_align_left:
    sub     a10, a9, a8
    bgeui   a10, 32, .Ladd_left_far
    ssr     a10
    sll     a7, a2
    src     a2, a3, a2
    srl     a3, a3
.Ladd_aligned_left:
    add     a2, a2, a4
    add     a3, a3, a5
    bgeu    a2, a4, 1f
    addi    a3, a3, 1
1:  extui   a10, a3, 20, 12
    bne     a10, a9, .Ladd_carry
.Ladd_round:
    bgez    a7, .Ladd_done
    addi    a2, a2, 1
    beqz    a2, .Lround_carry
    slli    a7, a7, 1
    beqz    a7, .Ltie
.Ladd_done:
    ret

.Ladd_left_far:
    bgeui   a10, 64, .Ladd_right
    ssr     a10
    sll     a11, a2
    src     a7, a3, a2
    srl     a2, a3
    movi    a3, 0
    beqz    a11, .Ladd_aligned_left
    or      a7, a7, a10
    j       .Ladd_aligned_left
.Ladd_right:
    mov     a2, a4
    mov     a3, a5
    ret

.Ladd_carry:
    slli    a11, a2, 31
    ssai    1
    src     a2, a3, a2
    srl     a3, a3
    addi    a9, a9, 1
    slli    a9, a9, 19
    add     a3, a3, a9
    ball    a3, a6, .Ladd_overflow
    bgez    a11, .Ladd_exact
    addi    a2, a2, 1
    beqz    a2, .Lround_carry
    beqz    a7, .Ltie
.Ladd_exact:
    ret
.Ladd_overflow:
    and     a3, a3, a6              /* infinity; the sign may have been carried away */
    extui   a9, a9, 30, 1
    slli    a9, a9, 31
    or      a3, a3, a9
    movi    a2, 0
    ret
    end     __adddf3

.Lsub_right_far:
    bgeui   a10, 64, .Ladd_exact
    ssr     a10
    sll     a11, a4
    src     a7, a5, a4
    srl     a4, a5
    movi    a5, 0
    beqz    a11, .Lsub_aligned_right
    or      a7, a7, a10
    j       .Lsub_aligned_right

.Lsub_right_small:
    slli    a5, a5, 12
    srli    a5, a5, 12
    bnone   a3, a6, .Lsub_align_right
    addi    a9, a9, 1
    j       .Lsub_align_right

/* double __subdf3(double a3:a2, double a5:a4) */
    entry   __subdf3, 0x20 + 0x150
    l32r    a6, exponent
    xor     a8, a3, a5
    bltz    a8, .Ladd_of_negated
.Lsub_same_sign:
    ball    a3, a6, .Lsub_left_special
    ball    a5, a6, .Lsub_right_special
    extui   a8, a3, 20, 11
    extui   a9, a5, 20, 11
    bltu    a3, a5, .Lsub_right_larger
    beq     a3, a5, .Lsub_compare_low
.Lsub_left_larger:
    bnone   a5, a6, .Lsub_right_small
    or      a5, a5, a6
    slli    a5, a5, 11
    srli    a5, a5, 11
.Lsub_align_right:
    sub     a10, a8, a9
    bgeui   a10, 32, .Lsub_right_far
    movi    a7, 0
    ssr     a10
    src     a7, a4, a7
    src     a4, a5, a4
    srl     a5, a5
.Lsub_aligned_right:
    sub     a3, a3, a5
    bgeu    a2, a4, 1f
    addi    a3, a3, -1
1:  sub     a2, a2, a4
    neg     a7, a7
    beqz    a7, 2f
    addi    a11, a3, -1             /* borrow for what was shifted out */
    moveqz  a3, a11, a2
    addi    a2, a2, -1
2:  extui   a10, a3, 20, 11
    bne     a10, a8, 3f             /* the ROM's code, too, is out of a branch's reach of its rounding */
    j       .Lsub_round
3:  j       .Lsub_borrow

.Lsub_left_special:
    bnall   a5, a6, 1f
    l32r    a8, quiet
    or      a3, a3, a8
1:  ret
.Lsub_right_special:
.Lsub_right:
    slli    a8, a6, 11
    xor     a3, a5, a8
    mov     a2, a4
    ret

.Lsub_compare_low:
    bltu    a2, a4, .Lsub_right_larger
    bltu    a4, a2, .Lsub_left_larger
    movi    a3, 0
    movi    a2, 0
    ret

.Lsub_right_larger:
    bnone   a3, a6, .Lsub_left_small
    or      a3, a3, a6
    slli    a3, a3, 11
    srli    a3, a3, 11
.Lsub_align_left:
    sub     a10, a9, a8
    bgeui   a10, 32, .Lsub_left_far
    slli    a11, a6, 11
    xor     a5, a5, a11
    movi    a7, 0
    ssr     a10
    src     a7, a2, a7
    src     a2, a3, a2
    srl     a3, a3
.Lsub_aligned_left:
    sub     a2, a4, a2
    sub     a3, a5, a3
    bgeu    a4, a2, 1f
    addi    a3, a3, -1
1:  neg     a7, a7
    beqz    a7, 2f
    addi    a11, a3, -1
    moveqz  a3, a11, a2
    addi    a2, a2, -1
2:  extui   a10, a3, 20, 11
    bne     a10, a9, .Lsub_borrow
.Lsub_round:
    bgez    a7, .Lsub_done
    addi    a2, a2, 1
    beqz    a2, .Lround_carry
    slli    a7, a7, 1
    beqz    a7, .Ltie
.Lsub_done:
    ret

.Lsub_left_far:
    bgeui   a10, 64, .Lsub_right
    ssr     a10
    sll     a11, a2
    src     a7, a3, a2
    srl     a2, a3
    slli    a3, a6, 11              /* subtracting this negates */
    beqz    a11, .Lsub_aligned_left
    or      a7, a7, a10
    j       .Lsub_aligned_left

.Lsub_left_small:
    slli    a3, a3, 12
    srli    a3, a3, 12
    bnone   a5, a6, .Lsub_align_left
    addi    a8, a8, 1
    j       .Lsub_align_left

/* The exponent field has paid for the fraction's leading 1. Moves the fraction a8:a2:a7 up by a6 places to have one again, or
 * by as many as the exponent a10 allows, and takes the old fraction out of the word for the new one. */
    .align  4                       /* where the assembler leaves it across two fetch words */
.Lsub_borrow:
    slli    a8, a3, 12
    beqz    a8, .Lsub_low_word
    nsau    a6, a8
    srli    a8, a8, 12
    bge     a6, a10, .Lsub_denormal
    addi    a6, a6, 1
.Lsub_normalise:
    ssl     a6
    sub     a3, a3, a8
    slli    a6, a6, 20
    sub     a3, a3, a6
    src     a8, a8, a2
    add     a3, a3, a8
    src     a2, a2, a7
    sll     a7, a7
    j       .Lsub_round

.Lsub_low_word:
    nsau    a6, a2
    addi    a6, a6, 21
    blt     a10, a6, .Lsub_denormal
.Lsub_normalise_far:
    bltui   a6, 32, .Lsub_normalise
    ssl     a6
    src     a8, a2, a7
    sll     a2, a7
    movi    a7, 0
    srli    a3, a3, 20
    sub     a3, a3, a6
    slli    a3, a3, 20
    add     a3, a3, a8
    j       .Lsub_round
.Lsub_denormal:
    mov     a6, a10
    j       .Lsub_normalise_far

.Ladd_of_negated:
    slli    a8, a6, 11
    xor     a5, a5, a8
    j       .Ladd_same_sign
.Lsub_of_negated:
    slli    a8, a6, 11
    xor     a5, a5, a8
    j       .Lsub_same_sign
.Ltie:
    movi    a7, -2
    and     a2, a2, a7
    ret
.Lround_carry:
    addi    a3, a3, 1
    ret
    end     __subdf3
