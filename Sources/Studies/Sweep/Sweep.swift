import Emulation
import Inputs
import LX106
import Record

/// Runs every combination of a matrix.
public struct Sweep: Sendable {
    /// The matrix.
    public var matrix: Matrix
    /// The runs to do, by their number in the matrix.
    public var indices: [Int]
    /// Where the tool's own files are.
    public var locator: Locator
    /// How the core executes; without influence on the results.
    public var engine = Engine.generated

    /// What writes the page of every run; nil for none.
    public var pageWriter: PageWriter?

    /// A sweep over `matrix`, or over a part of it.
    public init(_ matrix: Matrix, shard: Shard? = nil, locator: Locator) {
        self.matrix = matrix
        self.locator = locator
        let all = Array(0..<matrix.count)
        indices = shard?.part(of: all) ?? all
    }

    /// A pool that does every run on at most `threads` threads.
    public func pool(threads: Int) -> WorkPool<SweepReport.Point> {
        WorkPool(count: indices.count, threads: threads) { point(indices[$0]) }
    }

    private func point(_ index: Int) -> SweepReport.Point {
        var result = SweepReport.Point(index: index, values: matrix.values(of: index))
        do {
            let record = try Run(plan(index)).record()
            result.measurement = Measurement(record)
            result.measurement?.functions = nil
            result.page = pageWriter?(record, result.pageName)
        } catch {
            result.fault = CheckResult.Fault(message: error.description, exitCode: error.exitCode)
        }
        return result
    }

    private func plan(_ index: Int) throws(EmulationError) -> RunPlan {
        var plan = try RunPlan(matrix.resolved(index, locator: locator), locator: locator)
        plan.engine = engine
        return plan
    }
}
