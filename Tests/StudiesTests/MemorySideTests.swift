import LX106
import Testing

@testable import Record
@testable import Studies

@Suite struct MemorySideTests {
    private static func trial(_ load: Int, _ first: [Double], _ second: [Double]) -> MemorySide.Trial {
        .init(
            side: .init(straddlePenalty: 1, flashLoadWait: load, loadStraddlePenalty: 1, ramStoreWait: 0),
            halves: [first, second]
        )
    }

    @Test func `each half chooses by its own errors and is shown with those of the other`() {
        let validation = MemorySide.crossValidation([
            Self.trial(4, [1, -1], [9, 9]), Self.trial(5, [2, 2], [-3, 3]), Self.trial(6, [8, 0], [4, 4]),
        ])
        #expect(validation.choices.map { $0.values[1] } == ["`flash_load_wait` 4", "`flash_load_wait` 5"])
        #expect(validation.choices[0].chosenBy == [1, -1] && validation.choices[0].leftOut == [9, 9])
        #expect(validation.choices[1].chosenBy == [-3, 3] && validation.choices[1].leftOut == [2, 2])
    }

    @Test func `the combinations hold the model's own`() {
        let model = TimingModel.lx106
        #expect(MemorySide.candidates.contains { $0.timing == model })
        #expect(Set(MemorySide.candidates.map { "\($0)" }).count == 108)
    }
}
