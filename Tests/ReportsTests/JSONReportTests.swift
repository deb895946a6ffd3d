import Foundation
import Record
import Testing

@testable import Reports

@Suite struct JSONReportTests {
    private func object(_ record: RunRecord) throws -> [String: Any] {
        let json = try JSONReport.text(record)
        return try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    }

    @Test func `every promised key is there, also in an empty record`() throws {
        let root = try object(RunRecord())
        let keys: [String: [String]] = [
            "verdict": ["ok", "reasons"],
            "handshake": [
                "completed", "cycles", "seconds", "seconds_low", "seconds_high", "ciphersuite", "curve", "states",
            ],
            "heap": ["capacity", "peak", "free_low_water", "largest_free_low_water", "failed_allocation"],
            "stack": ["size", "peak", "overflowed"], "cache": ["hits", "misses"],
        ]
        for (section, expected) in keys {
            let found = try #require(root[section] as? [String: Any])
            #expect(Set(expected).isSubset(of: found.keys), "\(section)")
        }
        let watchdogs = try #require(root["watchdog"] as? [String: [String: Any]])
        for name in ["soft", "hard"] {
            let expected: Set = [
                "enabled", "timeout_s", "longest_gap_s", "margin_s", "tripped", "tripped_at_s", "where",
            ]
            #expect(expected.isSubset(of: Set(watchdogs[name, default: [:]].keys)))
        }
        let top: Set = [
            "schema_version", "connected", "stalls", "boots", "led", "console", "instructions", "cycles", "seed",
            "profile", "clock_mhz",
        ]
        #expect(top.isSubset(of: Set(root.keys)))
        #expect(root["schema_version"] as? Int == 1)
    }

    @Test func `lists hold the promised keys`() throws {
        let root = try object(Records.good)
        let lists: [String: Set<String>] = [
            "stalls": ["start_s", "seconds", "tls_state", "where"], "boots": ["cause", "at_s"],
            "led": ["at_s", "on"], "console": ["at_s", "text"],
        ]
        for (name, expected) in lists {
            let first = try #require((root[name] as? [[String: Any]])?.first)
            #expect(expected.isSubset(of: Set(first.keys)), "\(name)")
        }
    }

    @Test func `keys are sorted and times exact`() throws {
        let text = try JSONReport.text(Records.good)
        let top = text.split(separator: "\n").filter { $0.hasPrefix("  \"") }.map { $0.prefix { $0 != ":" } }
        #expect(top == top.sorted())
        #expect(text.contains("\"start_s\" : 3,"))
        #expect(text.contains("\"seconds\" : 1.25,"))
        #expect(text.contains("\"at_s\" : 0.000198,"))
        #expect(text.hasSuffix("}\n"))
    }

    @Test func `a saved record reads back equal`() throws {
        for record in [Records.good, Records.tripped, RunRecord()] {
            #expect(try JSONReport.record(JSONReport.text(record)) == record)
        }
    }
}
