/// Instructions that neither branch nor leave the block.
extension X86Emitter {
    func place(_ register: UInt8) -> X86Operand {
        if let home = Self.home(of: register) { return .register(home) }
        return .slot(4 * Int32(register))
    }

    /// The host register that holds guest register `register`; `scratch` if it has no home.
    mutating func read(_ register: UInt8, _ scratch: X86Register) -> X86Register {
        if let home = Self.home(of: register) { return home }
        assembler.move(scratch, place(register))
        return scratch
    }

    /// The host register to compute guest register `register` in: its home, or RAX.
    func target(_ register: UInt8) -> X86Register { Self.home(of: register) ?? .rax }

    /// Ends what `target` began.
    mutating func finish(_ register: UInt8, in host: X86Register = .rax) {
        if let home = Self.home(of: register) {
            if home != host { assembler.move(home, .register(host)) }
        } else {
            assembler.move(place(register), from: host)
        }
    }

    mutating func emit(_ record: Record, sar: UInt32?) -> Bool {
        switch record.operation {
        case .ssr, .ssl, .ssa8l, .ssa8b, .ssai: emitShiftAmount(record)
        case .sll, .src, .srl, .sra: emitFunnelShift(record, sar: sar)
        case .moveqz, .movnez, .movltz, .movgez: emitConditionalMove(record)
        case .nsa, .nsau: emitNormalization(record)
        case .addi: emitAddImmediate(record)
        case .mov: emitMove(record)
        case .movi: emitConstant(record.r, record.imm)
        default: return emitArithmetic(record)
        }
        return true
    }

    mutating func emitConstant(_ register: UInt8, _ value: UInt32) {
        assembler.move(place(register), constant: value)
    }

    private mutating func emitArithmetic(_ record: Record) -> Bool {
        switch record.operation {
        case .add: emitSum(record)
        case .sub: emitDifference(record)
        case .addx2: emitScaledSum(record, scale: 1)
        case .addx4: emitScaledSum(record, scale: 2)
        case .addx8: emitScaledSum(record, scale: 3)
        case .subx2: emitScaledDifference(record, scale: 1)
        case .subx4: emitScaledDifference(record, scale: 2)
        case .subx8: emitScaledDifference(record, scale: 3)
        case .and: emitLogic(.and, record)
        case .or: emitLogic(.or, record)
        case .xor: emitLogic(.xor, record)
        case .neg: emitNegation(record)
        case .abs: emitAbsolute(record)
        case .slli: emitShift(.shl, record, by: UInt8(record.imm & 31))
        case .srai: emitShift(.sar, record, by: UInt8(record.imm & 31))
        case .srli: emitShift(.shr, record, by: UInt8(record.imm & 31))
        case .extui: emitExtract(record)
        case .mul16u: emitHalfProduct(record, signed: false)
        case .mul16s: emitHalfProduct(record, signed: true)
        case .mull: emitProduct(record)
        default: return false
        }
        return true
    }

    private mutating func emitSum(_ record: Record) {
        let destination = target(record.r)
        if record.r == record.s, case .register = place(record.r) {
            assembler.arithmetic(.add, destination, place(record.t))
        } else if record.r == record.t, case .register = place(record.r) {
            assembler.arithmetic(.add, destination, place(record.s))
        } else if let left = Self.home(of: record.s), let right = Self.home(of: record.t) {
            assembler.address(destination, left, index: right, scale: 0)
        } else {
            assembler.move(.rax, place(record.s))
            assembler.arithmetic(.add, .rax, place(record.t))
            return finish(record.r)
        }
        finish(record.r, in: destination)
    }

    private mutating func emitDifference(_ record: Record) {
        if record.r == record.s, let home = Self.home(of: record.r) {
            assembler.arithmetic(.sub, home, place(record.t))
        } else if record.r != record.t, let home = Self.home(of: record.r) {
            assembler.move(home, place(record.s))
            assembler.arithmetic(.sub, home, place(record.t))
        } else {
            assembler.move(.rax, place(record.s))
            assembler.arithmetic(.sub, .rax, place(record.t))
            finish(record.r)
        }
    }

    private mutating func emitScaledSum(_ record: Record, scale: UInt8) {
        let factor = read(record.s, .rcx)
        let addend = read(record.t, .rax)
        let destination = target(record.r)
        assembler.address(destination, addend, index: factor, scale: scale)
        finish(record.r, in: destination)
    }

    private mutating func emitScaledDifference(_ record: Record, scale: UInt8) {
        assembler.move(.rax, place(record.s))
        assembler.shift(.shl, .rax, by: scale)
        assembler.arithmetic(.sub, .rax, place(record.t))
        finish(record.r)
    }

