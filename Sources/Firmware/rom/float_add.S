/* binary32 addition and subtraction, each path at the price of the chip's ROM.
 *
 * The operand of the larger exponent stays packed: the other one's fraction, with its leading 1 and moved down to the same
 * exponent, is added to the whole word. Only when that changes the exponent field is there something to normalise.
 * a4, a5: exponents; a6: mask of the exponent; a7: what is shifted out below the fraction, half a unit in bit 31. */
#include "routine.h"

    constant exponent, 0x7F800000
    constant quiet, 0x00400000

    group   float_add

.Ladd_left_special:
    bnall   a3, a6, 1f
    slli    a4, a2, 9
    beqz    a4, .Ladd_right_special /* infinity plus infinity or NaN */
1:  ret
.Ladd_right_special:
    mov     a2, a3
    ret

.Lsub_of_negated:
    slli    a7, a6, 8
    xor     a3, a3, a7
    j       .Lsub_same_sign

.Ladd_of_negated:
    slli    a7, a6, 8
    xor     a3, a3, a7
    j       .Ladd_same_sign
.Lsub_one_bit:
    beqz    a7, .Lsub_equal
    movi    a6, 24
    sub     a10, a8, a6
    movltz  a6, a8, a10
    j       .Lsub_normalise

/* float __addsf3(float a2, float a3) */
    entry   __addsf3, 0x40
    l32r    a6, exponent
    xor     a7, a2, a3
    bltz    a7, .Lsub_of_negated
.Ladd_same_sign:
    ball    a2, a6, .Ladd_left_special
    ball    a3, a6, .Ladd_right_special
    extui   a4, a2, 23, 9
    extui   a5, a3, 23, 9
    bltu    a4, a5, .Ladd_right_larger
    bnone   a3, a6, .Ladd_right_small
    or      a3, a3, a6
    slli    a3, a3, 8
    srli    a3, a3, 8
.Ladd_align_right:
    sub     a8, a4, a5
    bgeui   a8, 32, .Ladd_left
    movi    a7, 0
    ssr     a8
    src     a7, a3, a7
    srl     a3, a3
    add     a2, a2, a3
    extui   a8, a2, 23, 9
    beq     a8, a4, .Ladd_round
    mov     a5, a4
    j       .Ladd_carry

.Ladd_right_small:
    slli    a3, a3, 9
    srli    a3, a3, 9
    bnone   a2, a6, .Ladd_both_small
    addi    a5, a5, 1
    j       .Ladd_align_right
.Ladd_both_small:
    add     a2, a2, a3
.Ladd_left:
    ret

.Ladd_left_small:
    slli    a2, a2, 9
    srli    a2, a2, 9
    addi    a4, a4, 1
    j       .Ladd_align_left

.Ladd_right_larger:
    bnone   a2, a6, .Ladd_left_small
    or      a2, a2, a6
    slli    a2, a2, 8
    srli    a2, a2, 8
.Ladd_align_left:
    sub     a8, a5, a4
    bgeui   a8, 32, .Ladd_right
    ssr     a8
    sll     a7, a2
    srl     a2, a2
    add     a2, a2, a3
    extui   a8, a2, 23, 9
    bne     a8, a5, .Ladd_carry
.Ladd_round:
    bgez    a7, .Ladd_done
    addi    a2, a2, 1
    slli    a7, a7, 1
    beqz    a7, .Ladd_tie
.Ladd_done:
    ret
.Ladd_right:
    mov     a2, a3
    ret

/* The word is sign and exponent plus a fraction between 1 and 3, of which it lacks a 1. Half of it, plus half of sign,
 * exponent and that 1, is the sum halved under an exponent one higher. */
.Ladd_carry:
    slli    a9, a2, 31
    srli    a2, a2, 1
    addi    a5, a5, 1
    slli    a5, a5, 22
    add     a2, a2, a5
    ball    a2, a6, .Ladd_overflow
    bgez    a9, .Ladd_exact
    addi    a2, a2, 1
    beqz    a7, .Ladd_tie
.Ladd_exact:
    ret
.Ladd_tie:
    movi    a7, -2
    and     a2, a2, a7
    ret
