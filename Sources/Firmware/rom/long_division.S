/* 64-bit division of the boot ROM, digit by digit: a digit has 32 bits, and 64 bits by 32 take two half digits, each from
 * one __udivsi3 and one __umodsi3 (Knuth, algorithm D). The divisor is shifted until its top bit is set.
 *
 * On every path it costs what the ROM's costs, whose compiler kept most values in the frame: `spend` stands for the loads
 * and stores that this code does without. */
    .begin  no-longcalls

/* Frame, as large as the ROM's: return address, a12, a13, and */
    .set    lower, 12   /* of the divisor; of the dividend while the first of two digits is made */
    .set    upper, 16   /* digit; lower word of the dividend if the divisor has two words */
    .set    shift, 20
    .set    sign, 24
    .set    unused, 28

    .macro  spend cycles, stores=0
    .rept   \stores
    s32i    a0, a1, unused
    .endr
    .rept   \cycles - \stores
    nop
    .endr
    .endm

    .macro  enter
    addi    a1, a1, -frame / 2
    addi    a1, a1, -frame / 2
    s32i    a0, a1, 0
    s32i    a12, a1, 4
    s32i    a13, a1, 8
    .endm

    .macro  leave
    l32i    a0, a1, 0
    l32i    a12, a1, 4
    l32i    a13, a1, 8
    addi    a1, a1, frame / 2
    addi    a1, a1, frame / 2
    ret
    .endm

/* a3:a2 = -a3:a2; a7 is lost. */
    .macro  negate high, low
    neg     \high, \high
    addi    a7, \high, -1
    movnez  \high, a7, \low
    neg     \low, \low
    .endm

/* Sets a9 and a10 to the halves of the divisor a8. */
    .macro  halves
    extui   a9, a8, 16, 16
    extui   a10, a8, 0, 16
    .endm

/* The next 16 bits of the quotient: a12, the rest so far, and the half of a11 at `position` by a8. The digit guessed from
 * a9 alone is at most two too large. a12 is the new rest, unless this is the last half; the digit is appended to a13. The
 * arithmetic called leaves a7 to a11 alone. Further arguments: cycles to spend after each test that says the guess is too
 * large. */
    .macro  half_digit position, first=0, second=0, third=0, stores=0, quotient=1, rest=1
    mov     a2, a12
    mov     a3, a9
    call0   __udivsi3
    mull    a7, a2, a10
    .if \quotient
    .if \position
    mov     a13, a2
    .else
    slli    a13, a13, 16
    add     a13, a13, a2
    .endif
    .endif
    mov     a2, a12
    mov     a3, a9
    call0   __umodsi3
    extui   a3, a11, \position, 16
    slli    a2, a2, 16
    add     a2, a2, a3
    bgeu    a2, a7, .Lright\@
    spend   \first, \stores
    .if \quotient
    addi    a13, a13, -1
    .endif
    add     a2, a2, a8
    bltu    a2, a8, .Lright\@
    spend   \second
    bgeu    a2, a7, .Lright\@
    spend   \third, \stores
    .if \quotient
    addi    a13, a13, -1
    .endif
    .if \rest
    add     a2, a2, a8
    .endif
.Lright\@:
    .if \rest
    sub     a12, a2, a7
    .endif
    .endm

/* What `quotient name` spends at `place`. */
    .macro  costs name, place, cycles, stores=0
    .set    \name\()_\place, \cycles
    .set    \name\()_\place\()_stores, \stores
    .endm

/* a3:a2 = a3:a2 / a5:a4. */
    .macro  quotient name
    beqz    a5, .L\name\()_one_word
    bltu    a3, a5, .L\name\()_smaller
    nsau    a6, a5
    beqz    a6, .L\name\()_unshifted

    /* Two words by two words: one digit, made from the divisor's upper word, is at most one too large. */
    ssl     a6
    src     a8, a5, a4
    sll     a4, a4
    movi    a7, 0
    src     a12, a7, a3
    src     a11, a3, a2
    sll     a2, a2
    s32i    a4, a1, lower
    s32i    a2, a1, upper
    halves
    spend   \name\()_two_words, \name\()_two_words_stores
    half_digit 16, 2, 0, 2, 1
    half_digit 0, 1
    mov     a2, a13
    l32i    a3, a1, lower
    call0   __umulsidi3
    bltu    a12, a3, 1f
    bne     a12, a3, 2f
    spend   \name\()_equal
    l32i    a4, a1, upper
    bgeu    a4, a2, 2f
    spend   \name\()_equal_and_less
