import Record

/// A check and a sweep in which a reset hides the rest of a stall.
enum IndexPages {
    private static func at(_ microseconds: Int64) -> Seconds { Seconds(microseconds: microseconds) }

    /// A run whose only stall was cut off after 2.16 s, of 10.22 s if that is known.
    static func bitten(whole: Seconds? = at(10_218_231)) -> Measurement {
        var record = Records.tripped
        record.onTrip = .reset
        record.stalls[0].seconds = at(2_160_539)
        record.stalls[0].cutOff = .soft
        record.stalls[0].whole = whole
        return Measurement(record)
    }

    static func check(page: String? = nil) -> CheckReport {
        var good = CheckResult(scenario: "scenarios/good.yml")
        good.profile = "nodemcu-nonos-2.2"
        good.clockMHz = 160
        good.measurement = Measurement(Records.good)
        good.page = page
        var bad = CheckResult(scenario: "scenarios/a-scenario-with-a-name-that-takes-some-room.yml")
        bad.status = .failed
        bad.profile = "nodemcu-nonos-2.2"
        bad.clockMHz = 80
        bad.measurement = bitten()
        bad.deviations = [CheckResult.Deviation(key: "watchdog", expected: "none", seen: "soft <b>")]
        bad.reproduce = "vesp check scenarios/a-scenario-with-a-name-that-takes-some-room.yml"
        var report = CheckReport()
        report.scenarios = 3
        report.results = [good, bad]
        report.notRun = ["scenarios/not-run.yml"]
        return report
    }

    static func sweep(page: String? = nil) -> SweepReport {
        var slow = Records.good
        slow.stalls[0].seconds = at(3_100_000)
        let measurements = [
            Measurement(Records.good), Measurement(slow), bitten(), bitten(whole: nil),
        ]
        var report = SweepReport()
        report.axes = [
            .init(name: "profile", values: ["nodemcu-nonos-2.2", "rtos-sdk-3.4"]),
            .init(name: "clock", values: ["80", "160"]), .init(name: "key", values: ["rsa-2048", "p-256"]),
        ]
        for index in 0..<6 {
            var point = SweepReport.Point(index: index, values: report.axes.values(of: index))
            point.page = page
            if index < measurements.count { point.measurement = measurements[index] }
            if index == 4 { point.measurement = failed }
            if index == 5 { point.fault = CheckResult.Fault(message: "rom.elf: no such file", exitCode: 66) }
            report.points.append(point)
        }
        return report
    }

    /// Quick, as nothing was computed.
    private static var failed: Measurement {
        var record = RunRecord()
        record.verdict.reasons = ["out of memory: 1,024 bytes asked for"]
        record.stalls = [.init(start: .zero, seconds: at(25_000), tlsState: nil, where: [])]
        return Measurement(record)
    }
}