.Ladd_overflow:
    and     a2, a2, a6              /* infinity; the sign may have been carried away */
    extui   a5, a5, 30, 1
    slli    a5, a5, 31
    or      a2, a2, a5
    ret
    end     __addsf3

/* float __subsf3(float a2, float a3) */
    entry   __subsf3, 0x40 + 0xE8
    l32r    a6, exponent
    xor     a7, a2, a3
    bltz    a7, .Ladd_of_negated
.Lsub_same_sign:
    ball    a2, a6, .Lsub_left_special
    ball    a3, a6, .Lsub_right_special
    extui   a4, a2, 23, 8
    extui   a5, a3, 23, 8
    bltu    a2, a3, .Lsub_right_larger
    bnone   a3, a6, .Lsub_right_small
    or      a3, a3, a6
    slli    a3, a3, 8
    srli    a3, a3, 8
.Lsub_align_right:
    sub     a8, a4, a5
    bgeui   a8, 32, .Lsub_left
    movi    a7, 0
    ssr     a8
    src     a7, a3, a7
    srl     a3, a3
    sub     a2, a2, a3
    neg     a7, a7                  /* borrow if anything was shifted out */
    addi    a8, a2, -1
    movnez  a2, a8, a7
    extui   a8, a2, 23, 8
    beq     a8, a4, .Lsub_round
    j       .Lsub_borrow

.Lsub_left_special:
    bnall   a3, a6, .Lsub_left
    l32r    a4, quiet
    or      a2, a2, a4
.Lsub_left:
    ret
.Lsub_right_special:
.Lsub_right:
    slli    a4, a6, 8
    xor     a2, a3, a4
    ret

.Lsub_right_small:
    beq     a2, a3, .Lsub_equal
    slli    a3, a3, 9
    srli    a3, a3, 9
    bnone   a2, a6, .Lsub_align_right
    addi    a5, a5, 1
    j       .Lsub_align_right

.Lsub_right_larger:
    bnone   a2, a6, .Lsub_left_small
    or      a2, a2, a6
    slli    a2, a2, 8
    srli    a2, a2, 8
.Lsub_align_left:
    sub     a8, a5, a4
    bgeui   a8, 32, .Lsub_right
    slli    a9, a6, 8
    xor     a3, a3, a9
    movi    a7, 0
    ssr     a8
    src     a7, a2, a7
    srl     a2, a2
    sub     a2, a3, a2
    neg     a7, a7
    addi    a8, a2, -1
    movnez  a2, a8, a7
    extui   a8, a2, 23, 8
    bne     a8, a5, .Lsub_borrow
.Lsub_round:
    bgez    a7, .Lsub_done
    addi    a2, a2, 1
    slli    a7, a7, 1
    beqz    a7, .Lsub_tie
.Lsub_done:
    ret
.Lsub_tie:
    movi    a7, -2
    and     a2, a2, a7
    ret
.Lsub_equal:
    movi    a2, 0
    ret

.Lsub_left_small:
    beq     a2, a3, .Lsub_equal
    slli    a2, a2, 9
    srli    a2, a2, 9
    bnone   a3, a6, .Lsub_align_left
    addi    a4, a4, 1
    j       .Lsub_align_left

/* The exponent field has paid for the fraction's leading 1. Moves the fraction a9:a7 up by a6 places to have one again, or
 * by as many as the exponent a8 allows, and takes the old fraction out of the word for the new one. */
    .align  4                       /* where the assembler leaves it across two fetch words */
.Lsub_borrow:
    slli    a9, a2, 9
    beqz    a9, .Lsub_one_bit
    nsau    a6, a9
    srli    a9, a9, 9
    bge     a6, a8, .Lsub_denormal
    addi    a6, a6, 1
.Lsub_normalise:
    ssl     a6
    sub     a2, a2, a9
    slli    a6, a6, 23
    sub     a2, a2, a6
    src     a9, a9, a7
    add     a2, a2, a9
    sll     a7, a7
    j       .Lsub_round
.Lsub_denormal:
    mov     a6, a8
    j       .Lsub_normalise
    end     __subsf3
