/// Writes x86-64 instructions (Intel SDM volume 2) into memory. 32-bit operands unless a name says `Wide`.
struct X86Assembler {
    let base: UnsafeMutableRawPointer
    private(set) var position: Int
    let capacity: Int

    init(base: UnsafeMutableRawPointer, position: Int, capacity: Int) {
        self.base = base
        self.position = position
        self.capacity = capacity
    }

    var room: Int { capacity - position }

    /// Takes back everything written from `position` on.
    mutating func rewind(to position: Int) {
        self.position = position
    }

    private mutating func byte(_ value: UInt8) {
        guard position < capacity else { return }
        base.storeBytes(of: value, toByteOffset: position, as: UInt8.self)
        position += 1
    }

    private mutating func bytes(_ values: UInt8...) {
        for value in values { byte(value) }
    }

    private mutating func dword(_ value: UInt32) {
        guard position + 4 <= capacity else { return }
        base.storeBytes(of: value.littleEndian, toByteOffset: position, as: UInt32.self)
        position += 4
    }

    private mutating func rex(wide: Bool, reg: UInt8, index: UInt8 = 0, rm: UInt8, force: Bool = false) {
        let bits: UInt8 = (reg >> 3) << 2 | (index >> 3) << 1 | rm >> 3
        let prefix: UInt8 = (wide ? 0x48 : 0x40) | bits
        if prefix != 0x40 || force { byte(prefix) }
    }

    /// ModRM and what follows it for `[rm + displacement]`.
    private mutating func memory(reg: UInt8, rm: X86Register, displacement: Int32) {
        let isByte = displacement >= -128 && displacement <= 127
        byte((isByte ? 0x40 : 0x80) | (reg & 7) << 3 | (rm.rawValue & 7))
        if rm.rawValue & 7 == 4 { byte(0x24) }
        if isByte { byte(UInt8(truncatingIfNeeded: displacement)) } else { dword(UInt32(bitPattern: displacement)) }
    }

    /// ModRM, SIB and displacement for `[rm + index * 2^scale + displacement]`.
    private mutating func memory(
        reg: UInt8,
        rm: X86Register,
        index: X86Register,
        scale: UInt8,
        displacement: Int32
    ) {
        byte(0x84 | (reg & 7) << 3)
        byte(scale << 6 | (index.rawValue & 7) << 3 | (rm.rawValue & 7))
        dword(UInt32(bitPattern: displacement))
    }

    /// One opcode with a register and a register-or-slot operand.
    private mutating func encode(
        _ opcode: [UInt8],
        reg: UInt8,
        _ operand: X86Operand,
        wide: Bool = false,
        forceREX: Bool = false
    ) {
        switch operand {
        case .register(let rm):
            rex(wide: wide, reg: reg, rm: rm.rawValue, force: forceREX)
            for part in opcode { byte(part) }
            byte(0xC0 | (reg & 7) << 3 | (rm.rawValue & 7))
        case .slot(let displacement):
            rex(wide: wide, reg: reg, rm: 0, force: forceREX)
            for part in opcode { byte(part) }
            memory(reg: reg, rm: .rbp, displacement: displacement)
        }
    }

    mutating func move(_ destination: X86Register, _ source: X86Operand, wide: Bool = false) {
        encode([0x8B], reg: destination.rawValue, source, wide: wide)
    }

    mutating func move(_ destination: X86Operand, from source: X86Register, wide: Bool = false) {
        encode([0x89], reg: source.rawValue, destination, wide: wide)
    }

    mutating func move(_ destination: X86Operand, constant: UInt32) {
        switch destination {
        case .register(let register):
            rex(wide: false, reg: 0, rm: register.rawValue)
            byte(0xB8 | (register.rawValue & 7))
        case .slot:
            encode([0xC7], reg: 0, destination)
        }
        dword(constant)
    }

    mutating func moveWide(_ destination: X86Register, constant: UInt64) {
        rex(wide: true, reg: 0, rm: destination.rawValue)
        byte(0xB8 | (destination.rawValue & 7))
        dword(UInt32(truncatingIfNeeded: constant))
        dword(UInt32(truncatingIfNeeded: constant >> 32))
    }