    private mutating func emitLogic(_ operation: X86Arithmetic, _ record: Record) {
        let destination = target(record.r)
        if record.r == record.s, case .register = place(record.r) {
            assembler.arithmetic(operation, destination, place(record.t))
        } else if record.r == record.t, case .register = place(record.r) {
            assembler.arithmetic(operation, destination, place(record.s))
        } else {
            assembler.move(destination, place(record.s))
            assembler.arithmetic(operation, destination, place(record.t))
            finish(record.r, in: destination)
        }
    }

    private mutating func emitNegation(_ record: Record) {
        let destination = target(record.r)
        if record.r != record.t || destination == .rax { assembler.move(destination, place(record.t)) }
        assembler.negate(destination)
        finish(record.r, in: destination)
    }

    private mutating func emitAbsolute(_ record: Record) {
        assembler.move(.rax, place(record.t))
        assembler.move(.rcx, .register(.rax))
        assembler.shift(.sar, .rcx, by: 31)
        assembler.arithmetic(.xor, .rax, .register(.rcx))
        assembler.arithmetic(.sub, .rax, .register(.rcx))
        finish(record.r)
    }

    private mutating func emitShift(_ shift: X86Shift, _ record: Record, by count: UInt8) {
        let destination = target(record.r)
        if record.r != record.s || destination == .rax { assembler.move(destination, place(record.s)) }
        if count != 0 { assembler.shift(shift, destination, by: count) }
        finish(record.r, in: destination)
    }

    private mutating func emitExtract(_ record: Record) {
        let destination = target(record.r)
        if record.s == 0 && record.imm == 0xFF {
            assembler.extendByte(destination, place(record.t))
        } else if record.s == 0 && record.imm == 0xFFFF {
            assembler.extendHalf(destination, place(record.t), signed: false)
        } else {
            if record.r != record.t || destination == .rax { assembler.move(destination, place(record.t)) }
            let shift = record.s & 31
            if shift != 0 { assembler.shift(.shr, destination, by: shift) }
            // The mask changes nothing when it is as wide as what the shift has left.
            if record.imm < UInt32.max >> UInt32(shift) {
                assembler.arithmetic(.and, .register(destination), constant: record.imm)
            }
        }
        finish(record.r, in: destination)
    }

    private mutating func emitHalfProduct(_ record: Record, signed: Bool) {
        assembler.extendHalf(.rax, place(record.s), signed: signed)
        assembler.extendHalf(.rcx, place(record.t), signed: signed)
        if let home = Self.home(of: record.r) {
            assembler.multiply(.rax, .register(.rcx))
            assembler.move(home, .register(.rax))
        } else {
            assembler.multiply(.rax, .register(.rcx))
            finish(record.r)
        }
    }

    private mutating func emitProduct(_ record: Record) {
        let destination = target(record.r)
        if record.r == record.s && destination != .rax {
            assembler.multiply(destination, place(record.t))
        } else if record.r == record.t && destination != .rax {
            assembler.multiply(destination, place(record.s))
        } else {
            assembler.move(destination, place(record.s))
            assembler.multiply(destination, place(record.t))
            finish(record.r, in: destination)
        }
    }

    private mutating func emitAddImmediate(_ record: Record) {
        let destination = target(record.r)
        if record.r == record.s {
            assembler.arithmetic(.add, place(record.r), constant: record.imm)
        } else if let source = Self.home(of: record.s) {
            assembler.address(destination, source, displacement: Int32(bitPattern: record.imm))
            finish(record.r, in: destination)
        } else {
            assembler.move(destination, place(record.s))
            assembler.arithmetic(.add, .register(destination), constant: record.imm)
            finish(record.r, in: destination)
        }
    }

    private mutating func emitMove(_ record: Record) {
        if let home = Self.home(of: record.r) {
            assembler.move(home, place(record.s))
        } else {
            assembler.move(place(record.r), from: read(record.s, .rax))
        }
    }

    private mutating func emitConditionalMove(_ record: Record) {
        let condition: X86Condition =
            switch record.operation {
            case .moveqz: .equal
            case .movnez: .notEqual
            case .movltz: .sign
            default: .noSign
            }
        let destination = target(record.r)
        if destination == .rax { assembler.move(.rax, place(record.r)) }
        let tested = read(record.t, .rcx)
        assembler.test(.register(tested), tested)
        assembler.conditionalMove(condition, destination, place(record.s))
        finish(record.r, in: destination)
    }

    private mutating func emitNormalization(_ record: Record) {
        assembler.move(.rax, place(record.s))
        if record.operation == .nsa {
            assembler.move(.rcx, .register(.rax))
            assembler.shift(.sar, .rcx, by: 31)
            assembler.arithmetic(.xor, .rax, .register(.rcx))
        }
        assembler.leadingZeros(.rax, .register(.rax))
        if record.operation == .nsa { assembler.arithmetic(.sub, .register(.rax), constant: 1) }
        finish(record.t)
    }
}
