import CloudEndpoint
import Emulation
import Inputs
import LX106
import Record

/// Runs a scenario as it is and with every remedy, and ranks what came of it.
public struct Adviser: Sendable {
    /// File of the scenario, as the report names it; nil for the default one.
    public var scenario: String?
    /// The device as it is.
    public var situation: ResolvedScenario
    /// P-256 certificate and key of the user; nil for those of the tool.
    public var ownP256: Scenario.Credentials?
    /// Where the tool's own files are.
    public var locator: Locator
    /// Runs at a time; against a real server it is always one.
    public var threads = 1
    /// How the core executes; without influence on the results.
    public var engine = Engine.generated

    /// Ends the trials early, with the advice up to there.
    public var cancellation = Cancellation()

    /// An adviser for the device of a scenario. Trips are observed, whatever the scenario says: a reset would hide how
    /// long the stall is.
    public init(scenario: String?, situation: ResolvedScenario, locator: Locator) {
        self.scenario = scenario
        self.situation = situation
        self.locator = locator
        self.situation.scenario.onTrip = .observe
    }

    /// A combination is made of the best remedies only, so many of them.
    private static let bestCount = 3

    /// Runs everything; `onProgress` gets the name of what was run.
    public func advice(onProgress: (String) -> Void = { _ in }) throws(EmulationError) -> Advice {
        let plan = try plan(situation)
        let record = try record(plan)
        onProgress("as it is")
        let asItIs = Advice.Outcome(record, flashBytes: Self.flashBytes(plan))
        let patient = try patient(plan, record)
        var tried: [Advice.Trial] = []
        var untried: [Advice.Trial] = []
        for trial in try trials(patient.remedies.map { [$0] }, patient, onProgress) {
            if trial.status == .tried { tried.append(trial) } else { untried.append(trial) }
        }
        let singles = tried
        let combinations = Self.combinations(singles, asItIs, of: patient.remedies)
        tried += try trials(combinations, patient, onProgress).filter { $0.status == .tried }
        tried += try additions(singles, to: tried, asItIs, patient, onProgress)
        let ranking = Self.ranked(tried)
        var advice = Advice(
            scenario: scenario,
            profile: record.profile,
            clockMHz: record.clockMHz,
            keyKind: patient.keyKind,
            seed: situation.scenario.seed,
            asItIs: asItIs,
            cure: Self.cure(ranking),
            trials: ranking + untried
        )
        if cancellation.isCancelled { advice.interrupted = true }
        return advice
    }

    /// Of trials in the order of their rank: the first of those with a good verdict and the fewest changes.
    static func cure(_ ranking: [Advice.Trial]) -> [String]? {
        let cures = ranking.filter { $0.outcome?.ok == true }.map(\.ids)
        let fewest = cures.map(\.count).min()
        return cures.first { $0.count == fewest }
    }

    /// The trials that were run, best first; of equals, the one tried first.
    static func ranked(_ trials: [Advice.Trial]) -> [Advice.Trial] {
        trials.enumerated().sorted { left, right in
            guard let one = left.element.outcome, let other = right.element.outcome else { return false }
            if one.isBetter(than: other) { return true }
            return !other.isBetter(than: one) && left.offset < right.offset
        }.map(\.element)
    }

    /// Two and three of the best remedies that make things better, without those that exclude each other.
    static func combinations(
        _ trials: [Advice.Trial],
        _ asItIs: Advice.Outcome,
        of remedies: [Remedy] = Remedy.all
    ) -> [[Remedy]] {
        var best: [Remedy] = []
        for trial in ranked(trials) where trial.outcome?.helps(asItIs) == true && best.count < bestCount {
            guard let remedy = combinable(trial, of: remedies),
                best.allSatisfy({ $0.subjects.isDisjoint(with: remedy.subjects) })
            else { continue }
            best.append(remedy)
        }
        var combinations: [[Remedy]] = []
        for (index, first) in best.enumerated() {
            combinations += best[(index + 1)...].map { [first, $0] }
        }
        return best.count == bestCount ? combinations + [best] : combinations
    }

    /// What goes best with the best remedy, and what goes best with both: remedies can be worth little alone and much
    /// together.
    private func additions(
        _ singles: [Advice.Trial],
        to known: [Advice.Trial],
        _ asItIs: Advice.Outcome,
        _ patient: Patient,
        _ onProgress: (String) -> Void
    ) throws(EmulationError) -> [Advice.Trial] {
        let remedies = Self.ranked(singles).compactMap { Self.combinable($0, of: patient.remedies) }
        guard let first = remedies.first, var best = singles.first(where: { $0.ids == [first.id.rawValue] }),
            best.outcome?.helps(asItIs) == true
        else { return [] }
        var chosen = [first]
        var found: [Advice.Trial] = []
        while chosen.count < Self.bestCount {
            let together = remedies.filter { remedy in
                chosen.allSatisfy { $0.subjects.isDisjoint(with: remedy.subjects) }
            }.map { chosen + [$0] }
            let before = Dictionary(grouping: known + found) { Set($0.ids) }
            let new = together.filter { before[Set($0.map(\.id.rawValue))] == nil }
            let old = together.compactMap { before[Set($0.map(\.id.rawValue))]?.first }
            let round = [best] + old + (try trials(new, patient, onProgress))
            let next = Self.ranked(round.filter { $0.status == .tried })[0]
            guard next.ids != best.ids else { break }
            if !known.contains(next) { found.append(next) }
            best = next
            chosen = next.ids.compactMap { id in remedies.first { $0.id.rawValue == id } }
        }
        return found
    }