    mutating func arithmetic(
        _ operation: X86Arithmetic,
        _ destination: X86Register,
        _ source: X86Operand,
        wide: Bool = false
    ) {
        encode([operation.rawValue << 3 | 3], reg: destination.rawValue, source, wide: wide)
    }

    mutating func arithmetic(_ operation: X86Arithmetic, _ destination: X86Operand, from source: X86Register) {
        encode([operation.rawValue << 3 | 1], reg: source.rawValue, destination)
    }

    mutating func arithmetic(
        _ operation: X86Arithmetic,
        _ destination: X86Operand,
        constant: UInt32,
        wide: Bool = false
    ) {
        let value = Int32(bitPattern: constant)
        if value >= -128 && value <= 127 {
            encode([0x83], reg: operation.rawValue, destination, wide: wide)
            byte(UInt8(truncatingIfNeeded: value))
        } else {
            encode([0x81], reg: operation.rawValue, destination, wide: wide)
            dword(constant)
        }
    }

    mutating func test(_ left: X86Operand, _ right: X86Register, wide: Bool = false) {
        encode([0x85], reg: right.rawValue, left, wide: wide)
    }

    mutating func test(_ operand: X86Operand, constant: UInt32) {
        encode([0xF7], reg: 0, operand)
        dword(constant)
    }

    /// TEST of the lowest byte of RAX or RCX.
    mutating func testByte(_ register: X86Register, constant: UInt8) {
        encode([0xF6], reg: 0, .register(register))
        byte(constant)
    }

    mutating func negate(_ register: X86Register) {
        encode([0xF7], reg: 3, .register(register))
    }

    mutating func invert(_ register: X86Register) {
        encode([0xF7], reg: 2, .register(register))
    }

    mutating func multiply(_ destination: X86Register, _ source: X86Operand) {
        encode([0x0F, 0xAF], reg: destination.rawValue, source)
    }

    mutating func leadingZeros(_ destination: X86Register, _ source: X86Operand) {
        byte(0xF3)
        encode([0x0F, 0xBD], reg: destination.rawValue, source)
    }

    mutating func shift(_ operation: X86Shift, _ register: X86Register, by count: UInt8, wide: Bool = false) {
        encode([0xC1], reg: operation.rawValue, .register(register), wide: wide)
        byte(count)
    }

    /// SHRD: `destination` shifted right, filled from `source`.
    mutating func shiftRightDouble(_ destination: X86Register, _ source: X86Register, by count: UInt8) {
        encode([0x0F, 0xAC], reg: source.rawValue, .register(destination))
        byte(count)
    }

    /// SHRX or SARX (BMI2) of 64 bits: `destination = source >> count`, the count modulo 64.
    mutating func shiftRightWide(
        _ destination: X86Register,
        _ source: X86Register,
        by count: X86Register,
        arithmetic: Bool
    ) {
        let r = destination.rawValue, b = source.rawValue, v = count.rawValue
        bytes(0xC4, (r < 8 ? 0x80 : 0) | 0x40 | (b < 8 ? 0x20 : 0) | 2)
        bytes(0x80 | (~v & 15) << 3 | (arithmetic ? 2 : 3), 0xF7, 0xC0 | (r & 7) << 3 | (b & 7))
    }

    /// MOVSXD: 32 to 64 bits, signed.
    mutating func extendSignedWide(_ destination: X86Register, _ source: X86Operand) {
        encode([0x63], reg: destination.rawValue, source, wide: true)
    }

    /// MOVZX or MOVSX of the low 16 bits.
    mutating func extendHalf(_ destination: X86Register, _ source: X86Operand, signed: Bool) {
        encode([0x0F, signed ? 0xBF : 0xB7], reg: destination.rawValue, source)
    }

    /// MOVZX of the low 8 bits.
    mutating func extendByte(_ destination: X86Register, _ source: X86Operand) {
        encode([0x0F, 0xB6], reg: destination.rawValue, source, forceREX: true)
    }

