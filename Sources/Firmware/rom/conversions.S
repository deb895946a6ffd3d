/* Conversions between integers, binary32 and binary64, each path at the price of the chip's ROM. What an integer cannot hold
 * saturates; a negative number turned unsigned wraps. */
#include "routine.h"

    constant binary32_exponent, 0x7F800000
    constant binary64_exponent, 0x7FF00000
    constant rebias, (1023 - 127) << 20

/* uint32_t __fixunssfsi(float a2) */
    routine __fixunssfsi
    l32r    a6, binary32_exponent
    extui   a4, a2, 23, 8
    ball    a2, a6, .Lu32_special
    addi    a4, a4, -127
    or      a8, a2, a6
    bgei    a4, 32, .Lu32_large
    bltz    a4, .Lu32_zero
    slli    a5, a8, 8               /* the leading 1 is bit 31, worth 2^a4 */
    movi    a7, 31
    sub     a7, a7, a4
    beqz    a7, .Lu32_full
    ssr     a7
    srl     a5, a5
    neg     a2, a5
    movgez  a2, a5, a8
    ret
.Lu32_full:
    bltz    a2, .Lu32_negative
    mov     a2, a5
    ret
.Lu32_negative:
    slli    a2, a6, 8
    ret
.Lu32_zero:
    movi    a2, 0
    ret
.Lu32_special:
    slli    a5, a2, 9
    beqz    a5, .Lu32_large
    movi    a2, -1
    ret
.Lu32_large:
    movi    a4, -1
    slli    a5, a6, 8
    movltz  a4, a5, a2
    mov     a2, a4
    ret
    end     __fixunssfsi

/* int32_t __fixdfsi(double a3:a2) */
    routine __fixdfsi
    l32r    a6, binary64_exponent
    ball    a3, a6, .Ls64_special
    extui   a4, a3, 20, 11
    movi    a7, 1023 + 31
    sub     a7, a7, a4
    blti    a7, 1, .Ls64_large
    bgei    a7, 32, .Ls64_zero
    or      a5, a3, a6              /* the leading 1 to bit 31, from there a7 places down */
    ssai    21
    src     a5, a5, a2
    ssr     a7
    srl     a5, a5
    neg     a2, a5
    movgez  a2, a5, a3
    ret
.Ls64_zero:
    movi    a2, 0
    ret
.Ls64_special:
    slli    a5, a3, 12
    or      a5, a5, a2
    beqz    a5, .Ls64_large
    movi    a3, 0                   /* a NaN counts as positive */
.Ls64_large:
    movi    a2, 1
    slli    a2, a2, 31
    addi    a5, a2, -1
    movgez  a2, a5, a3
    ret
    end     __fixdfsi

/* uint32_t __fixunsdfsi(double a3:a2) */
    routine __fixunsdfsi
    l32r    a6, binary64_exponent
    ball    a3, a6, .Lu64_special
    extui   a4, a3, 20, 11
    movi    a7, 1023 + 31
    sub     a7, a7, a4
    bltz    a7, .Lu64_large
    bgei    a7, 32, .Lu64_zero
    or      a5, a3, a6
    slli    a5, a5, 11
    extui   a2, a2, 21, 11
    or      a5, a5, a2
    beqz    a7, .Lu64_full
    ssr     a7
    srl     a5, a5
    neg     a2, a5
    movgez  a2, a5, a3
    ret
.Lu64_full:
    bltz    a3, .Lu64_negative
    mov     a2, a5
    ret
.Lu64_negative:
    slli    a2, a6, 11
    ret
.Lu64_zero:
    movi    a2, 0
    ret
.Lu64_special:
    slli    a5, a3, 12
    or      a5, a5, a2
    beqz    a5, .Lu64_large
    movi    a2, -1
    ret
.Lu64_large:
    movi    a4, -1
    slli    a5, a6, 11
    movltz  a4, a5, a3
    mov     a2, a4
    ret
    end     __fixunsdfsi

/* float __truncdfsf2(double a3:a2). a4 holds what is shifted out below the fraction, half a unit in bit 31. */
    routine __truncdfsf2
    l32r    a6, rebias
    sub     a5, a3, a6
    xor     a7, a5, a3
    bltz    a7, .Ltrunc_small
    extui   a7, a5, 20, 11
    beqz    a7, .Ltrunc_small
    movi    a8, 255
    bge     a7, a8, .Ltrunc_large
    ssai    29
    src     a5, a5, a2
    sll     a4, a2
.Ltrunc_sign:
    extui   a6, a3, 31, 1
    slli    a6, a6, 31
    or      a2, a5, a6
    bgez    a4, .Ltrunc_done
    addi    a2, a2, 1
    slli    a4, a4, 1
    beqz    a4, .Ltrunc_tie
.Ltrunc_done:
    ret
