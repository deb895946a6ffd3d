import Testing

@testable import Record

@Suite struct FidelityResultTests {
    private static func figure(_ value: Double, compiler: String = "10.3.0") -> PublishedFigure {
        PublishedFigure(
            title: "t",
            grade: "A",
            source: "s",
            clockMHz: 80,
            unit: .cycles,
            value: value,
            use: .reported,
            compiler: compiler
        )
    }

    private static func result(_ figure: PublishedFigure, _ values: [Double]) -> FidelityResult {
        let builds = zip(["10.2.1", "12.2.0"], values).map { FidelityResult.Build(compiler: $0, value: $1) }
        return FidelityResult(figure: figure, builds: builds, counting: builds[0], bounds: values[0]...values[0])
    }

    @Test func `a figure is within bounds that its last digit reaches`() {
        var figure = Self.figure(5)
        figure.unitInLastPlace = 1
        #expect(Self.result(figure, [5.4, 5]).isWithinBounds)
        #expect(!Self.result(figure, [5.6, 5]).isWithinBounds)
    }

    @Test func `a band is met by any value inside, and the error counts from its edge`() {
        var figure = Self.figure(6)
        figure.band = 6...18
        #expect(Self.result(figure, [9, 9]).error == 0 && Self.result(figure, [9, 9]).isWithinBounds)
        #expect(abs(Self.result(figure, [27, 9]).error - 50) < 1e-9)
        #expect(!Self.result(figure, [27, 9]).isWithinBounds)
    }

    @Test func `only bounds of a compiler of another major version are widened, by what ours differ`() {
        let own = Self.result(Self.figure(100), [100, 120])
        let foreign = Self.result(Self.figure(100, compiler: "4.8.2"), [100, 120])
        let assembly = Self.result(Self.figure(100, compiler: PublishedFigure.assembly), [100, 300])
        let widened = FidelityResult.widened([own, foreign, assembly])
        #expect(widened[0].bounds == own.bounds && widened[2].bounds == assembly.bounds)
        #expect(abs(widened[1].bounds.lowerBound - 80) < 1e-9 && abs(widened[1].bounds.upperBound - 120) < 1e-9)
    }
}
