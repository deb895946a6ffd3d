import Foundation
import Testing

/// The ROM's arithmetic against GCC's libgcc, from which the chip's ROM has it, assembled for the LX106.
@Suite(
    .timeLimit(.minutes(10)),
    .enabled(if: ProcessInfo.processInfo.environment["VESP_LONG_TESTS"] != nil, "make test-long runs it")
)
struct LibgccTests {
    /// What of a routine has to be as in libgcc 12.2.
    private enum Comparison {
        /// Result and cycles.
        case exact
        /// The result. The ROM has an older or differently compiled version that costs so many cycles more or less.
        case result(cycles: ClosedRange<Int>)
        /// As `result` for finite operands. The ROM passes on infinities and NaNs in fewer cycles, but for one where a load of
        /// ours straddles, and other NaNs.
        case finite(cycles: ClosedRange<Int>)
    }

    /// The chip's counts are in `ROMCounts`: the ranges say how far libgcc 12.2 is from them, as GCC 12.2 compiles it.
    private static let comparisons: [String: Comparison] = [
        "__umulsidi3": .exact, "__muldi3": .exact, "__udivsi3": .exact, "__umodsi3": .exact,
        // libgcc asks for quotients 0 and 1 elsewhere since.
        "__divsi3": .result(cycles: -10...1),
        // The ROM's C was compiled by another compiler, with most values in the frame.
        "__udivdi3": .result(cycles: -8...31),
        "__umoddi3": .result(cycles: -3...30),
        "__divdi3": .result(cycles: -4...46),
        "__addsf3": .finite(cycles: 0...0), "__subsf3": .finite(cycles: 0...0), "__mulsf3": .finite(cycles: 0...0),
        // The ROM's assembler made two jumps of a branch.
        "__adddf3": .finite(cycles: 0...2), "__subdf3": .finite(cycles: 0...2),
        "__muldf3": .finite(cycles: 0...0),
        // Loads of 0 / 0 and of infinities and NaNs straddle in one and not in the other.
        "__divdf3": .finite(cycles: 0...1),
        // libgcc uses a word at once after loading it.
        "__extendsfdf2": .finite(cycles: -1...1),
        "__truncdfsf2": .exact, "__fixdfsi": .exact, "__fixunsdfsi": .exact, "__fixunssfsi": .exact,
        "__floatsidf": .exact, "__floatunsidf": .exact, "__floatsisf": .exact, "__floatunsisf": .exact,
    ]

    private static func single(_ word: UInt64) -> Float { Float(bitPattern: UInt32(truncatingIfNeeded: word)) }

    private static func areFinite(_ routine: String, _ left: UInt64, _ right: UInt64) -> Bool {
        switch routine {
        case "__extendsfdf2": single(left).isFinite
        case _ where routine.hasSuffix("df3"): Double(bitPattern: left).isFinite && Double(bitPattern: right).isFinite
        default: single(left).isFinite && single(right).isFinite
        }
    }

    /// Whether two results are the same number or both are NaN.
    private static func agree(_ routine: String, _ ours: UInt64, _ theirs: UInt64) -> Bool {
        if ours == theirs { return true }
        return routine.hasSuffix("sf3")
            ? single(ours).isNaN && single(theirs).isNaN
            : Double(bitPattern: ours).isNaN && Double(bitPattern: theirs).isNaN
    }

    @Test func `every routine does what libgcc's does`() throws {
        let made = try Tool.shell(
            "make -s -f Sources/Firmware/build.mk .build/libgcc-peer.elf",
            in: Tool.packageRoot
        )
        try #require(made.code == 0, "\(made.errors)")
        let seed = UInt64.random(in: 1...UInt64(UInt32.max))
        let operands = ROMPeer.operands(seed: seed, count: 30_000)
        let ours = try ROMPeer(".build/firmware/rom-peer.elf", operands),
            libgcc = try ROMPeer(".build/libgcc-peer.elf", operands)
        #expect(Set(ours.routines) == Set(Self.comparisons.keys))
        #expect(ours.routines == libgcc.routines)
        for routine in ours.routines {
            let pairs = zip(operands, zip(try ours.answers(of: routine), try libgcc.answers(of: routine)))
            var count = 0, otherResult = 0, otherCycles = 0, wrong = 0, least = Int.max, most = Int.min
            for ((left, right), (mine, theirs)) in pairs {
                guard let mine, let theirs else {
                    #expect(mine == nil && theirs == nil)
                    continue
                }
                count += 1
                otherResult += mine.result == theirs.result ? 0 : 1
                otherCycles += mine.cycles == theirs.cycles ? 0 : 1
                least = min(least, mine.cycles - theirs.cycles)
                most = max(most, mine.cycles - theirs.cycles)
                let agrees =
                    switch Self.comparisons[routine] {
                    case .exact: mine == theirs
                    case .result(let range): mine.result == theirs.result && range.contains(mine.cycles - theirs.cycles)
                    case .finite(let range) where Self.areFinite(routine, left, right):
                        mine.result == theirs.result && range.contains(mine.cycles - theirs.cycles)
                    case .finite: mine.cycles <= theirs.cycles + 1 && Self.agree(routine, mine.result, theirs.result)
                    case nil: false
                    }
                guard !agrees else { continue }
                wrong += 1
                if wrong > 3 { continue }
                let pair = "\(String(left, radix: 16)), \(String(right, radix: 16))"
                Issue.record("seed \(seed): \(routine)(\(pair)) is \(mine), with libgcc \(theirs)")
            }
            print(
                "\(routine): \(count) operands, results differ \(otherResult), cycles differ \(otherCycles) "
                    + "(by \(least) to \(most))"
            )
            #expect(wrong == 0, "seed \(seed): \(routine) differs in \(wrong) of \(count)")
        }
    }
}
