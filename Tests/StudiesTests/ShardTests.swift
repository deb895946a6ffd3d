import Testing

@testable import Inputs
@testable import Record
@testable import Studies

@Suite struct ShardTests {
    @Test func `parts are disjoint, cover everything and differ by one at most`() throws {
        let items = Array(0..<17)
        for total in 1...20 {
            let parts = try (0..<total).map { try #require(Shard(index: $0, total: total)).part(of: items) }
            #expect(parts.flatMap { $0 }.sorted() == items)
            let counts = parts.map(\.count)
            #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= 1)
        }
    }

    @Test func `I of N counts from 1`() {
        #expect(Shard(text: "1/4") == Shard(index: 0, total: 4))
        #expect(Shard(text: "4/4")?.text == "4/4")
        for text in ["0/4", "5/4", "1/0", "1", "a/b", "1/2/3", "", "-1/2"] { #expect(Shard(text: text) == nil) }
    }

    @Test(arguments: [
        (["VESP_SHARD_INDEX": "2", "VESP_SHARD_TOTAL": "4"], "3/4"),
        (["CI_NODE_INDEX": "2", "CI_NODE_TOTAL": "4"], "2/4"),
        (
            [
                "SLURM_ARRAY_TASK_ID": "14", "SLURM_ARRAY_TASK_MIN": "10", "SLURM_ARRAY_TASK_STEP": "2",
                "SLURM_ARRAY_TASK_COUNT": "8",
            ], "3/8"
        ),
        (["SLURM_ARRAY_TASK_ID": "0", "SLURM_ARRAY_TASK_COUNT": "8"], "1/8"),
        (["JOB_COMPLETION_INDEX": "7", "VESP_SHARD_TOTAL": "8"], "8/8"),
    ])
    func `the variables of job runners are understood`(environment: [String: String], text: String) throws {
        #expect(try Shard.found(in: environment).text == text)
    }

    @Test(arguments: [
        ([:], "none of"), (["CI_NODE_INDEX": "1"], "CI_NODE_INDEX is set, but CI_NODE_TOTAL is not"),
        (["CI_NODE_INDEX": "5", "CI_NODE_TOTAL": "4"], "CI_NODE_INDEX: 5 is not one of 4 parts"),
        (["JOB_COMPLETION_INDEX": "x", "VESP_SHARD_TOTAL": "4"], "'x' is not a whole number"),
        (
            ["SLURM_ARRAY_TASK_ID": "3", "SLURM_ARRAY_TASK_STEP": "2", "SLURM_ARRAY_TASK_COUNT": "4"],
            "3 is not one of 4 parts"
        ),
    ])
    func `what is missing or wrong is named`(environment: [String: String], text: String) {
        let error = #expect(throws: EmulationError.self) { try Shard.found(in: environment) }
        #expect(error?.description.contains(text) == true, "\(String(describing: error))")
    }
}
