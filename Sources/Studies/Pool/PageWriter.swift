import Record

/// Writes the page of a run under a name that no other run of the study has, and returns its path; nil when that failed.
/// Called on the thread of the run.
public typealias PageWriter = @Sendable (_ record: RunRecord, _ name: String) -> String?

extension CheckResult {
    /// Name of the page: the scenario's path in one word.
    var pageName: String {
        let ending = [".yml", ".yaml"].first { scenario.hasSuffix($0) } ?? ""
        return String(scenario.dropLast(ending.count)).replacing("_", with: "__").replacing("/", with: "_")
    }
}

extension SweepReport.Point {
    /// Name of the page: the number of the run in the matrix.
    var pageName: String { "run-\(index)" }
}