.Ltrunc_tie:
    movi    a4, -2
    and     a2, a2, a4
    ret
.Ltrunc_large:
    l32r    a6, binary64_exponent
    add     a8, a8, a8
    bnall   a3, a6, .Ltrunc_infinity
    slli    a5, a3, 12
    or      a5, a5, a2
    beqz    a5, .Ltrunc_infinity
    addi    a8, a8, 1               /* the bit that makes a NaN quiet */
.Ltrunc_infinity:
    extui   a5, a3, 31, 1
    slli    a5, a5, 9
    or      a5, a5, a8
    slli    a2, a5, 22
    ret
.Ltrunc_small:
    extui   a7, a3, 20, 11
    movi    a8, 1023 - 127 + 1
    sub     a8, a8, a7
    slli    a5, a3, 12
    bgeui   a8, 32, .Ltrunc_zero
    srli    a5, a5, 12
    movi    a7, 1
    slli    a7, a7, 20
    or      a5, a5, a7
    ssai    29
    src     a5, a5, a2
    sll     a4, a2
    ssr     a8
    sll     a7, a4
    src     a4, a5, a4
    srl     a5, a5
    beqz    a7, .Ltrunc_sign
    or      a4, a4, a8              /* sticky: a8 is not 0 */
    j       .Ltrunc_sign
.Ltrunc_zero:
    extui   a2, a3, 31, 1
    slli    a2, a2, 31
    ret
    end     __truncdfsf2

/* double __extendsfdf2(float a2) */
    routine __extendsfdf2
    slli    a5, a2, 1
    extui   a4, a2, 23, 8
    srli    a6, a2, 31
    slli    a6, a6, 31
    beqz    a4, .Lextend_small
    addi    a4, a4, 1
    beqi    a4, 256, .Lextend_special
    srli    a5, a5, 4
    l32r    a7, rebias
    slli    a2, a2, 29
    add     a5, a5, a7
    or      a3, a5, a6
    ret
.Lextend_special:
    slli    a7, a2, 9
    l32r    a5, binary64_exponent
    beqz    a7, .Lextend_high_word
    slli    a4, a4, 11
    or      a5, a5, a4              /* quiet */
.Lextend_high_word:
    or      a3, a5, a6
    movi    a2, 0
    ret
.Lextend_small:
    beqz    a5, .Lextend_high_word
    nsau    a4, a5
    ssl     a4
    sll     a5, a5
    slli    a5, a5, 1
    slli    a2, a5, 20
    srli    a5, a5, 12
    movi    a7, 1023 - 119
    sub     a7, a7, a4
    slli    a7, a7, 20
    add     a3, a5, a7
    add     a3, a3, a6
    ret
    end     __extendsfdf2

/* float __floatunsisf(uint32_t a2) */
    routine __floatunsisf
    beqz    a2, .Lsingle_done
    movi    a7, 0
    j       .Lsingle_magnitude
    end     __floatunsisf

/* float __floatsisf(int32_t a2) */
    entry   __floatsisf, 0x4000E2AC - 0x4000E2A4
    beqz    a2, .Lsingle_done
    extui   a7, a2, 31, 1
    abs     a2, a2
.Lsingle_magnitude:
    nsau    a4, a2
    ssl     a4
    sll     a2, a2
    slli    a5, a2, 24
    srli    a2, a2, 8
    movi    a6, 127 + 31 - 1        /* the leading 1 adds one more */
    sub     a6, a6, a4
    slli    a7, a7, 8
    add     a6, a6, a7
    slli    a6, a6, 23
    add     a2, a2, a6
    bgez    a5, .Lsingle_done
    addi    a2, a2, 1
    slli    a5, a5, 1
    beqz    a5, .Lsingle_tie
.Lsingle_done:
    ret
.Lsingle_tie:
    movi    a5, -2
    and     a2, a2, a5
    ret
    end     __floatsisf

/* double __floatunsidf(uint32_t a2) */
    routine __floatunsidf
    beqz    a2, .Ldouble_zero
    movi    a7, 0
    j       .Ldouble_magnitude
    end     __floatunsidf

/* double __floatsidf(int32_t a2) */
    entry   __floatsidf, 0x4000E2F0 - 0x4000E2E8
    beqz    a2, .Ldouble_zero
    extui   a7, a2, 31, 1
    abs     a2, a2
.Ldouble_magnitude:
    nsau    a4, a2
    ssl     a4
    sll     a2, a2
    srli    a3, a2, 11
    slli    a2, a2, 21
    movi    a6, 1023 + 31 - 1
    sub     a6, a6, a4
    slli    a7, a7, 11
    add     a6, a6, a7
    slli    a6, a6, 20
    add     a3, a3, a6
    ret
.Ldouble_zero:
    movi    a3, 0
    ret
    end     __floatsidf
