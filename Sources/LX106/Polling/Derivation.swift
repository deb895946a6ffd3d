/// A value that a pass computes from inputs in a way that no form can express: a field of a word, a mask.
struct Derivation: Equatable {
    let operation: Operation
    /// What the operation reads; none of it hangs on a clock.
    let s: TimedValue
    let t: TimedValue
    /// The constant of the instruction or what SAR holds, and the distance of EXTUI.
    let imm: UInt32
    let distance: UInt8

    /// The value, with those of earlier derivations in `source`; nil for an operation that is not followed.
    func value(_ source: TimeSource) -> UInt32? {
        let s = s.value(from: 0, source), t = t.value(from: 0, source)
        return switch operation {
        case .add: s &+ t
        case .sub: s &- t
        case .addx2: s &<< 1 &+ t
        case .addx4: s &<< 2 &+ t
        case .addx8: s &<< 3 &+ t
        case .and, .bany, .bnone: s & t
        case .or: s | t
        case .xor: s ^ t
        case .slli: s &<< imm
        case .srli: s &>> imm
        case .srai: UInt32(bitPattern: Int32(bitPattern: s) &>> Int32(bitPattern: imm))
        case .extui: t &>> UInt32(distance) & imm
        case .sll: UInt32(truncatingIfNeeded: (UInt64(s) &<< 32) >> UInt64(imm))
        case .srl: UInt32(truncatingIfNeeded: UInt64(t) >> UInt64(imm))
        case .sra: UInt32(truncatingIfNeeded: Int64(Int32(bitPattern: t)) >> Int64(imm))
        case .bbci, .bbsi: s & imm
        case .l8ui: s &>> imm & 0xFF
        case .l16ui: s &>> imm & 0xFFFF
        case .l16si: Decoder.signExtend(s &>> imm & 0xFFFF, bits: 16)
        default: nil
        }
    }

    func mapped(_ change: (TimeBase) -> TimeBase) -> Derivation {
        Derivation(operation: operation, s: s.mapped(change), t: t.mapped(change), imm: imm, distance: distance)
    }

    /// Which of `derivations` give the same value in a pass as in the one before, when the inputs in `updated` may have
    /// another.
    static func stable(_ derivations: [Derivation], updated: Set<Int>) -> [Bool] {
        derivations.reduce(into: []) { stable, derivation in
            let bases = derivation.s.form.bases + derivation.t.form.bases
            let isStable = bases.allSatisfy { base in
                switch base {
                case .moment: false
                case .input(let number): !updated.contains(number)
                case .derived(let number): stable[number]
                }
            }
            stable.append(isStable)
        }
    }
}

extension TimeSource {
    /// Works out `derivations` anew from the inputs.
    mutating func derive(_ derivations: [Derivation]) {
        derived.removeAll(keepingCapacity: true)
        for derivation in derivations { derived.append(derivation.value(self) ?? 0) }
    }
}