    private static func name(_ remedies: [Remedy]) -> String { remedies.map(\.name).joined(separator: " + ") }

    /// The one of `remedies` that was tried, if combinations may use it.
    private static func combinable(_ trial: Advice.Trial, of remedies: [Remedy]) -> Remedy? {
        remedies.first { [$0.id.rawValue] == trial.ids && $0.isCombined }
    }

    /// Applies remedies in order; the situation, or what is in the way.
    package static func apply(
        _ remedies: [Remedy],
        to situation: ResolvedScenario,
        _ patient: Patient
    ) -> (situation: ResolvedScenario, obstacle: Remedy.Obstacle?) {
        var changed = situation
        for remedy in remedies {
            if let obstacle = remedy.apply(&changed, patient) { return (situation, obstacle) }
        }
        return (changed, nil)
    }

    /// Tries each of `candidates`, several at a time; what became of them, in their order.
    private func trials(
        _ candidates: [[Remedy]],
        _ patient: Patient,
        _ onProgress: (String) -> Void
    ) throws(EmulationError) -> [Advice.Trial] {
        let threads = situation.scenario.tcp == nil ? threads : 1
        let pool = WorkPool(count: candidates.count, threads: threads) { index in
            Result { () throws(EmulationError) in
                guard !cancellation.isCancelled else { return Advice.Trial?.none }
                let trial = try trial(candidates[index], patient)
                return cancellation.isCancelled ? nil : trial
            }
        }
        var results = [Result<Advice.Trial?, EmulationError>?](repeating: nil, count: candidates.count)
        _ = pool.run { index, result in
            results[index] = result
            onProgress(Self.name(candidates[index]))
        }
        var trials: [Advice.Trial] = []
        for case let result? in results {
            if let trial = try result.get() { trials.append(trial) }
        }
        return trials
    }

    private func trial(_ remedies: [Remedy], _ patient: Patient) throws(EmulationError) -> Advice.Trial {
        let (changed, obstacle) = Self.apply(remedies, to: situation, patient)
        var trial = Advice.Trial(
            ids: remedies.map(\.id.rawValue),
            name: Self.name(remedies),
            status: .tried,
            reason: nil,
            settings: remedies.compactMap { setting(of: $0, patient) },
            notes: remedies.compactMap { $0.note(patient) },
            outcome: nil
        )
        switch obstacle {
        case nil: trial.outcome = try outcome(changed)
        case .inEffect(let reason):
            trial.status = .inEffect
            trial.reason = reason
            var without = situation
            if let undo = remedies.first?.undo, undo(&without, patient) == nil { trial.outcome = try outcome(without) }
        case .notAvailable(let reason):
            trial.status = .notAvailable
            trial.reason = reason
        case .notBuilt(let reason):
            trial.status = .notBuilt
            trial.reason = reason
        case .needsBuild(let reason):
            trial.status = .needsBuild
            trial.reason = reason
        case .conflict:
            trial.status = .notAvailable
            trial.reason = "excluded by what else the firmware image changes"
        }
        return trial
    }

    private func outcome(_ situation: ResolvedScenario) throws(EmulationError) -> Advice.Outcome {
        let plan = try plan(situation)
        return Advice.Outcome(try record(plan), flashBytes: Self.flashBytes(plan))
    }

    /// Code and initialised data of the tool's own firmware, or the size of the user's file.
    private static func flashBytes(_ plan: RunPlan) -> Int {
        plan.own?.firmware.flashBytes ?? plan.user?.identity.size ?? 0
    }

    /// What to write where; nil where the firmware's own settings are not known.
    private func setting(of remedy: Remedy, _ patient: Patient) -> String? {
        guard let facts = patient.firmware else { return remedy.setting(for: situation.profile.sdk.family) }
        return remedy.setting(for: facts)
    }

    private func patient(_ plan: RunPlan, _ record: RunRecord) throws(EmulationError) -> Patient {
        switch plan.guest {
        case .own(let guest):
            let p256 = try p256()
            return Patient(guest: guest, record: record, p256: p256, hasOwnP256: ownP256 != nil, locator: locator)
        case .user(let firmware): return Patient(FirmwareFacts(firmware, plan: plan, record: record))
        }
    }

    private func record(_ plan: RunPlan) throws(EmulationError) -> RunRecord {
        let run = Run(plan)
        run.cancellation = cancellation
        return try run.record()
    }

    private func plan(_ situation: ResolvedScenario) throws(EmulationError) -> RunPlan {
        var plan = try RunPlan(situation, locator: locator)
        plan.engine = engine
        return plan
    }

    private func p256() throws(EmulationError) -> Scenario.Credentials {
        if let ownP256, let cert = ownP256.cert, let key = ownP256.key {
            let ca = try locator.certificate(situation.scenario.credentials.ca, or: "root-ca.pem")
            let kind = try ClientCredentials.read(ClientCredentials.Files(ca: ca, cert: cert, key: key), locator)
                .keyKind
            guard kind == "P-256" else {
                throw .badInput(file: key, line: nil, message: "is not a P-256 key but \(kind)")
            }
            return ownP256
        }
        return Scenario.Credentials(
            cert: try locator.certificate("device-p256.pem"),
            key: try locator.certificate("device-p256.key.pem")
        )
    }
}
