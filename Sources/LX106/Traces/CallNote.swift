/// What generated code notes of a call, a return, or a jump into another function; the profiler reads it later.
///
/// Generated code writes these at fixed offsets: the stamp at 0, the target at 4.
struct CallNote {
    enum Kind: UInt32 {
        case call, `return`, jump
    }

    /// More than a stretch of generated code can write.
    static let capacity = 1 << 15

    private static let kindShift: UInt32 = 28
    /// Makes every budget that a note can see positive.
    private static let bias = 1 << 24

    /// Kind in the upper four bits; below, how many cycles of the budget were left.
    let stamp: UInt32
    /// Where it goes.
    let target: UInt32

    /// The stamp of a note made when `budget` cycles were left. Linear in them.
    static func stamp(_ kind: Kind, budget: Int) -> UInt32 {
        kind.rawValue << kindShift &+ UInt32(truncatingIfNeeded: bias + budget)
    }

    var kind: Kind? { Kind(rawValue: stamp >> Self.kindShift) }
    /// Cycles of the budget that were left.
    var budget: Int { Int(stamp & (1 << Self.kindShift - 1)) - Self.bias }
}