    /// BT: bit `index` (modulo 32) of `register` into the carry.
    mutating func bitTest(_ register: X86Register, _ index: X86Register) {
        encode([0x0F, 0xA3], reg: index.rawValue, .register(register))
    }

    /// SETcc of the lowest byte of RAX, widened to all of it.
    mutating func setRAX(if condition: X86Condition) {
        bytes(0x0F, 0x90 | condition.rawValue, 0xC0)
        extendByte(.rax, .register(.rax))
    }

    /// IMUL of a 64-bit register by a constant.
    mutating func multiplyWide(_ register: X86Register, constant: Int32) {
        encode([0x69], reg: register.rawValue, .register(register), wide: true)
        dword(UInt32(bitPattern: constant))
    }

    mutating func conditionalMove(_ condition: X86Condition, _ destination: X86Register, _ source: X86Operand) {
        encode([0x0F, 0x40 | condition.rawValue], reg: destination.rawValue, source)
    }

    /// LEA of `base + displacement`.
    mutating func address(_ destination: X86Register, _ base: X86Register, displacement: Int32, wide: Bool = false) {
        rex(wide: wide, reg: destination.rawValue, rm: base.rawValue)
        byte(0x8D)
        memory(reg: destination.rawValue, rm: base, displacement: displacement)
    }

    /// LEA of `base + index * 2^scale`.
    mutating func address(_ destination: X86Register, _ base: X86Register, index: X86Register, scale: UInt8) {
        rex(wide: false, reg: destination.rawValue, index: index.rawValue, rm: base.rawValue)
        byte(0x8D)
        memory(reg: destination.rawValue, rm: base, index: index, scale: scale, displacement: 0)
    }

    /// How a load widens, or what a store writes.
    enum Width { case byte, half, signedHalf, word }

    /// A load from `[base + index * 2^scale + displacement]`.
    mutating func load(
        _ destination: X86Register,
        _ base: X86Register,
        index: X86Register,
        scale: UInt8 = 0,
        displacement: Int32,
        _ width: Width
    ) {
        rex(wide: false, reg: destination.rawValue, index: index.rawValue, rm: base.rawValue)
        switch width {
        case .byte: bytes(0x0F, 0xB6)
        case .half: bytes(0x0F, 0xB7)
        case .signedHalf: bytes(0x0F, 0xBF)
        case .word: byte(0x8B)
        }
        memory(reg: destination.rawValue, rm: base, index: index, scale: scale, displacement: displacement)
    }

    /// A store to `[base + index * 2^scale + displacement]`.
    mutating func store(
        _ source: X86Register,
        _ base: X86Register,
        index: X86Register,
        scale: UInt8 = 0,
        displacement: Int32,
        _ width: Width
    ) {
        if width == .half || width == .signedHalf { byte(0x66) }
        rex(
            wide: false,
            reg: source.rawValue,
            index: index.rawValue,
            rm: base.rawValue,
            force: width == .byte
        )
        byte(width == .byte ? 0x88 : 0x89)
        memory(reg: source.rawValue, rm: base, index: index, scale: scale, displacement: displacement)
    }

    /// A 32- or 64-bit load from `[base + displacement]`.
    mutating func load(_ destination: X86Register, _ base: X86Register, displacement: Int32, wide: Bool = false) {
        rex(wide: wide, reg: destination.rawValue, rm: base.rawValue)
        byte(0x8B)
        memory(reg: destination.rawValue, rm: base, displacement: displacement)
    }

    /// A 32- or 64-bit store to `[base + displacement]`.
    mutating func store(_ source: X86Register, _ base: X86Register, displacement: Int32, wide: Bool = false) {
        rex(wide: wide, reg: source.rawValue, rm: base.rawValue)
        byte(0x89)
        memory(reg: source.rawValue, rm: base, displacement: displacement)
    }

