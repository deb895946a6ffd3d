import Inputs
import Record

extension Shard {
    /// The part that the variables of a job runner name.
    ///
    /// | engine | index | total |
    /// |---|---|---|
    /// | any, GitHub Actions matrices | `VESP_SHARD_INDEX` from 0 (`strategy.job-index`) | `VESP_SHARD_TOTAL` |
    /// | GitLab `parallel` | `CI_NODE_INDEX` from 1 | `CI_NODE_TOTAL` |
    /// | Slurm job arrays | `SLURM_ARRAY_TASK_ID` from `_MIN` in steps of `_STEP` | `SLURM_ARRAY_TASK_COUNT` |
    /// | Kubernetes indexed Jobs | `JOB_COMPLETION_INDEX` from 0 | `VESP_SHARD_TOTAL` |
    public static func found(in environment: [String: String]) throws(EmulationError) -> Shard {
        let variables = Variables(environment: environment)
        if let shard = try variables.shard(index: "VESP_SHARD_INDEX", from: 0, total: "VESP_SHARD_TOTAL") {
            return shard
        }
        if let shard = try variables.shard(index: "CI_NODE_INDEX", from: 1, total: "CI_NODE_TOTAL") { return shard }
        let first = try variables.number("SLURM_ARRAY_TASK_MIN") ?? 0
        let step = try variables.number("SLURM_ARRAY_TASK_STEP") ?? 1
        if let shard = try variables.shard(
            index: "SLURM_ARRAY_TASK_ID",
            from: first,
            step: step,
            total: "SLURM_ARRAY_TASK_COUNT"
        ) {
            return shard
        }
        if let shard = try variables.shard(index: "JOB_COMPLETION_INDEX", from: 0, total: "VESP_SHARD_TOTAL") {
            return shard
        }
        let names = "VESP_SHARD_INDEX, CI_NODE_INDEX, SLURM_ARRAY_TASK_ID, JOB_COMPLETION_INDEX"
        throw .notFound("--shard auto: none of \(names) is set")
    }

    private struct Variables {
        var environment: [String: String]

        func number(_ name: String) throws(EmulationError) -> Int? {
            guard let text = environment[name], !text.isEmpty else { return nil }
            guard let value = Int(text), (0...1_000_000_000).contains(value) else {
                throw .badInput(file: name, line: nil, message: "'\(text)' is not a whole number")
            }
            return value
        }

        func shard(index: String, from first: Int, step: Int = 1, total: String) throws(EmulationError) -> Shard? {
            guard let number = try number(index) else { return nil }
            guard let count = try self.number(total) else {
                throw .notFound("\(index) is set, but \(total) is not")
            }
            let distance = number - first
            guard step > 0, distance % step == 0, let shard = Shard(index: distance / step, total: count) else {
                throw .badInput(file: index, line: nil, message: "\(number) is not one of \(count) parts")
            }
            return shard
        }
    }
}
