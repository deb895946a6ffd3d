/// Cache lines, loads and stores.
extension X86Emitter {
    mutating func emitLineComparison(_ line: UInt32) -> Int {
        assembler.compare(.rbp, displacement: Int32(Offset.line), constant: line)
        return assembler.jump(if: .equal)
    }

    mutating func emitFrontCheck(_ line: UInt32) -> Int {
        let place = Int32(4 * (line & (cache?.setMask ?? 0)))
        assembler.compare(.rbp, displacement: (frontDisplacement ?? 0) + place, constant: line)
        return assembler.jump(if: .notEqual)
    }

    mutating func emitProbe(_ line: UInt32, back: Int) {
        guard probe != 0 else { return }
        assembler.move(.register(.rcx), constant: line)
        assembler.call(probe)
        assembler.patch(assembler.jump(if: .equal), to: back)
    }

    mutating func emitFoundLine() {
        let one: UInt32 = 1 << UInt32(HostCode.accessShift)
        assembler.arithmetic(.add, .register(Self.tally), constant: one, wide: true)
    }

    mutating func emitLineStore(_ line: UInt32) {
        assembler.move(.slot(Int32(Offset.line)), constant: line)
    }

    mutating func emitLoad(_ register: UInt8, from source: UnsafeMutableRawPointer) {
        assembler.moveWide(.rax, constant: UInt64(UInt(bitPattern: source)))
        let destination = target(register)
        assembler.load(destination, .rax, displacement: 0)
        finish(register, in: destination)
    }

    mutating func emitAccess(_ record: Record, checking reach: TraceState.Reach?) -> [Int] {
        let base = read(record.s, .rax)
        let elsewhere = reach.map { emitReach($0, from: base) } ?? []
        emitDRAMAccess(record, base)
        return elsewhere
    }

    /// The access itself, to an address known to be in DRAM.
    mutating func emitDRAMAccess(_ record: Record, _ base: X86Register) {
        let displacement = (dramDisplacement ?? 0) &+ Int32(bitPattern: record.imm)
        if record.operation.isStore {
            let value = read(record.t, .rcx)
            assembler.store(value, .rbp, index: base, displacement: displacement, record.operation.width)
        } else {
            let destination = target(record.t)
            assembler.load(destination, .rbp, index: base, displacement: displacement, record.operation.width)
            finish(record.t, in: destination)
        }
    }

    /// Checks that the `wanted` bytes around the value of `base` are DRAM, and its alignment; the jumps taken if not.
    mutating func emitReach(_ wanted: TraceState.Reach, from base: X86Register) -> [Int] {
        assembler.address(.rcx, base, displacement: Int32(truncatingIfNeeded: wanted.low - Int(dram.base)))
        assembler.arithmetic(
            .cmp,
            .register(.rcx),
            constant: dram.size & ~3 - UInt32(wanted.high - wanted.low)
        )
        var sites = [assembler.jump(if: .above)]
        if wanted.alignment > 1 {
            // The offsets are multiples of the alignment, so the base decides.
            if wanted.low % wanted.alignment == 0 {
                assembler.testByte(.rcx, constant: UInt8(wanted.alignment - 1))
            } else {
                assembler.test(.register(base), constant: UInt32(wanted.alignment - 1))
            }
            sites.append(assembler.jump(if: .notEqual))
        }
        return sites
    }
}

extension Operation {
    fileprivate var width: X86Assembler.Width {
        switch accessWidth {
        case .byte: .byte
        case .half: self == .l16si ? .signedHalf : .half
        case .word: .word
        }
    }
}