1:  spend   \name\()_less
    addi    a13, a13, -1
2:  mov     a2, a13
    movi    a3, 0
    j       .L\name\()_done

.L\name\()_smaller:
    spend   \name\()_zero, \name\()_zero_stores
    movi    a2, 0
    movi    a3, 0
    j       .L\name\()_done

    /* The divisor's top bit is set, so the quotient is 0 or 1. */
.L\name\()_unshifted:
    spend   \name\()_unshifted, \name\()_unshifted_stores
    bltu    a5, a3, 1f
    bgeu    a2, a4, 1f
    movi    a2, 0
    movi    a3, 0
    spend   \name\()_unshifted_zero
    j       .L\name\()_done
1:  movi    a2, 1
    movi    a3, 0
    j       .L\name\()_done

.L\name\()_one_word:
    bgeu    a3, a4, .L\name\()_two_digits
    mov     a8, a4
    mov     a11, a2
    mov     a12, a3
    nsau    a5, a4
    beqz    a5, 1f
    ssl     a5
    src     a12, a3, a2
    sll     a11, a2
    sll     a8, a4
    spend   \name\()_shifted, \name\()_shifted_stores
1:  halves
    spend   \name\()_one_digit, \name\()_one_digit_stores
    half_digit 16, \name\()_first, \name\()_second, \name\()_third, \name\()_first_stores
    half_digit 0, \name\()_last, rest=0
    mov     a2, a13
    movi    a3, 0
    j       .L\name\()_done

.L\name\()_two_digits:
    beqz    a4, .L\name\()_by_zero
    nsau    a5, a4
    bnez    a5, 1f
    /* The upper digit of a divisor with its top bit set is 1. */
    mov     a8, a4
    mov     a11, a2
    sub     a12, a3, a4
    movi    a13, 1
    halves
    spend   \name\()_unshifted_digits, \name\()_unshifted_digits_stores
    j       2f
1:  ssl     a5
    sll     a8, a4
    movi    a7, 0
    src     a12, a7, a3
    src     a11, a3, a2
    sll     a2, a2
    s32i    a2, a1, lower
    halves
    spend   \name\()_two_digits, \name\()_two_digits_stores
    half_digit 16
    half_digit 0, 1
    l32i    a11, a1, lower
2:  s32i    a13, a1, upper
    half_digit 16, 3, 2, 4, 2
    half_digit 0, 1, rest=0
    mov     a2, a13
    l32i    a3, a1, upper
    j       .L\name\()_done
.L\name\()_by_zero:
    ill
    .endm

/* uint64_t __udivdi3(uint64_t a3:a2, uint64_t a5:a4) */
    .section .rom.__udivdi3, "ax"
    .align  4
    .global __udivdi3
    .type   __udivdi3, @function
    .set    frame, 192
    costs   unsigned, two_words, 40, 17
    costs   unsigned, less, 1
    costs   unsigned, equal, 1
    costs   unsigned, equal_and_less, 0
    costs   unsigned, zero, 6, 5
    costs   unsigned, unshifted, 8, 6
    costs   unsigned, unshifted_zero, 3
    costs   unsigned, shifted, 1, 1
    costs   unsigned, one_digit, 21, 13
    costs   unsigned, first, 1, 1
    costs   unsigned, second, 0
    costs   unsigned, third, 1
    costs   unsigned, last, 0
    costs   unsigned, unshifted_digits, 25, 15
    costs   unsigned, two_digits, 46, 22
__udivdi3:
    enter
    quotient unsigned
.Lunsigned_done:
    leave
    .size   __udivdi3, . - __udivdi3

/* int64_t __divdi3(int64_t a3:a2, int64_t a5:a4) */
    .section .rom.__divdi3, "ax"
    .align  4
    .global __divdi3
    .type   __divdi3, @function
    .set    frame, 240
    costs   signed, two_words, 49, 21
    costs   signed, less, 4
    costs   signed, equal, 3
    costs   signed, equal_and_less, 2
    costs   signed, zero, 7, 7
    costs   signed, unshifted, 13, 9
    costs   signed, unshifted_zero, 0
    costs   signed, shifted, 3, 3
    costs   signed, one_digit, 32, 20
    costs   signed, first, 3, 2
    costs   signed, second, 2
    costs   signed, third, 4
    costs   signed, last, 1
    costs   signed, unshifted_digits, 38, 21
    costs   signed, two_digits, 63, 31
