/* An operand of multiplication or division with an exponent field of 0: brings a denormal's leading 1 to bit 52. */
    .macro  normalise high, low, exponent, zero, done
    add     \high, \high, \high
    srli    \high, \high, 1
    or      a10, \high, \low
    beqz    a10, \zero
    beqz    \high, 1f
    nsau    a10, \high
    addi    a10, a10, -11
    ssl     a10
    src     \high, \high, \low
    sll     \low, \low
    movi    \exponent, 1
    sub     \exponent, \exponent, a10
    j       \done
1:  nsau    a10, \low
    addi    a10, a10, -11
    movi    \exponent, 1 - 32
    sub     \exponent, \exponent, a10
    ssl     a10                     /* if negative, this sets up a right shift */
    bltz    a10, 2f
    sll     \high, \low
    movi    \low, 0
    j       \done
2:  srl     \high, \low
    sll     \low, \low
    j       \done
    .endm
