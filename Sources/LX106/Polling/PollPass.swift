/// One pass through a loop that only polls: from `pc` back to `pc`, without a change that lasts, but for what hangs on time.
///
/// Whenever the core is at `pc`, what the pass needs is as it was, and the comparisons that hang on time come out as they
/// did, it goes the same way, at the same price, to the same end.
struct PollPass {
    /// A clock that the pass looks at.
    struct Clock: Equatable {
        /// Address of the register; nil for CCOUNT.
        let address: UInt32?
        let cyclesPerStep: Int64
    }

    /// Number of SAR among places; smaller ones are a0…a15, larger ones the addresses of words of memory.
    static let sar: UInt32 = 16

    /// A place that has to hold `value`, as far as the bits of `mask` go.
    struct Need {
        let place: UInt32
        let value: UInt32
        let mask: UInt32
    }

    /// What a place holds at the end, as far as the bits of `mask` go.
    struct Output: Equatable {
        let place: UInt32
        let value: TimedValue
        let mask: UInt32
    }

    struct Load {
        let address: UInt32
        let width: AccessWidth
        let value: UInt32
    }

    struct Special {
        let register: SpecialRegister
        let value: UInt32
    }

    /// Something that others hear of.
    enum Call: Equatable {
        case store(address: UInt32, value: UInt32, width: AccessWidth, kind: Int)
        case hook(UInt32)
    }

    let pc: UInt32
    /// Whether it changes the interrupt level on the way.
    let changesLevel: Bool
    /// What a pass costs.
    let cycles: Cycles
    let instructions: UInt64
    let peripheralStores: UInt64
    /// Look-ups in the flash cache, and the lines in the order of their last ones; all of them were found.
    let lineCount: UInt64
    let lines: [UInt32]

    /// State at the beginning and at the end: PS, the line of the instruction stream, the call stack.
    let ps: UInt32
    let currentLine: UInt32
    let frames: [CallFrame]
    /// What it needs to be as it was.
    let needs: [Need]
    let specials: [Special]
    let loads: [Load]
    /// Places that hang on time and that it looks at; in forms they go by their number here.
    let inputs: [UInt32]
    let outputs: [Output]
    /// All places that hung on time when it began, looked at or not.
    let timed: [UInt32]
    let clocks: [Clock]
    /// What forms refer to by number.
    let derivations: [Derivation]
    let conditions: [PollCondition]
    /// Who hears of it, and at which cycles counted from the beginning.
    let calls: [(call: Call, offset: Cycles)]
}
