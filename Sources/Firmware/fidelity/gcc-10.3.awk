# Makes of the assembly of GCC 10.2.1 what the GCC 10.3 of the Arduino core 3.x makes: that compiler carries corrections
# (earlephilhower/esp-quick-toolchain, patches/gcc10.3) by which it differs from every compiler Debian has.
#   - PR target/98285: 10.1 to 10.2.1 never use ADDX2, ADDX4 and ADDX8. A shift by 1, 2 or 3 whose only use is an addition
#     into the same register, in the same basic block, becomes part of the addition.
#   - A shift by 1 is an addition.
#   - For size, a constant that MOVI and SLLI can make is not loaded from memory. Set `size` to 1 where -Os is meant.
#   - The two set one register twice, which nothing moves out of a loop: a constant that 10.2.1 loads where a function
#     begins is made in each basic block that uses it. A conditional move whose last use it is then overwrites it.

function operand(n) { sub(/,$/, "", field[n]); return field[n] }

# Whether line `i` ends what is known: a label that is not the debugger's, control flow, inline assembly.
function is_boundary(i) {
    if (line[i] ~ /^\.L[A-Z]/) return 0
    return line[i] ~ /^[^\t ]/ || line[i] ~ /^#/ || line[i] ~ /^[ \t]+(b[a-z0-9.]+|j|jx|call0|callx0)[ \t]/ ||
        line[i] ~ /^[ \t]+ret/
}

function mentions(i, register) { return line[i] ~ ("[ \t,(]" register "([ \t,)]|$)") }

# Joins the shift in line `i` with the addition that uses its result; whether there is one.
function join(i, destination, source, amount,    j, other) {
    for (j = i + 1; j <= NR && !is_boundary(j); j++) {
        if (line[j] ~ /^[ \t]*\./) continue
        if (!mentions(j, destination)) {
            if (mentions(j, source)) return 0
            continue
        }
        if (line[j] !~ /^[ \t]+add(\.n)?[ \t]/) return 0
        split(line[j], field, /[ \t]+/)
        if (operand(3) != destination) return 0
        other = operand(4) == destination ? operand(5) : operand(4)
        if (other == destination) return 0
        line[j] = "\taddx" 2 ^ amount "\t" destination ", " source ", " other
        line[i] = ""
        return 1
    }
    return 0
}

function shift(i,    destination, source, amount) {
    split(line[i], field, /[ \t]+/)
    destination = operand(3); source = operand(4); amount = operand(5)
    if (amount !~ /^[123]$/ || join(i, destination, source, amount) || amount != 1) return
    line[i] = "\tadd.n\t" destination ", " source ", " source
}

# Keeps in `made` how MOVI and SLLI make the constant that the .literal in the current line defines, if they do.
function define(    name, value, places) {
    name = $2
    sub(/,$/, "", name)
    value = $3 >= 2147483648 ? $3 - 4294967296 : $3
    for (places = 0; value % 2 == 0 && value != 0; places++) value /= 2
    if (places > 0 && value >= -2048 && value <= 2047) made[name] = value " " places
}

function making(register, constant,    part) {
    split(constant, part, " ")
    return "\tmovi\t" register ", " part[1] "\n\tslli\t" register ", " register ", " part[2]
}

# Whether line `i` sets `register`.
function sets(i, register) {
    return line[i] ~ ("^[ \t]+[a-z0-9.]+[ \t]+" register "(,|$)") &&
        line[i] !~ /^[ \t]+(s(8|16|32)i|b|j|call|ret|wsr|ss[arl])/
}

function ends_function(i) { return i > NR || line[i] ~ /^[ \t]+\.size/ }

# Whether the load of `register` in line `i` of the first block of a function is what sets it wherever it is used: in one
# that calls nothing, and not in a register of the result.
function is_constant(i, register,    j) {
    if (register !~ /^a([4-9]|1[0-5])$/) return 0
    for (j = i - 1; line[j] !~ /^[A-Za-z_]/; j--)
        if (j < 1 || (is_boundary(j) && line[j] !~ /^#/) || mentions(j, register)) return 0
    for (j = i + 1; !ends_function(j); j++) if (line[j] ~ /^[ \t]+call/ || sets(j, register)) return 0
    return 1
}

# Makes `constant` for the basic block whose first use of `register` is in line `i`.
function make(i, register, constant,    move, copy, target, source, j) {
    for (move = i; !is_boundary(move); move++) {
        split(line[move], field, /[ \t]+/)
        if (line[move] ~ /^[ \t]+mov(nez|eqz)[ \t]/ && operand(4) == register) break
    }
    target = operand(3)
    for (copy = move - 1; !is_boundary(move) && !is_boundary(copy) && !mentions(copy, target); copy--) {}
    split(line[copy], field, /[ \t]+/)
    source = operand(4)
    if (is_boundary(move) || line[copy] !~ /^[ \t]+mov(\.n)?[ \t]/ || operand(3) != target) target = register
    for (j = copy - 1; target != register && !is_boundary(j); j--) if (mentions(j, target)) target = register
    for (j = copy + 1; target != register && j < move; j++) if (sets(j, source)) target = register
    for (j = move + 1; target != register && !is_boundary(j - 1); j++) if (mentions(j, register)) target = register
    if (target != register) {
        for (j = i; j < move; j++) while (mentions(j, register)) replace(j, register, target)
        split(line[move], field, /[ \t]+/)
        line[move] = "\t" (line[move] ~ /movnez/ ? "moveqz" : "movnez") "\t" target ", " source ", " operand(5)
        line[copy] = ""
    }
    line[i] = making(target, constant) "\n" line[i]
}

function replace(i, register, other) {
    match(line[i], "[ \t,(]" register "([ \t,)]|$)")
    line[i] = substr(line[i], 1, RSTART) other substr(line[i], RSTART + 1 + length(register))
}

function load(i,    register, constant, j, is_made) {
    split(line[i], field, /[ \t]+/)
    register = operand(3)
    if (!(operand(4) in made)) return
    constant = made[operand(4)]
    if (!is_constant(i, register)) {
        line[i] = making(register, constant)
        return
    }
    line[i] = ""
    for (j = i + 1; !ends_function(j); j++) {
        if (line[j] ~ /^\.L[0-9]/) is_made = 0
        if (!is_made && mentions(j, register)) {
            make(j, register, constant)
            is_made = 1
        }
        if (is_boundary(j)) is_made = 0
    }
}

{ line[NR] = $0 }

size && $1 == ".literal" && $3 ~ /^-?[0-9]+$/ { define() }

END {
    for (i = 1; i <= NR; i++) if (line[i] ~ /^[ \t]+slli[ \t]/) shift(i)
    for (i = 1; i <= NR; i++) if (line[i] ~ /^[ \t]+l32r[ \t]/) load(i)
    for (i = 1; i <= NR; i++) print line[i]
}