__divdi3:
    enter
    bltz    a3, 3f
    movi    a6, 0
1:  bgez    a5, 2f
    movi    a7, -1
    xor     a6, a6, a7
    negate  a5, a4
2:  s32i    a6, a1, sign
    j       4f
3:  movi    a6, -1
    negate  a3, a2
    j       1b
4:  quotient signed
.Lsigned_done:
    l32i    a4, a1, sign
    beqz    a4, 5f
    negate  a3, a2
5:  leave
    .size   __divdi3, . - __divdi3

/* a3:a2 = the rest a3:a5 shifted back. */
    .macro  leave_shifted
    l32i    a6, a1, shift
    ssr     a6
    src     a2, a3, a5
    srl     a3, a3
    leave
    .endm

/* uint64_t __umoddi3(uint64_t a3:a2, uint64_t a5:a4) */
    .section .rom.__umoddi3, "ax"
    .align  4
    .global __umoddi3
    .type   __umoddi3, @function
    .set    frame, 176
__umoddi3:
    enter
    beqz    a5, .Lrest_one_word
    bgeu    a3, a5, 1f
    spend   18, 6
    leave
1:  nsau    a6, a5
    beqz    a6, .Lrest_unshifted
    s32i    a6, a1, shift
    ssl     a6
    src     a8, a5, a4
    sll     a4, a4
    movi    a7, 0
    src     a12, a7, a3
    src     a11, a3, a2
    sll     a2, a2
    s32i    a4, a1, lower
    s32i    a2, a1, upper
    halves
    spend   48, 16
    half_digit 16, 2, 0, 2, 1
    half_digit 0, 1
    mov     a2, a13
    l32i    a3, a1, lower
    call0   __umulsidi3
    bltu    a12, a3, 1f
    l32i    a4, a1, upper
    bne     a12, a3, 4f
    bgeu    a4, a2, 4f
    j       2f
1:  l32i    a4, a1, upper
    /* The digit is one too large, and so the product by the divisor. */
2:  l32i    a5, a1, lower
    movi    a7, 1
    sub     a6, a2, a5
    bltu    a2, a5, 3f
    movi    a7, 0
3:  sub     a3, a3, a8
    mov     a2, a6
    sub     a3, a3, a7
4:  sub     a5, a4, a2
    sub     a3, a12, a3
    bltu    a4, a2, 5f
    leave_shifted
5:  addi    a3, a3, -1
    leave_shifted

.Lrest_unshifted:
    spend   14, 8
    bltu    a5, a3, 1f
    bgeu    a2, a4, 1f
    spend   4
    leave
1:  sub     a3, a3, a5
    bltu    a2, a4, 2f
    spend   1
    sub     a2, a2, a4
    leave
2:  addi    a3, a3, -1
    sub     a2, a2, a4
    leave

.Lrest_one_word:
    bgeu    a3, a4, .Lrest_two_digits
    mov     a8, a4
    mov     a11, a2
    mov     a12, a3
    nsau    a5, a4
    s32i    a5, a1, shift
    beqz    a5, 1f
    ssl     a5
    src     a12, a3, a2
    sll     a11, a2
    sll     a8, a4
    spend   1, 1
1:  halves
    spend   19, 10
    half_digit 16, 2, quotient=0
    half_digit 0, quotient=0
    j       .Lrest_done

.Lrest_two_digits:
    beqz    a4, .Lrest_by_zero
    nsau    a5, a4
    s32i    a5, a1, shift
    bnez    a5, 1f
    mov     a8, a4
    mov     a11, a2
    sub     a12, a3, a4
    halves
    spend   29, 15
    j       2f
1:  ssl     a5
    sll     a8, a4
    movi    a7, 0
    src     a12, a7, a3
    src     a11, a3, a2
    sll     a2, a2
    s32i    a2, a1, lower
    halves
    spend   45, 22
    half_digit 16, quotient=0
    half_digit 0, 2, quotient=0
    l32i    a11, a1, lower
2:  half_digit 16, 3, 0, 1, 1, quotient=0
    half_digit 0, 2, quotient=0
.Lrest_done:
    l32i    a6, a1, shift
    movi    a3, 0
    ssr     a6
    srl     a2, a12
    leave
.Lrest_by_zero:
    ill
    .size   __umoddi3, . - __umoddi3
    .end    no-longcalls
