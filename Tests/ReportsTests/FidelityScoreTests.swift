import Testing

@testable import Record
@testable import Reports

@Suite struct FidelityScoreTests {
    private static func result(
        _ error: Double,
        _ use: PublishedFigure.Use,
        twinOf: String? = nil,
        band: ClosedRange<Double>? = nil
    ) -> FidelityResult {
        var figure = PublishedFigure(
            title: "t",
            grade: "A",
            source: "s",
            clockMHz: 80,
            unit: .cycles,
            value: 100,
            use: use,
            compiler: "10.3.0"
        )
        figure.twinOf = twinOf
        figure.band = band
        let build = FidelityResult.Build(compiler: "10.3", value: 100 + error)
        return FidelityResult(figure: figure, builds: [build], counting: build, bounds: 98...102)
    }

    private let lines = FidelityScore([
        result(1, .fitted), result(-4, .leftOut), result(7, .reported), result(20, .reported),
        result(0, .reported, twinOf: "t"), result(3, .reported, band: 90...110),
    ]).lines

    @Test func `twins, bands and fitted rows are not among those that chose nothing`() {
        #expect(lines[0] == "**Of 3 measurements that chose nothing, 1 are within 5 %, 2 within 10 %**")
        #expect(lines.contains("1 of 1 published bands contain our value."))
    }

    @Test func `uses stand apart with median and worst`() {
        #expect(lines.contains("| fitted | 1 | 1 | 1 | 1.0 % | +1.0 % |"))
        #expect(lines.contains("| left out | 1 | 1 | 1 | 4.0 % | -4.0 % |"))
        #expect(lines.contains("| reported | 2 | 0 | 1 | 13.5 % | +20.0 % |"))
        #expect(lines.contains("| all of them, by GCC 10.3 | 4 | 2 | 3 | 5.5 % | +20.0 % |"))
    }
}