    /// MOV of a sign-extended constant to the 64 bits at `[base + displacement]`.
    mutating func storeWide(constant: Int32, _ base: X86Register, displacement: Int32) {
        rex(wide: true, reg: 0, rm: base.rawValue)
        byte(0xC7)
        memory(reg: 0, rm: base, displacement: displacement)
        dword(UInt32(bitPattern: constant))
    }

    /// MOV of a constant to the 32 bits at `[base + displacement]`.
    mutating func store(constant: UInt32, _ base: X86Register, displacement: Int32) {
        rex(wide: false, reg: 0, rm: base.rawValue)
        byte(0xC7)
        memory(reg: 0, rm: base, displacement: displacement)
        dword(constant)
    }

    /// CMP of a register with `[base + displacement]`.
    mutating func compare(_ register: X86Register, _ base: X86Register, displacement: Int32, wide: Bool = false) {
        rex(wide: wide, reg: register.rawValue, rm: base.rawValue)
        byte(0x3B)
        memory(reg: register.rawValue, rm: base, displacement: displacement)
    }

    /// CMP of the 32 bits at `[base + displacement]` with a constant.
    mutating func compare(_ base: X86Register, displacement: Int32, constant: UInt32) {
        rex(wide: false, reg: 7, rm: base.rawValue)
        byte(0x81)
        memory(reg: 7, rm: base, displacement: displacement)
        dword(constant)
    }

    /// CMP of a register with `[base + index * 2^scale + displacement]`.
    mutating func compare(
        _ register: X86Register,
        _ base: X86Register,
        index: X86Register,
        scale: UInt8,
        displacement: Int32
    ) {
        rex(wide: false, reg: register.rawValue, index: index.rawValue, rm: base.rawValue)
        byte(0x3B)
        memory(reg: register.rawValue, rm: base, index: index, scale: scale, displacement: displacement)
    }

    /// JMP through `[base + index * 2^scale + displacement]`.
    mutating func jump(_ base: X86Register, index: X86Register, scale: UInt8, displacement: Int32) {
        rex(wide: false, reg: 4, index: index.rawValue, rm: base.rawValue)
        byte(0xFF)
        memory(reg: 4, rm: base, index: index, scale: scale, displacement: displacement)
    }

    /// JMP through the slot at `displacement` from RBP.
    mutating func jump(throughSlot displacement: Int32) {
        encode([0xFF], reg: 4, .slot(displacement))
    }

    /// JMP; the position of its 32-bit offset, for `patch`.
    mutating func jump() -> Int {
        byte(0xE9)
        dword(0)
        return position - 4
    }

    /// Jcc; the position of its 32-bit offset, for `patch`.
    mutating func jump(if condition: X86Condition) -> Int {
        bytes(0x0F, 0x80 | condition.rawValue)
        dword(0)
        return position - 4
    }

    /// CALL of the code at `target`.
    mutating func call(_ target: Int) {
        byte(0xE8)
        dword(0)
        patch(position - 4, to: target)
    }

    /// CALL of the address in a register.
    mutating func call(through register: X86Register) {
        encode([0xFF], reg: 2, .register(register))
    }

    /// Overwrites what is at `site` with a JMP to `target`.
    func overwrite(_ site: Int, withJumpTo target: Int) {
        base.storeBytes(of: 0xE9, toByteOffset: site, as: UInt8.self)
        patch(site + 1, to: target)
    }

    /// Makes the jump whose offset is at `site` go to `target`.
    func patch(_ site: Int, to target: Int) {
        guard site + 4 <= capacity else { return }
        base.storeBytes(of: Int32(truncatingIfNeeded: target - site - 4), toByteOffset: site, as: Int32.self)
    }

    mutating func push(_ register: X86Register) {
        rex(wide: false, reg: 0, rm: register.rawValue)
        byte(0x50 | (register.rawValue & 7))
    }

    mutating func pop(_ register: X86Register) {
        rex(wide: false, reg: 0, rm: register.rawValue)
        byte(0x58 | (register.rawValue & 7))
    }

    mutating func ret() {
        byte(0xC3)
    }

    mutating func cpuid() {
        bytes(0x0F, 0xA2)
    }
}
